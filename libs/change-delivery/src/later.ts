/** Thrown where it cannot be done now and nothing is to be said of it: the event is handled again. */
export class Later extends Error {
  readonly afterMs: number;

  constructor(because: string, afterMs: number) {
    super(because);
    this.name = 'Later';
    this.afterMs = afterMs;
  }
}

const MOST_ATTEMPTS = 4;
const AFTER_MOVES_MS = 10_000;

/** Starts again as long as what was read has moved meanwhile, a few times. @throws Later */
export async function untilItHolds<T>(attempt: () => Promise<T | 'moved'>): Promise<T> {
  for (let count = 0; count < MOST_ATTEMPTS; count++) {
    const result = await attempt();
    if (result !== 'moved') return result;
  }
  throw new Later('moving', AFTER_MOVES_MS);
}

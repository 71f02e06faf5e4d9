/** One tool doing the work in one way. */
export interface Contender {
  /** The tool. */
  readonly who: string;
  /** What it does, and how. */
  readonly what: string;
  /** What the median is meant to stay below, where that was promised. */
  readonly targetMs?: number | undefined;
  readonly run: () => Run | Promise<Run>;
}

/** One run, timed by whoever knows best when the work begins and ends. */
export type Run =
  { readonly kind: 'done'; readonly ms: number } | { readonly kind: 'stopped'; readonly afterMs: number };

/** What came of a contender. */
export type Result = Omit<Contender, 'run'> &
  (
    | { readonly kind: 'measured'; readonly runsMs: readonly number[] }
    /** One number that is no time to be repeated, and what it is meant not to exceed. */
    | { readonly kind: 'valued'; readonly value: number; readonly unit: string; readonly most?: number }
    | { readonly kind: 'stopped'; readonly afterMs: number }
    | { readonly kind: 'skipped'; readonly because: string }
  );

const LONG_MS = 30_000;

export interface MeasureOptions {
  /** A run that takes longer is not repeated: its noise is small beside it, and the reader waits. Half a minute if not given. */
  readonly longMs?: number;
}

/** Runs all contenders in turn, round after round, so that what else the machine does falls on all of them alike. */
export async function measure(
  contenders: readonly Contender[],
  rounds: number,
  { longMs = LONG_MS }: MeasureOptions = {},
): Promise<readonly Result[]> {
  const runs = contenders.map((contender) => ({ contender, done: [] as Run[] }));
  for (let round = 1; round <= rounds; round += 1) {
    for (const { contender, done } of runs.filter((each) => isRepeated(each.done, longMs))) {
      process.stderr.write(`round ${round} of ${rounds}: ${contender.who}, ${contender.what}\n`);
      done.push(await contender.run());
    }
  }
  return runs.map(({ contender, done }) => resultOf(contender, done));
}

function isRepeated(runs: readonly Run[], longMs: number): boolean {
  return runs.every((run) => run.kind === 'done' && run.ms < longMs);
}

function resultOf({ who, what, targetMs }: Contender, runs: readonly Run[]): Result {
  const contender = { who, what, targetMs };
  const stopped = runs.find((run) => run.kind === 'stopped');
  if (stopped !== undefined) return { ...contender, ...stopped };
  return { ...contender, kind: 'measured', runsMs: runs.flatMap((run) => (run.kind === 'done' ? [run.ms] : [])) };
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

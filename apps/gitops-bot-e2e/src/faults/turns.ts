/** Lets requests of several bots through one at a time, in an order that a seed decides. */
export interface Turns {
  /** What one bot asks with. */
  readonly fetchOf: (bot: string) => typeof globalThis.fetch;
  /** A bot that has come to its end is not waited for. */
  readonly run: <T>(bot: string, work: () => Promise<T>) => Promise<T>;
}

interface Waiting {
  readonly bot: string;
  readonly go: () => void;
}

/** @param random from 0 to 1, below 1 */
export function turns(random: () => number): Turns {
  const live = new Set<string>();
  const waiting: Waiting[] = [];
  let underway = false;
  const next = (): void => {
    // everybody who lives has come to a request, so that the order is the seed's and not the machine's
    const ready = [...live].every((bot) => waiting.some((one) => one.bot === bot));
    if (underway || !ready || waiting.length === 0) return;
    const [chosen] = waiting.splice(Math.floor(random() * waiting.length), 1);
    underway = true;
    chosen?.go();
  };
  return {
    fetchOf: (bot) => async (url, init) => {
      await new Promise<void>((go) => {
        waiting.push({ bot, go });
        next();
      });
      try {
        const response = await fetch(url, init);
        const body = await response.arrayBuffer();
        const hasBody = response.status !== 204 && response.status !== 304;
        return new Response(hasBody ? body : null, { status: response.status, headers: response.headers });
      } finally {
        underway = false;
        // whoever got it goes on to its next request first
        setImmediate(next);
      }
    },
    run: async (bot, work) => {
      live.add(bot);
      try {
        return await work();
      } finally {
        live.delete(bot);
        next();
      }
    },
  };
}

/** Numbers from 0 to 1 that a seed decides. @see mulberry32, by Tommy Ettinger (public domain) */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

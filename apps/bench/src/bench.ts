import type { Result } from './rounds.ts';

export interface BenchOptions {
  readonly clusters: number;
  readonly rounds: number;
  /** Size of a database. */
  readonly gib: number;
  readonly switchovers: number;
  /** Times that two primaries are made. */
  readonly splits: number;
  /** Pairs of servers that are used side by side. */
  readonly pairs: number;
  /** Undefined for one that nobody has chosen. */
  readonly seed: number | undefined;
  /** File for one line of each trial; undefined for none. */
  readonly log: string | undefined;
  readonly members: number;
  readonly seconds: number;
}

/** Something that can be measured, by name: `npm run bench -- <name>`. */
export interface Bench {
  readonly summary: string;
  readonly run: (options: BenchOptions) => Promise<BenchReport>;
}

/** What a bench found. Times are never judged right or wrong: they depend on the machine. */
export interface BenchReport {
  readonly title: string;
  readonly results: readonly Result[];
  /** What the numbers do not say by themselves: how the work differs, what was verified. */
  readonly notes: readonly string[];
}

/** The ways to a primary: its own service, and its pooler. */
export type Route = 'direct' | 'pooler';

/** Milliseconds of the epoch. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** What became of one write, and when the client was told. */
export interface Beat {
  /** Milliseconds of the epoch. */
  readonly at: number;
  readonly kind: 'committed' | 'failed';
}

/** How writing went over a period. */
export interface Writing {
  readonly commits: number;
  readonly failures: number;
  readonly longestGapMs: number;
}

/** A gap between commits that reaches into the period counts whole. */
export function writing(beats: readonly Beat[], period: Period): Writing {
  const within = beats.filter(isIn(period));
  const gaps = gapsOf(beats).filter(({ from, to }) => to >= period.from && from <= period.to);
  return {
    commits: within.filter(({ kind }) => kind === 'committed').length,
    failures: within.filter(({ kind }) => kind === 'failed').length,
    longestGapMs: longest(gaps),
  };
}

/** The longest gap between two commits that were both in the period; 0 where there were none. */
export function longestGapWithin(beats: readonly Beat[], period: Period): number {
  return longest(gapsOf(beats.filter(isIn(period))));
}

function isIn({ from, to }: Period): (beat: Beat) => boolean {
  return ({ at }) => at >= from && at <= to;
}

function gapsOf(beats: readonly Beat[]): readonly Period[] {
  const commits = beats.filter(({ kind }) => kind === 'committed').map(({ at }) => at);
  return commits.slice(1).map((to, index) => ({ from: commits[index] ?? to, to }));
}

function longest(gaps: readonly Period[]): number {
  return Math.max(0, ...gaps.map(({ from, to }) => to - from));
}

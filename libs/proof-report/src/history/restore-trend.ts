import type { RunSummary, ServerSummary } from './run-summary.ts';

/** The steps of a restore, in their order. Checks of pages and data are made for the proof, and no restore waits for them. */
export const RESTORE_STEPS = ['content', 'wal', 'boot', 'replay'] as const;
export type RestoreStep = (typeof RESTORE_STEPS)[number];

/** How long a restore takes, from runs that did one. Milliseconds. */
export interface RestoreTrend {
  readonly runs: number;
  readonly first: Date;
  readonly last: Date;
  readonly backupId: string;
  readonly steps: readonly StepTrend[];
  /** All steps together. */
  readonly total: Measured;
  /** Of the newest backup as it is now: its base backup at the median speed, everything else at its median. */
  readonly forecastMs: number | undefined;
  readonly presentSizeBytes: number | undefined;
  /** All steps together of each run, oldest first. */
  readonly series: readonly { readonly at: Date; readonly totalMs: number }[];
}

export interface Measured {
  readonly lastMs: number;
  readonly medianMs: number;
  /** Growth in a week; absent with fewer than three runs, or less than a day between the first and the last. */
  readonly perWeekMs: number | undefined;
}

export interface StepTrend extends Measured {
  readonly name: RestoreStep;
  /** Of the last run, where it is known how much that step read. */
  readonly bytesPerSecond: number | undefined;
}

/** More runs than these say nothing about today. */
const MOST_RUNS = 60;
const DAY_MS = 86_400_000;

/** @param history in any order; @returns undefined where no run restored a backup of this server */
export function restoreTrend(history: readonly RunSummary[], serverName: string): RestoreTrend | undefined {
  const runs = restoresOf(history, serverName).slice(-MOST_RUNS);
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const present = runs.at(-1)?.server.newestBackup?.sizeBytes;
  const steps = RESTORE_STEPS.flatMap((name): readonly StepTrend[] => {
    const points = runs.flatMap(({ at, times }) => (times[name] === undefined ? [] : [{ at, value: times[name].ms }]));
    const newest = points.at(-1);
    const bytes = last.times[name]?.bytes;
    if (newest === undefined) return [];
    const seconds = newest.value / 1000;
    return [
      {
        name,
        ...measuredOf(points),
        bytesPerSecond: bytes === undefined || seconds === 0 ? undefined : bytes / seconds,
      },
    ];
  });
  return {
    runs: runs.length,
    first: new Date(first.at),
    last: new Date(last.at),
    backupId: last.backupId,
    steps,
    total: measuredOf(runs.map(({ at, totalMs }) => ({ at, value: totalMs }))),
    presentSizeBytes: present,
    series: runs.map(({ at, totalMs }) => ({ at: new Date(at), totalMs })),
    forecastMs: present === undefined ? undefined : forecast(runs, present, steps),
  };
}

interface Restore {
  readonly at: number;
  readonly backupId: string;
  readonly server: ServerSummary;
  readonly times: Readonly<Partial<Record<RestoreStep, { readonly ms: number; readonly bytes: number | undefined }>>>;
  readonly totalMs: number;
  readonly sizeBytes: number;
}

function restoresOf(history: readonly RunSummary[], serverName: string): readonly Restore[] {
  const runs = history.flatMap(({ at, servers }): readonly Restore[] =>
    servers.flatMap((server) => {
      const { measured } = server;
      if (server.serverName !== serverName || measured === undefined) return [];
      const times: Partial<Record<RestoreStep, { ms: number; bytes: number | undefined }>> = {};
      for (const name of RESTORE_STEPS) {
        const phases = measured.phases.filter((phase) => phase.name === name);
        if (phases.length === 0) continue;
        const bytes = phases.reduce((sum, each) => sum + (each.bytes ?? 0), 0);
        times[name] = {
          ms: phases.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
          bytes: bytes > 0 ? bytes : name === 'content' ? measured.sizeBytes : undefined,
        };
      }
      if (times.replay === undefined) return [];
      const totalMs = Object.values(times).reduce((sum, { ms }) => sum + ms, 0);
      const { backupId, sizeBytes } = measured;
      return [{ at: Date.parse(at), backupId, server, times, totalMs, sizeBytes }];
    }),
  );
  // the same run may have been handed in twice: as kept, and as just made
  return [...new Map(runs.toSorted((a, b) => a.at - b.at).map((run) => [run.at, run])).values()];
}

interface Point {
  readonly at: number;
  readonly value: number;
}

function measuredOf(points: readonly Point[]): Measured {
  return {
    lastMs: points.at(-1)?.value ?? 0,
    medianMs: median(points.map(({ value }) => value)),
    perWeekMs: slopePerWeek(points),
  };
}

/** The median of the slopes of all pairs (Theil and Sen): one run on a busy machine does not bend it. */
function slopePerWeek(points: readonly Point[]): number | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < 3 || first === undefined || last === undefined || last.at - first.at < DAY_MS) return undefined;
  const slopes = points.flatMap((a, index) =>
    points.slice(index + 1).flatMap((b) => (b.at > a.at ? [(b.value - a.value) / (b.at - a.at)] : [])),
  );
  return slopes.length === 0 ? undefined : median(slopes) * 7 * DAY_MS;
}

function forecast(runs: readonly Restore[], presentBytes: number, steps: readonly StepTrend[]): number | undefined {
  const speeds = runs.flatMap(({ times, sizeBytes }) =>
    times.content === undefined || times.content.ms === 0 || sizeBytes === 0 ? [] : [sizeBytes / times.content.ms],
  );
  if (speeds.length === 0) return undefined;
  const others = steps.filter(({ name }) => name !== 'content').reduce((sum, { medianMs }) => sum + medianMs, 0);
  return presentBytes / median(speeds) + others;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

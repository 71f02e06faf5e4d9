import { randomOf } from '@postgres-ha/split-brain-watchdog-e2e';
import type { BenchReport } from '../bench.ts';
import { percentile } from '../percentile.ts';
import type { Result } from '../rounds.ts';
import { scrapedDetectionMs, scrapedFalseAlarm } from './peers/scraped-rule.ts';
import type { SplitRecord, SwitchoverRecord, TrialRecord } from './trial-record.ts';

interface Circumstances {
  readonly seed: number;
  readonly pairs: number;
  readonly minutes: number;
  readonly log: string | undefined;
  readonly probeIntervalMs: number;
}

const WHO = 'postgres-ha';
const SILENCE = { keeps: 'last states, kept in silence', forgets: 'last states, forgotten in silence' };
const TARGETS = { incidents: 0, missed: 0, p99Seconds: 0.8 };
/** Of the scraped rule's phases, apart from those of the trials. */
const SCRAPES_FROM = 2_000_000;

export function detectionReport(records: readonly TrialRecord[], circumstances: Circumstances): BenchReport {
  const switchovers = records.filter((record) => record.kind === 'switchover' && record.outcome !== 'failed');
  const splits = records.filter((record) => record.kind === 'split' && record.outcome !== 'failed');
  const failed = records.filter((record) => record.outcome === 'failed');
  const random = randomOf(circumstances.seed, SCRAPES_FROM);
  return {
    title: 'Split brain: detection',
    results: [
      ...ours(switchovers, splits),
      { who: WHO, what: 'trials that failed and say nothing', kind: 'valued', value: failed.length, unit: '' },
      ...(['keeps', 'forgets'] as const).flatMap((policy) => comparing(policy, { switchovers, splits })),
      ...[15_000, 30_000].flatMap((intervalMs) => scraping(intervalMs, { switchovers, splits, random })),
    ],
    notes: notes({ switchovers, splits, failed }, circumstances),
  };
}

function ours(switchovers: readonly SwitchoverRecord[], splits: readonly SplitRecord[]): readonly Result[] {
  const times = splits.flatMap(({ provenAfterMs }) => provenAfterMs ?? []);
  const incidents = switchovers.reduce((sum, { concerns }) => sum + concerns.length, 0);
  return [
    ...counted(WHO, `incidents raised by ${switchovers.length} clean switchovers`, incidents, TARGETS.incidents),
    ...timed(WHO, times, TARGETS.p99Seconds),
    ...counted(
      WHO,
      `two primaries that were missed, of ${splits.length}`,
      splits.length - times.length,
      TARGETS.missed,
    ),
  ];
}

interface Trials {
  readonly switchovers: readonly SwitchoverRecord[];
  readonly splits: readonly SplitRecord[];
}

function comparing(policy: keyof typeof SILENCE, { switchovers, splits }: Trials): readonly Result[] {
  const who = SILENCE[policy];
  const alarms = switchovers.filter(({ peers }) => peers[policy]).length;
  const times = splits.flatMap(({ peers }) => (policy === 'keeps' ? peers.keepsMs : peers.forgetsMs) ?? []);
  return [...counted(who, `false alarms in ${switchovers.length} clean switchovers`, alarms), ...timed(who, times)];
}

function scraping(
  intervalMs: number,
  { switchovers, splits, random }: Trials & { readonly random: () => number },
): readonly Result[] {
  const who = `alert rule, scraped each ${intervalMs / 1000} s`;
  const rule = { intervalMs, random };
  const alarms = switchovers.filter(({ stoppedAt, promotion }) =>
    scrapedFalseAlarm({ stoppedAt, promotedAt: promotion.firstPrimaryAt }, rule),
  ).length;
  const times = splits.map(() => scrapedDetectionMs(rule));
  return [...counted(who, `false alarms in ${switchovers.length} clean switchovers`, alarms), ...timed(who, times)];
}

function counted(who: string, what: string, value: number, most?: number): readonly Result[] {
  return [{ who, what, kind: 'valued', value, unit: '', ...(most !== undefined && { most }) }];
}

function timed(who: string, runsMs: readonly number[], p99Seconds?: number): readonly Result[] {
  if (runsMs.length === 0) return [];
  return [
    { who, what: 'two primaries found, after the second may take writes', kind: 'measured', runsMs },
    {
      ...{ who, what: 'the same, 99th percentile', kind: 'valued', value: percentile(runsMs, 99) / 1000, unit: 's' },
      ...(p99Seconds !== undefined && { most: p99Seconds }),
    },
  ];
}

function notes(
  { switchovers, splits, failed }: Trials & { readonly failed: readonly TrialRecord[] },
  { seed, pairs, minutes, log, probeIntervalMs }: Circumstances,
): readonly string[] {
  const widths = splits.map(({ promotion }) => promotion.firstPrimaryAt - promotion.lastStandbyAt);
  const latest = splits.reduce<SplitRecord | undefined>(
    (worst, split) => ((split.provenAfterMs ?? 0) > (worst?.provenAfterMs ?? -1) ? split : worst),
    undefined,
  );
  return [
    `seed ${seed}; ${pairs} pairs of PostgreSQL 17 side by side, each member probed every ${probeIntervalMs} ms; ${minutes.toFixed(1)} minutes`,
    `times are counted from the last answer "in recovery" of the promoted server (it took no write before that) to the judgement that has the proof, on one monotonic clock; ` +
      `its first answer "not in recovery" came ${median99(widths)} later`,
    `writing clients in ${switchovers.filter(({ writing }) => writing).length} switchovers and beside ${splits.filter(({ writing }) => writing).length} of the two primaries; the others were idle`,
    'last states: a poller with the answers of the same probes, which alarms when both members were writable when they last answered; it keeps that of a member that does not answer, or forgets it',
    'alert rule: computed from the times of the same trials, with random phases of scrapes and of evaluations; no cache of an exporter and no `for:`, which takes the false alarms and adds itself to the time',
    ...(latest === undefined
      ? []
      : [`the latest proof is that of trial ${latest.trial} on ${latest.pair}, by ${latest.proven?.rule ?? 'none'}`]),
    ...(log === undefined ? [] : [`one line of each trial: ${log}`]),
    ...failed.flatMap((record) =>
      record.outcome === 'failed' ? [`failed: ${record.kind} ${record.trial}: ${record.because}`] : [],
    ),
  ];
}

function median99(widths: readonly number[]): string {
  if (widths.length === 0) return '–';
  return `${percentile(widths, 50).toFixed(1)} ms (median; 99th percentile ${percentile(widths, 99).toFixed(1)} ms)`;
}

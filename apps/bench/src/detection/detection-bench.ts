import { newSeed } from '@postgres-ha/split-brain-watchdog-e2e';
import type { Bench, BenchOptions, BenchReport } from '../bench.ts';
import { detectionReport } from './detection-report.ts';
import { runTrials } from './run-trials.ts';
import { openTrialLog } from './trial-log.ts';
import type { TrialRecord } from './trial-record.ts';

export const detectionBench: Bench = {
  summary: 'false alarms in clean switchovers, and the time until two real primaries are proven',
  run: detect,
};

const PROBE_INTERVAL_MS = 500;
const SHOWN_EACH = 25;

async function detect({ switchovers, splits, pairs, log, ...options }: BenchOptions): Promise<BenchReport> {
  const seed = options.seed ?? newSeed();
  process.stderr.write(`seed ${seed}: ${switchovers} switchovers, then two primaries ${splits} times\n`);
  const began = performance.now();
  const records: TrialRecord[] = [];
  await using lines = openTrialLog(log);
  lines.add({ seed, switchovers, splits, pairs, probeIntervalMs: PROBE_INTERVAL_MS });
  await runTrials({
    ...{ switchovers, splits, pairs, seed },
    probeIntervalMs: PROBE_INTERVAL_MS,
    onTrial: (record) => {
      records.push(record);
      lines.add(record);
      const { kind, trial, outcome } = record;
      const isNews = outcome !== 'quiet' && outcome !== 'proven';
      if (isNews || records.length % SHOWN_EACH === 0) {
        const why = record.outcome === 'failed' ? `: ${record.because}` : '';
        process.stderr.write(`${records.length} of ${switchovers + splits}; ${kind} ${trial} ${outcome}${why}\n`);
      }
    },
  });
  const minutes = (performance.now() - began) / 60_000;
  return detectionReport(records, { seed, pairs, minutes, log, probeIntervalMs: PROBE_INTERVAL_MS });
}

import { join } from 'node:path';
import type { Bench, BenchOptions, BenchReport } from '../bench.ts';
import { runProcess } from '../render/child-process.ts';
import { measure } from '../rounds.ts';
import type { LargeArchive } from './large-archive.ts';

/** A catalogue of a large archive, judged: the LIST is made up in the same process, so that only the work on it is measured. */
export const catalogBench: Bench = {
  summary:
    'an archive of 100,000 segments, 60 backups and 5 timelines: catalogue, intervals and findings, from its LIST',
  run: compare,
};

const ARCHIVE: LargeArchive = { segments: 100_000, backups: 60, timelines: 5 };
const TARGETS = { ms: 5000, peakMib: 300 } as const;
const MIB = 2 ** 20;

interface Measured {
  readonly ms: number;
  readonly listedMs: number;
  readonly peakBytes: number;
  readonly objects: number;
  readonly intervals: number;
  readonly findings: number;
}

async function compare({ rounds }: BenchOptions): Promise<BenchReport> {
  const all: Measured[] = [];
  const program = join(import.meta.dirname, 'processes/catalog.ts');
  const run = () => {
    const { output } = runProcess(process.execPath, [program, JSON.stringify(ARCHIVE)]);
    const measured = JSON.parse(output) as Measured;
    if (measured.intervals !== ARCHIVE.backups || measured.findings !== 0) {
      throw new Error(`found ${output}, expected ${ARCHIVE.backups} recoverable backups and no finding`);
    }
    all.push(measured);
    return { kind: 'done', ms: measured.ms } as const;
  };
  const results = await measure(
    [{ who: 'postgres-ha', what: `catalogue of ${ARCHIVE.segments} segments, judged`, targetMs: TARGETS.ms, run }],
    rounds,
  );
  const [first] = all;
  const peak = Math.max(...all.map(({ peakBytes }) => peakBytes)) / MIB;
  const listed = Math.max(...all.map(({ listedMs }) => listedMs));
  return {
    title: `Cataloguing ${first?.objects ?? 0} objects`,
    results,
    notes: [
      `peak memory of the process, with Node: ${peak.toFixed(0)} MiB at most (target ≤ ${TARGETS.peakMib} MiB)`,
      `until the LIST and all backup.info are read: ${(listed / 1000).toFixed(2)} s at most; the rest is intervals and findings`,
      'the LIST is made up in the process: what a store takes to answer 100 pages is not in it',
      'every round checks that all backups are found recoverable, and nothing is accused',
      'no peer: barman-cloud-backup-list and barman-cloud-check-wal-archive read a store and look at no chain',
    ],
  };
}

import { join } from 'node:path';
import { findPostgres, openLaboratory, type Laboratory, type Tool } from '@postgres-ha/postgres-storage/real-postgres';
import type { Bench, BenchReport } from '../bench.ts';
import { runProcess, startWarmProcess } from '../render/child-process.ts';
import { measure, median, type Result } from '../rounds.ts';
import type { ClusterTally } from './check-cluster.ts';

/** Page checksums of a whole cluster, beside the tool of PostgreSQL. */
export const checksumsBench: Bench = {
  summary: 'all page checksums of a cluster of 1 GiB, beside pg_checksums',
  run: ({ rounds }) => compare(rounds),
};

const TOOLS: readonly Tool[] = ['initdb', 'postgres', 'pg_checksums'];
const MAJORS = [17, 18, 16, 15];
/** 7 rows of 1000 bytes fit in a page of 8 KiB. */
const ROWS = (7 * 2 ** 30) / 8192;

async function compare(rounds: number): Promise<BenchReport> {
  const looked = MAJORS.map((major) => findPostgres(major, TOOLS));
  const found = looked.find((each) => each.kind === 'found');
  if (found === undefined)
    throw new Error(looked.map((each) => (each.kind === 'missing' ? each.because : '')).join('; '));
  using laboratory = openLaboratory(found);
  const { data, sizeBytes } = makeCluster(laboratory);

  const processes = join(import.meta.dirname, 'processes');
  const once = (): { readonly ms: number; readonly output: string } =>
    runProcess(process.execPath, [join(processes, 'ours-once.ts'), data]);
  const pgChecksums = (): { readonly ms: number; readonly output: string } => {
    const start = performance.now();
    const { status, stdout, stderr } = laboratory.run('pg_checksums', ['--check', '-D', data]);
    if (status !== 0) throw new Error(`pg_checksums ended with ${status ?? 'a signal'}: ${stderr}`);
    return { ms: performance.now() - start, output: stdout };
  };
  const same = requireSame(JSON.parse(once().output) as ClusterTally, pgChecksums().output);

  await using warm = await startWarmProcess(join(processes, 'ours.ts'), [data]);
  const results = await measure(
    [
      {
        who: 'pg_checksums',
        what: `--check of PostgreSQL ${found.major}`,
        run: () => ({ kind: 'done', ms: pgChecksums().ms }),
      },
      { who: 'postgres-ha', what: 'a new process', run: () => ({ kind: 'done', ms: once().ms }) },
      { who: 'postgres-ha', what: 'warm', run: warm.run },
    ],
    rounds,
  );
  return {
    title: `checksums: a cluster with ${(sizeBytes / 2 ** 30).toFixed(2)} GiB in its largest table, files in the page cache`,
    results,
    notes: [
      same,
      ...speeds(results),
      'All contenders read the same files with one thread. pg_checksums reads 8 KiB at a time and checks checksums; postgres-ha reads 1 MiB at a time and checks headers too, and that new pages are wholly zero.',
      'warm: a process that did the same work for 5 s before, as a verifier does that has more than one file.',
    ],
  };
}

function makeCluster({ initdb, sql }: Laboratory): { readonly data: string; readonly sizeBytes: number } {
  process.stderr.write('making a cluster of 1 GiB\n');
  const data = initdb('data', ['-k']);
  const printed = sql(
    data,
    [
      'create table t (id int, v text)',
      'alter table t alter v set storage plain',
      `insert into t select g, repeat(md5(g::text), 33) || 'xx' from generate_series(1, ${ROWS}) g`,
      "select pg_relation_filepath('t') as path, pg_relation_size('t') as size",
    ],
    // so that there is less WAL than data, and none of it is kept
    { max_wal_size: '256MB', wal_keep_size: '0', wal_level: 'minimal', max_wal_senders: '0', shared_buffers: '256MB' },
  );
  const [, size = '0'] = /size = "(\d+)"/.exec(printed) ?? [];
  return { data, sizeBytes: Number(size) };
}

/** @throws when the two did not look at the same pages */
function requireSame({ files, blocks, bad }: ClusterTally, output: string): string {
  const theirs = (what: string): number => Number(new RegExp(`^${what}:\\s+(\\d+)$`, 'm').exec(output)?.[1]);
  if (theirs('Blocks scanned') !== blocks || theirs('Files scanned') !== files || theirs('Bad checksums') !== bad) {
    throw new Error(`postgres-ha saw ${files} files, ${blocks} blocks, ${bad} bad; pg_checksums: ${output}`);
  }
  return `Both saw ${files} files, ${blocks} blocks, ${bad} bad.`;
}

function speeds(results: readonly Result[]): readonly string[] {
  const times = results.map((result) => (result.kind === 'measured' ? median(result.runsMs) : Number.NaN));
  const [theirs = Number.NaN, ...ours] = times;
  return results
    .slice(1)
    .map(
      ({ who, what }, index) =>
        `${who}, ${what}: ${(theirs / (ours[index] ?? Number.NaN)).toFixed(2)} × as fast as pg_checksums (medians).`,
    );
}

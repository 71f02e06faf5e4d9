import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startObjectServer, type ObjectServer } from '@postgres-ha/backup-verifier-e2e';
import { barmanPart, objectServerPart, postgresToolsPart } from '@postgres-ha/testkit';
import type { Bench, BenchOptions, BenchReport } from '../bench.ts';
import { measure, median, type Contender, type Run } from '../rounds.ts';
import { BARMAN, BUCKET, MAJOR, SERVER, type Archive } from './archive.ts';
import { restoreByBarman, type BarmanRestore } from './barman-restore.ts';
import { findArchive } from './find-archive.ts';
import { decompressAlone, prove, type Decompression, type Proof, type StorePlace } from './prove.ts';

/** The proof of a backup, beside decompressing its bytes alone and beside a restore by hand. */
export const verifyBench: Bench = {
  summary: 'a backup proven, beside node:zlib alone (L2) and barman-cloud-restore, recovery and pg_checksums (L4)',
  run: compare,
};

const TARGETS = { overZlib: 0.9, overBarman: 1.5, memorySpread: 0.1, peakMib: 200 } as const;
const SEGMENTS_PER_GIB = 32;
const MOST_SEGMENTS = 64;
const MIB = 2 ** 20;

async function compare({ rounds, gib }: BenchOptions): Promise<BenchReport> {
  requireParts();
  const segments = Math.min(MOST_SEGMENTS, Math.ceil(SEGMENTS_PER_GIB * gib));
  const archives = {
    half: await findArchive({ gib: gib / 2, segments }),
    whole: await findArchive({ gib, segments }),
    double: await findArchive({ gib: gib * 2, segments }),
  };
  await using store = await startObjectServer(archives.whole.directory);
  const scratch = await mkdtemp(join(tmpdir(), 'pgha-b-'));
  try {
    await chmod(scratch, 0o711);
    return await compareOn({ archives, store, scratch, rounds });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** @throws with the names of all that is missing */
function requireParts(): void {
  const missing = [barmanPart(BARMAN), postgresToolsPart(MAJOR), objectServerPart()].flatMap(({ name, missing }) =>
    missing === undefined ? [] : [`${name}: ${missing}`],
  );
  if (missing.length > 0) throw new Error(missing.join('\n'));
}

type Size = 'half' | 'whole' | 'double';

interface Grounds {
  readonly archives: Readonly<Record<Size, Archive>>;
  /** Of the one in the middle. */
  readonly store: ObjectServer;
  readonly scratch: string;
  readonly rounds: number;
}

async function compareOn({ archives, store, scratch, rounds }: Grounds): Promise<BenchReport> {
  const { whole } = archives;
  const seen = { alone: [] as Decompression[], L2: [] as Proof[], L4: [] as Proof[], barman: [] as BarmanRestore[] };
  const peaks: Record<Size, number[]> = { half: [], whole: [], double: [] };
  const bin = join(postgresToolsPart(MAJOR).directory, 'bin');
  const room = { parent: scratch, binaries: [bin] };

  const readAll = (size: Size): Run => {
    const archive = archives[size];
    const proof = prove({ store: directoryOf(archive), server: SERVER, level: 'L2' });
    requireAllRead(proof, archive);
    peaks[size].push(proof.peakBytes);
    if (size === 'whole') seen.L2.push(proof);
    return { kind: 'done', ms: proof.ms };
  };
  // also brings all objects into memory, so that no contender waits for the disk
  const target = prove({ store: directoryOf(whole), server: SERVER, level: 'L2' }).reached;

  const contenders: readonly Contender[] = [
    {
      who: 'node:zlib',
      what: 'decompresses the same objects, one after the other',
      run: () => {
        const alone = decompressAlone(whole.objects.map(({ key }) => join(whole.directory, BUCKET, key)));
        seen.alone.push(alone);
        return { kind: 'done', ms: alone.ms };
      },
    },
    ...(['whole', 'half', 'double'] as const).map((size) => ({
      who: 'postgres-ha',
      what: `L2 of ${archives[size].size.gib} GiB, from the same files`,
      run: () => readAll(size),
    })),
    {
      who: 'postgres-ha',
      what: `L4 of ${whole.size.gib} GiB (with L2), from S3`,
      run: () => {
        const proof = prove({ store: bucketOf(store), server: SERVER, level: 'L4', scratch: room });
        requireAllRead(proof, whole);
        seen.L4.push(proof);
        return { kind: 'done', ms: proof.ms };
      },
    },
    {
      who: 'Barman, PostgreSQL',
      what: 'barman-cloud-restore, recovery, pg_checksums, from S3',
      run: async () => {
        const restore = await restoreByBarman({ store, backupId: whole.backupId, target });
        requireSameEnd(restore, seen.L4);
        seen.barman.push(restore);
        const { stages } = restore;
        return { kind: 'done', ms: stages.restore + stages.recovery + stages.checksums };
      },
    },
  ];
  const results = await measure(contenders, rounds, { longMs: Infinity });

  const times = results.map((result) => (result.kind === 'measured' ? median(result.runsMs) : Number.NaN));
  const [alone = Number.NaN, L2 = Number.NaN, , , L4 = Number.NaN, theirs = Number.NaN] = times;
  const archivedBytes = whole.objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const plainBytes = seen.alone[0]?.bytes ?? 0;
  return {
    title: `Proving a backup of ${whole.size.gib} GiB with ${whole.size.segments} segments of WAL`,
    results,
    notes: [
      `L2: ${(alone / L2).toFixed(2)} × as fast as node:zlib alone, ${(work(seen.alone) / work(seen.L2)).toFixed(2)} × without the start of the processes (medians; target ≥ ${TARGETS.overZlib})`,
      `L2 and L4: ${(theirs / L4).toFixed(2)} × as fast as Barman and PostgreSQL (medians; target ≥ ${TARGETS.overBarman})`,
      memoryNote(peaks, archives),
      `peak memory at L4: ${mib(Math.max(...seen.L4.map(({ peakBytes }) => peakBytes)))}, without PostgreSQL`,
      `phases at L4: ${phasesText(seen.L4)}; theirs: ${stagesText(seen.barman)} (medians)`,
      `processor time: node:zlib ${seconds(seen.alone)}, L2 ${seconds(seen.L2)} (medians)`,
      `${mib(plainBytes)}, ${mib(archivedBytes)} as Barman ${BARMAN} compressed them by gzip: ${(plainBytes / archivedBytes).toFixed(1)}:1; tables of pgbench with 32 random digits in each account`,
      'times are of whole processes, with their start; all objects are in the page cache; S3 is versitygw on the loopback address',
      'every round checks that all bytes were read, that replay of both ended at the same record, and that no page is wrong',
      `recovery by hand has the settings of the throw-away server, without fsync; its restore_command starts Python for each segment`,
    ],
  };
}

function directoryOf({ directory }: Archive): StorePlace {
  return { kind: 'directory', directory: join(directory, BUCKET) };
}

function bucketOf({ endpoint, env }: ObjectServer): StorePlace {
  const value = (name: string): string => env[name] ?? '';
  const keys = { accessKeyId: value('AWS_ACCESS_KEY_ID'), secretAccessKey: value('AWS_SECRET_ACCESS_KEY') };
  return { kind: 's3', bucket: BUCKET, endpoint, region: value('AWS_REGION'), forcePathStyle: true, keys };
}

/** @throws when a proof was reached without reading everything, or by reading more than that and the segment of the planted fault */
function requireAllRead({ bytes }: Proof, { objects }: Archive): void {
  const all = objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const segments = objects.filter(({ key }) => key.includes('/wals/')).map(({ sizeBytes }) => sizeBytes);
  const most = all + Math.max(...segments);
  if (bytes < all || bytes > most) throw new Error(`read ${bytes} bytes, expected ${all} to ${most}`);
}

/** @throws when the restore by hand is not what was proven */
function requireSameEnd({ reached, bad, blocks }: BarmanRestore, proofs: readonly Proof[]): void {
  const expected = proofs.at(-1)?.reached;
  if (reached !== expected) throw new Error(`recovery ended at ${reached}, the proof at ${expected ?? 'nothing'}`);
  if (bad !== 0 || !(blocks > 0)) throw new Error(`pg_checksums: ${bad} bad of ${blocks} blocks`);
}

function memoryNote(peaks: Readonly<Record<Size, readonly number[]>>, archives: Grounds['archives']): string {
  const sizes = ['half', 'whole', 'double'] as const;
  const medians = sizes.map((size) => median(peaks[size]));
  const [small = Number.NaN, , large = Number.NaN] = medians;
  const each = sizes.map((size, index) => `${mib(medians[index] ?? 0)} for ${archives[size].size.gib} GiB`);
  const most = Math.max(...sizes.flatMap((size) => peaks[size]));
  return (
    `peak memory at L2, with Node: ${each.join(', ')} (medians), ${mib(most)} at most; ` +
    `${(Math.abs(large / small - 1) * 100).toFixed(0)} % between the smallest and the largest ` +
    `(targets ≤ ${TARGETS.peakMib} MiB, ≤ ${TARGETS.memorySpread * 100} %)`
  );
}

function work(runs: readonly { readonly workMs: number }[]): number {
  return median(runs.map(({ workMs }) => workMs));
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(0)} MiB`;
}

function seconds(runs: readonly { readonly cpuSeconds: number }[]): string {
  return `${median(runs.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2)} s`;
}

function phasesText(proofs: readonly Proof[]): string {
  const names = proofs[0]?.phases.map(({ name }) => name) ?? [];
  const took = (name: string): readonly number[] =>
    proofs.flatMap(({ phases }) =>
      phases.filter((phase) => phase.name === name).map(({ milliseconds }) => milliseconds),
    );
  return names.map((name) => `${name} ${(median(took(name)) / 1000).toFixed(2)} s`).join(', ');
}

function stagesText(restores: readonly BarmanRestore[]): string {
  return (['restore', 'recovery', 'checksums'] as const)
    .map((stage) => `${stage} ${(median(restores.map(({ stages }) => stages[stage])) / 1000).toFixed(2)} s`)
    .join(', ');
}

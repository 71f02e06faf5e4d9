import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { BackupFacts, LifeFacts, WalCodec } from '../life/facts.ts';
import type { BackupPlan } from '../life/life.ts';
import { archiveOf, type ArchiveSpec } from './archive-spec.ts';
import { walServer, type MadeArchives } from './make-archives.ts';

/** A copy of an archive that is the holder's own: its files are links, so they are replaced and never written to. */
export interface Archive extends AsyncDisposable {
  readonly spec: ArchiveSpec;
  /** The root of the store: holds the directory of the server. */
  readonly directory: string;
  readonly server: string;
  readonly life: LifeFacts;
  readonly first: BackupFacts;
  readonly last: BackupFacts;
}

/** The names that Barman's codecs give to files. */
export const SUFFIX: Readonly<Record<WalCodec, string>> = {
  none: '',
  gzip: '.gz',
  bzip2: '.bz2',
  xz: '.xz',
  snappy: '.snappy',
  zstd: '.zst',
  lz4: '.lz4',
};

/** @param parent where the copy is made: a file system that it shares with the good archives; the name is fit for a bucket */
export async function openArchive(spec: ArchiveSpec, made: MadeArchives, parent: string = tmpdir()): Promise<Archive> {
  const directory = join(parent, `pgha-archive-${randomBytes(8).toString('hex')}`);
  await mkdir(directory);
  const server = 'postgres-cluster';
  const life = made.lives[spec.major];
  const first = backupOf(life, spec.first, 1);
  const last = backupOf(life, spec.last, 2);
  const root = join(directory, server);
  const from = join(made.directory, `pg${spec.major}`);
  if (spec.shape !== 'expired') await linkTree(join(from, first.server), root);
  if (spec.shape !== 'first-timeline') await linkTree(join(from, last.server), root);
  await linkTree(join(from, walServer(spec.series, spec.wal)), root, walWanted(spec, { first, last }));
  if (spec.shape === 'codec-changed') await changeCodec(root, from, spec);
  if (spec.shape === 'kept') {
    await mkdir(join(root, 'base', first.id, 'annotations'));
    await writeFile(join(root, 'base', first.id, 'annotations/keep'), 'full');
  }
  if (spec.shape === 'two-servers') {
    const other = archiveOf(spec.major === 16 ? 17 : 16, spec.series, { data: 'gzip', wal: 'zstd' });
    const foreign = backupOf(made.lives[other.major], other.last, 2);
    await linkTree(join(made.directory, `pg${other.major}`, foreign.server), join(directory, 'another-cluster'));
    await linkTree(
      join(made.directory, `pg${other.major}`, walServer(other.series, other.wal)),
      join(directory, 'another-cluster'),
    );
  }
  return {
    ...{ spec, directory, server, life, first, last },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

export function backupOf(life: LifeFacts, { series, codec, split }: BackupPlan, timeline: number): BackupFacts {
  const found = life.backups.find(
    (each) => each.series === series && each.codec === codec && each.split === split && each.timeline === timeline,
  );
  if (found === undefined) throw new Error(`no backup of timeline ${timeline} by Barman ${series} in ${codec}`);
  return found;
}

type Backups = Pick<Archive, 'first' | 'last'>;

/** Which WAL files the archive has, by their names without a suffix. */
function walWanted({ shape }: ArchiveSpec, { last }: Backups): (name: string) => boolean {
  if (shape === 'first-timeline')
    return (name) => /^00000001[0-9A-F]{16}(\.[0-9A-F]{8}\.backup)?(\.[a-z0-9]+)?$/.test(name);
  if (shape === 'expired') return (name) => name.includes('.history') || name.slice(0, 24) >= last.beginWal;
  return () => true;
}

/** Every third segment is in another codec than the archive. */
async function changeCodec(root: string, made: string, spec: ArchiveSpec): Promise<void> {
  const other: WalCodec = spec.wal === 'zstd' ? 'bzip2' : 'zstd';
  const from = join(made, walServer(spec.series, other));
  const files = (await filesBelow(from)).toSorted();
  for (const [n, file] of files.entries()) {
    if (n % 3 !== 0) continue;
    const plain = file.slice(0, file.length - SUFFIX[other].length);
    await rm(join(root, plain + SUFFIX[spec.wal]));
    await link(join(from, file), join(root, file));
  }
}

async function linkTree(from: string, to: string, wanted: (name: string) => boolean = () => true): Promise<void> {
  for (const file of await filesBelow(from)) {
    if (!wanted(basename(file))) continue;
    await mkdir(dirname(join(to, file)), { recursive: true });
    await link(join(from, file), join(to, file));
  }
}

/** Paths of all files below a directory, relative to it. */
export async function filesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
}

import type { BigIntStats } from 'node:fs';
import { lstat, open, readFile, readlink, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere, walkDataFiles, type DataFile } from './data-files.ts';
import type { TarMember } from './tar-member.ts';
import type { TarSeries } from './tar-series.ts';

const READ_BYTES = 256 * 1024;
const BILLION = 1_000_000_000n;

/** Adds a directory of a running server, less what is left out and what vanishes meanwhile. */
export async function addDirectory(
  series: TarSeries,
  directory: string,
  { isLeftOut, signal }: { readonly isLeftOut: (path: string) => boolean; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const names = await accountNames();
  for await (const { path, kind } of walkDataFiles(directory)) {
    signal?.throwIfAborted();
    if (isLeftOut(path)) continue;
    await addEntry(series, directory, { path, kind, names });
  }
}

export async function addDataFile(series: TarSeries, directory: string, path: string): Promise<void> {
  await addEntry(series, directory, { path, kind: 'file', names: await accountNames() });
}

/** Barman gives the label the group of the data directory, no owner and no time. */
export async function addLabel(series: TarSeries, directory: string, label: string): Promise<void> {
  const content = Buffer.from(label);
  const { gid } = await stat(directory);
  const member: TarMember = {
    name: 'backup_label',
    kind: 'file',
    mode: 0o644,
    uid: 0,
    gid,
    userName: '',
    groupName: '',
    sizeBytes: content.length,
    modifiedAt: 0,
  };
  await series.add(member, one(content));
}

interface Entry extends DataFile {
  readonly names: AccountNames;
}

async function addEntry(series: TarSeries, directory: string, { path, kind, names }: Entry): Promise<void> {
  const place = join(directory, path);
  switch (kind) {
    case 'directory': {
      const found = await ifThere(lstat(place, { bigint: true }));
      if (found) await series.add({ ...memberOf(path, found, names), kind, sizeBytes: 0 });
      return;
    }
    case 'symlink': {
      const found = await ifThere(lstat(place, { bigint: true }));
      const linkTarget = await ifThere(readlink(place));
      if (found && linkTarget !== undefined) {
        await series.add({ ...memberOf(path, found, names), kind, sizeBytes: 0, linkTarget });
      }
      return;
    }
    case 'file': {
      const file = await ifThere(open(place));
      if (file === undefined) return;
      await using opened = file;
      await series.add({ ...memberOf(path, await opened.stat({ bigint: true }), names), kind }, chunksOf(opened));
    }
  }
}

/** Python's `os.path.join('.', name)` makes `./PG_VERSION` of a file at the top. */
function memberOf(path: string, found: BigIntStats, names: AccountNames): TarMember {
  const [uid, gid] = [Number(found.uid), Number(found.gid)];
  return {
    name: path.includes('/') || found.isDirectory() ? path : `./${path}`,
    kind: 'file',
    mode: Number(found.mode),
    uid,
    gid,
    userName: names.users.get(uid) ?? '',
    groupName: names.groups.get(gid) ?? '',
    sizeBytes: Number(found.size),
    // as Python's `st_mtime`
    modifiedAt: Number(found.mtimeNs / BILLION) + 1e-9 * Number(found.mtimeNs % BILLION),
  };
}

async function* chunksOf(file: FileHandle): AsyncIterable<Uint8Array> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(READ_BYTES));
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- an iterable of one is asynchronous like the others
async function* one(content: Uint8Array): AsyncIterable<Uint8Array> {
  yield content;
}

interface AccountNames {
  readonly users: ReadonlyMap<number, string>;
  readonly groups: ReadonlyMap<number, string>;
}

async function accountNames(): Promise<AccountNames> {
  return { users: await namesIn('/etc/passwd'), groups: await namesIn('/etc/group') };
}

async function namesIn(path: string): Promise<ReadonlyMap<number, string>> {
  const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.split(':'));
  return new Map(lines.flatMap(([name, , id]) => (name && id ? [[Number(id), name] as const] : [])));
}

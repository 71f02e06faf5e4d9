import { closeSync, constants, fchownSync, lchownSync, mkdirSync, openSync, symlinkSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TarEvent, TarMember, TarOrigin } from '@postgres-ha/backup-proof';
import { errorCode, withRoom } from './scratch-error.ts';
import type { ScratchPaths } from './scratch.ts';
import type { ServerUser } from './unprivileged-user.ts';

/** Writes the files of one archive. Disposing of it closes a file that was not finished. */
export interface RestoreSink extends AsyncDisposable {
  /** Resolves when the event's bytes may be overwritten. @throws ScratchError when the disk is full */
  write(event: TarEvent): Promise<void>;
}

/** A member of an archive that is left out, because a scratch server must not have it. */
export interface IgnoredMember {
  readonly origin: TarOrigin;
  readonly path: string;
  readonly because: 'symlink' | 'wal' | 'setting' | 'tablespace-link';
}

export interface RestoreSinkOptions {
  readonly directory: string;
  readonly origin: TarOrigin;
  readonly paths: ScratchPaths;
  readonly user: ServerUser;
  readonly onIgnored: (member: IgnoredMember) => void;
}

const BUFFER_BYTES = 1024 * 1024;
const MOST_WAITING_BUFFERS = 3;
/**
 * Of one system call. Linux keeps what comes at once as one piece of the page cache, and ext4 walks through all blocks of a piece for each
 * block that the server writes into it later: behind writes of 1 MiB replay took four times as long (Linux 6.18).
 */
const WRITE_BYTES = 32 * 1024;
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/** What belongs to the server that was backed up, or would take this one somewhere else. */
const SETTINGS = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'standby.signal',
  'recovery.signal',
  'recovery.conf',
  'recovery.done',
  'postgresql.auto.conf',
  'postgresql.auto.conf.tmp',
]);

/**
 * Files up to 1 MiB are written as soon as they are complete; larger ones one buffer after the other, while the next bytes come
 * in. Nothing is synced: what does not survive the machine is made again.
 */
export function createRestoreSink(options: RestoreSinkOptions): RestoreSink {
  const { directory, origin, paths, user, onIgnored } = options;
  const owned = process.getuid?.() === 0;
  const made = new Set<string>([paths.data, paths.tablespaces]);
  const buffers: Uint8Array[] = [];
  let current: OpenMember | undefined;
  let prepared = false;

  function makeDirectory(path: string): void {
    if (made.has(path)) return;
    makeDirectory(dirname(path));
    try {
      mkdirSync(path, { mode: 0o700 });
      if (owned) lchownSync(path, user.uid, user.gid);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    made.add(path);
  }

  function begin(member: TarMember): OpenMember | undefined {
    const because = reasonToIgnore(member, origin);
    if (because !== undefined) {
      if (member.kind !== 'directory') onIgnored({ origin, path: member.path, because });
      return undefined;
    }
    const path = join(directory, member.path);
    if (member.kind === 'directory') {
      makeDirectory(path);
      return undefined;
    }
    makeDirectory(dirname(path));
    return { path, buffer: buffers.pop() ?? new Uint8Array(BUFFER_BYTES), used: 0, position: 0, writes: [] };
  }

  async function add(member: OpenMember, bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length;) {
      const part = bytes.subarray(from, from + BUFFER_BYTES - member.used);
      member.buffer.set(part, member.used);
      member.used += part.length;
      from += part.length;
      if (member.used === BUFFER_BYTES) await flush(member);
    }
  }

  async function flush(member: OpenMember): Promise<void> {
    const { buffer, used, position } = member;
    member.file ??= await openForWriting(member.path, owned ? user : undefined);
    const { file } = member;
    while (member.writes.length >= MOST_WAITING_BUFFERS) await member.writes.shift();
    // one after the other, since each locks the file
    const before = member.writes.at(-1) ?? Promise.resolve();
    const write = before.then(async () => {
      await writeAll(file, buffer.subarray(0, used), position);
      buffers.push(buffer);
    });
    // whoever waits for it hears of it; until then it is not unheard of
    write.catch(() => undefined);
    member.writes.push(write);
    member.position += used;
    member.used = 0;
    member.buffer = buffers.pop() ?? new Uint8Array(BUFFER_BYTES);
  }

  async function finish(member: OpenMember): Promise<void> {
    if (member.file === undefined) {
      writeSmall(member.path, member.buffer.subarray(0, member.used), owned ? user : undefined);
    } else {
      if (member.used > 0) await flush(member);
      await Promise.all(member.writes);
      await member.file.close();
    }
    buffers.push(member.buffer);
  }

  async function take(event: TarEvent): Promise<void> {
    switch (event.kind) {
      case 'member':
        current = begin(event.member);
        return;
      case 'content':
        if (current !== undefined) await add(current, event.bytes);
        return;
      case 'member-end':
        if (current !== undefined) await finish(current);
        current = undefined;
        return;
      case 'end':
        return;
    }
  }

  function prepare(): void {
    if (prepared) return;
    makeDirectory(directory);
    if (origin.kind === 'tablespace') linkTablespace(origin.oid, paths, owned ? user : undefined);
    prepared = true;
  }

  return {
    write: (event) =>
      withRoom(directory, async () => {
        prepare();
        await take(event);
      }),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(current?.writes ?? []);
      await current?.file?.close();
      current = undefined;
    },
  };
}

interface OpenMember {
  readonly path: string;
  buffer: Uint8Array;
  used: number;
  position: number;
  file?: FileHandle;
  readonly writes: Promise<void>[];
}

function reasonToIgnore({ kind, path }: TarMember, origin: TarOrigin): IgnoredMember['because'] | undefined {
  if (path.startsWith('/') || path.split('/').includes('..')) {
    throw new RangeError(`${path}: found a way out of the archive, expected a path below it`);
  }
  if (origin.kind === 'data') {
    if (path === 'pg_tblspc' || path.startsWith('pg_tblspc/') || path === 'tablespace_map') return 'tablespace-link';
    if (path === 'pg_wal' || path.startsWith('pg_wal/')) return 'wal';
    if (SETTINGS.has(path)) return 'setting';
  }
  return kind === 'symlink' ? 'symlink' : undefined;
}

/** Where the server looks for a tablespace; relative, so that the directory may change its name. */
function linkTablespace(oid: number, { data }: ScratchPaths, user: ServerUser | undefined): void {
  const link = join(data, 'pg_tblspc', String(oid));
  try {
    symlinkSync(`../../tablespaces/${oid}`, link);
    if (user !== undefined) lchownSync(link, user.uid, user.gid);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

async function openForWriting(path: string, user: ServerUser | undefined): Promise<FileHandle> {
  const file = await open(path, CREATE, 0o600);
  if (user !== undefined) await file.chown(user.uid, user.gid);
  return file;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, Math.min(WRITE_BYTES, bytes.length - done), position + done);
    done += bytesWritten;
  }
}

function writeSmall(path: string, bytes: Uint8Array, user: ServerUser | undefined): void {
  const file = openSync(path, CREATE, 0o600);
  try {
    if (user !== undefined) fchownSync(file, user.uid, user.gid);
    for (let done = 0; done < bytes.length;) {
      done += writeSync(file, bytes, done, Math.min(WRITE_BYTES, bytes.length - done));
    }
  } finally {
    closeSync(file);
  }
}

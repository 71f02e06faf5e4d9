import { open, rename, symlink, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { formatSegmentName, parseSegmentName } from '@postgres-ha/postgres-storage';
import { createInterface } from 'node:readline';
import { errorCode, isDiskFull } from './scratch-error.ts';
import { makeOwned, type Scratch } from './scratch.ts';
import { keepTablespacesInside, needsNext, type BytePatch, type CreatedTablespace } from './tablespace-records.ts';

/** What became of a request for a file of WAL or a timeline history. */
export type WalAnswer =
  /** A whole, decompressed file in the scratch directory's spool, that is handed over and will be moved. */
  | { readonly kind: 'file'; readonly path: string }
  /** There is none in the archive, for certain. */
  | { readonly kind: 'absent' }
  /** There is one, and it is damaged. */
  | { readonly kind: 'damaged'; readonly because: string }
  /** It could not be found out. */
  | { readonly kind: 'failed'; readonly because: string };

/** @param fileName 24 hexadecimal digits, or 8 and `.history`; never `.partial` */
export type RequestWal = (fileName: string, signal: AbortSignal) => Promise<WalAnswer>;

/** Requests of a server, in their order. */
export interface WalLog {
  readonly asked: readonly { readonly fileName: string; readonly answer: WalAnswer['kind'] | 'here-already' }[];
  /** The first answer that was neither a file nor "absent". */
  readonly trouble: { readonly fileName: string; readonly answer: WalAnswer } | undefined;
  readonly created: readonly CreatedTablespace[];
}

export interface WalServiceOptions {
  readonly scratch: Scratch;
  readonly requestWal: RequestWal;
  readonly segmentSizeBytes: number;
  readonly walBlockSizeBytes: number;
}

/** Hands WAL to the servers of one scratch directory, one after the other. */
export interface WalService extends WalLog {
  /** Answers what a server asks on this channel, until it closes. */
  serve(channel: Duplex, options: { readonly signal: AbortSignal; readonly onRequest: () => void }): void;
  /** From now on there is no more, and nobody is asked. */
  close(): void;
}

/**
 * What `restore_command` runs: it asks on the channel that it has inherited and waits for a code, in the shell itself, without a program to
 * start. When the other side is gone, the channel is closed: 199, and above 125 is what stops a server instead of ending its recovery.
 */
export const RESTORE_COMMAND = `printf '%%s\\n' '%f' >&3 && read -r code <&3 && exit "$code"; exit 199`;

const CODE = { file: 0, absent: 1, damaged: 198, failed: 197 } as const;

export function createWalService({
  scratch,
  requestWal,
  segmentSizeBytes,
  walBlockSizeBytes,
}: WalServiceOptions): WalService {
  const asked: { fileName: string; answer: WalAnswer['kind'] | 'here-already' }[] = [];
  const created = new Map<number, CreatedTablespace>();
  const locations = new Map<number, string>();
  const served = new Set<string>();
  const lookedAhead = new Map<string, WalAnswer>();
  const patchesAhead = new Map<number, readonly BytePatch[]>();
  /** For one segment and the one behind it: a new one for each would fill memory faster than it is collected. */
  const room: { here?: Uint8Array; next?: Uint8Array } = {};
  let trouble: WalLog['trouble'];
  let closed = false;

  async function request(fileName: string, signal: AbortSignal): Promise<WalAnswer> {
    const known = lookedAhead.get(fileName);
    lookedAhead.delete(fileName);
    if (known !== undefined) return known;
    try {
      return await requestWal(fileName, signal);
    } catch (error) {
      if (signal.aborted) return { kind: 'failed', because: 'aborted' };
      if (isDiskFull(error)) return { kind: 'failed', because: 'disk-full' };
      throw error;
    }
  }

  async function answer(fileName: string, signal: AbortSignal): Promise<number> {
    if (closed) return CODE.absent;
    // a file that an earlier server of this directory was given is still there, and is taken from there when the archive has none
    if (served.has(fileName) && (await isThere(join(scratch.paths.data, 'pg_wal', fileName)))) {
      asked.push({ fileName, answer: 'here-already' });
      return CODE.absent;
    }
    const found = await request(fileName, signal);
    asked.push({ fileName, answer: found.kind });
    switch (found.kind) {
      case 'file': {
        const lookedAt = await prepare(fileName, found.path, signal);
        if (lookedAt !== undefined) {
          trouble ??= { fileName, answer: lookedAt };
          return CODE.damaged;
        }
        await rename(
          found.path,
          join(scratch.paths.data, 'pg_wal', fileName.endsWith('.history') ? 'RECOVERYHISTORY' : 'RECOVERYXLOG'),
        );
        served.add(fileName);
        return CODE.file;
      }
      case 'absent':
        return CODE.absent;
      case 'damaged':
      case 'failed':
        trouble ??= { fileName, answer: found };
        return CODE[found.kind];
    }
  }

  /** @returns an answer that keeps the file from being handed over */
  async function prepare(fileName: string, path: string, signal: AbortSignal): Promise<WalAnswer | undefined> {
    await using file = await open(path, 'r+');
    if (process.getuid?.() === 0) await file.chown(scratch.user.uid, scratch.user.gid);
    await file.chmod(0o600);
    const segment = parseSegmentName(fileName, segmentSizeBytes);
    if (segment === undefined) return undefined;
    const { size } = await file.stat();
    if (size !== segmentSizeBytes) {
      return { kind: 'damaged', because: `found ${size} bytes, expected ${segmentSizeBytes}` };
    }
    const bytes = await readSegment(file, (room.here ??= new Uint8Array(segmentSizeBytes)));
    const pair = { segment: bytes, walBlockSizeBytes };
    let next: Uint8Array | undefined;
    if (needsNext(bytes, walBlockSizeBytes)) {
      const nextName = formatSegmentName({ ...segment, number: segment.number + 1 }, segmentSizeBytes);
      const ahead = await request(nextName, signal);
      lookedAhead.set(nextName, ahead);
      if (ahead.kind === 'failed') return ahead;
      if (ahead.kind === 'file') next = await readNext(ahead.path);
    }
    const patches = keepTablespacesInside({ ...pair, next }, (tablespace, longestBytes) =>
      locationOf(tablespace, longestBytes),
    );
    for (const tablespace of patches.created) await makeLocation(tablespace);
    for (const patch of [...patches.here, ...(patchesAhead.get(segment.number) ?? [])]) {
      if (bytes[patch.offset] === patch.from) await file.write(Uint8Array.of(patch.to), 0, 1, patch.offset);
    }
    if (patches.next.length > 0) patchesAhead.set(segment.number + 1, patches.next);
    return undefined;
  }

  async function readNext(path: string): Promise<Uint8Array | undefined> {
    await using file = await open(path, 'r');
    if ((await file.stat()).size !== segmentSizeBytes) return undefined;
    return await readSegment(file, (room.next ??= new Uint8Array(segmentSizeBytes)));
  }

  /** `t0`, `t1`, …: a name that any absolute path has room for. It is there in the data directory and in pg_tblspc, as links are made from both. */
  function locationOf({ oid }: CreatedTablespace, longestBytes: number): string {
    const location = locations.get(oid) ?? `t${locations.size.toString(36)}`;
    if (location.length > longestBytes) throw new RangeError(`tablespace ${oid}: its path has no room for ${location}`);
    locations.set(oid, location);
    return location;
  }

  async function makeLocation(tablespace: CreatedTablespace): Promise<void> {
    created.set(tablespace.oid, tablespace);
    const { data, tablespaces } = scratch.paths;
    const name = locations.get(tablespace.oid) ?? '';
    await makeOwned(join(tablespaces, String(tablespace.oid)), scratch.user);
    await link(`../tablespaces/${tablespace.oid}`, join(data, name));
    await link(`../../tablespaces/${tablespace.oid}`, join(data, 'pg_tblspc', name));
  }

  return {
    asked,
    get trouble() {
      return trouble;
    },
    get created() {
      return [...created.values()];
    },
    close() {
      closed = true;
    },
    serve(channel, { signal, onRequest }) {
      const lines = createInterface({ input: channel });
      let queue = Promise.resolve();
      lines.on('line', (line) => {
        onRequest();
        queue = queue.then(async () => {
          const fileName = basename(line);
          const code = await answer(fileName, signal).catch((error: unknown) => {
            const because = isDiskFull(error) ? 'disk-full' : error instanceof Error ? error.message : String(error);
            trouble ??= { fileName, answer: { kind: 'failed', because } };
            return CODE.failed;
          });
          if (channel.writable) channel.write(`${code}\n`);
        });
      });
      // a channel ends with its server
      channel.on('error', () => undefined);
    },
  };
}

async function link(target: string, path: string): Promise<void> {
  try {
    await symlink(target, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** @returns the room, filled */
async function readSegment(file: FileHandle, room: Uint8Array): Promise<Uint8Array> {
  for (let filled = 0; filled < room.length;) {
    const { bytesRead } = await file.read(room, filled, room.length - filled, filled);
    if (bytesRead === 0) throw new Error(`a segment became shorter while it was read: ${filled} bytes`);
    filled += bytesRead;
  }
  return room;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await using file = await open(path, 'r');
    return (await file.stat()).isFile();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BotEvent } from '@postgres-ha/change-request';
import { codeOf, lockDirectory, systemDisk, type Disk } from '@postgres-ha/worker-runtime/disk';
import {
  asideText,
  deliveryText,
  readAsideText,
  readDeliveryText,
  type AsideDelivery,
  type QueuedDelivery,
} from './queued-delivery.ts';

export interface NewDelivery {
  readonly id: string;
  readonly repository: string;
  readonly events: readonly BotEvent[];
}

export interface QueueOptions {
  /** Of this process alone while the queue is open. */
  readonly directory: string;
  readonly now: () => Date;
  /** What waits, and what was set aside: more is not taken. */
  readonly most: number;
  /** How long what was done is remembered. */
  readonly rememberMs: number;
  readonly disk?: Disk;
  /** A file that cannot be read was set aside. */
  readonly onCorrupt: (file: string) => void;
}

/**
 * Deliveries, each in a file of its own that is named for it: `waiting/<id>.json`, then `done/<day>/<id>.json`, or `aside/<id>.json`. What was taken is
 * on the disk, so that a process that is killed at any moment is followed by one that goes on where it was.
 */
export interface DeliveryQueue extends AsyncDisposable {
  /**
   * Resolves when it is on the disk. `seen-before`: it waits, or was done. One that was set aside and is sent again is tried again.
   * @throws when the disk does not take it: nothing was taken
   */
  readonly take: (delivery: NewDelivery) => Promise<'queued' | 'seen-before' | 'full'>;
  /** Oldest first. */
  readonly waiting: () => readonly QueuedDelivery[];
  readonly aside: () => readonly AsideDelivery[];
  readonly done: (id: string, outcome: unknown) => Promise<void>;
  readonly postpone: (
    id: string,
    how: { readonly notBefore: Date; readonly because: string; readonly counts: 'attempt' | 'wait' },
  ) => Promise<void>;
  readonly setAside: (id: string, because: string) => Promise<void>;
  /** Forgets what was done too long ago. */
  readonly prune: () => Promise<void>;
}

const DAY_LENGTH = '2026-11-26'.length;

/**
 * Opens what an earlier process left.
 * @throws DirectoryError when another process has the directory, or it cannot be used
 */
export async function openDeliveryQueue({
  directory,
  now,
  most,
  rememberMs,
  disk = systemDisk(),
  onCorrupt,
}: QueueOptions): Promise<DeliveryQueue> {
  await using opening = new AsyncDisposableStack();
  opening.use(await lockDirectory(directory, now));
  const folder = (name: string): string => join(directory, name);
  const fileOf = (name: 'waiting' | 'aside', id: string): string => join(directory, name, `${id}.json`);
  const doneFile = (id: string, at: Date): string =>
    join(folder('done'), at.toISOString().slice(0, DAY_LENGTH), `${id}.json`);

  const seen = await readDone(disk, folder('done'));
  const waiting = new Map<string, QueuedDelivery>();
  const aside = new Map<string, AsideDelivery>();
  for (const name of await disk.files(folder('waiting'))) {
    const path = join(folder('waiting'), name);
    const read = readDeliveryText((await disk.read(path)) ?? '');
    if (read === undefined || `${read.id}.json` !== name) {
      await mkdir(folder('aside'), { recursive: true, mode: 0o700 });
      await rename(path, join(folder('aside'), `${name}.corrupt`));
      onCorrupt(name);
    } else if (seen.has(read.id)) await disk.remove(path);
    else waiting.set(read.id, read);
  }
  for (const name of await disk.files(folder('aside'))) {
    const read = readAsideText((await disk.read(join(folder('aside'), name))) ?? '');
    if (read !== undefined && waiting.has(read.id)) await disk.remove(fileOf('aside', read.id));
    else {
      const id = name.replace(/\.json(?:\.corrupt)?$/, '');
      aside.set(id, read ?? { delivery: undefined, id, because: 'its file cannot be read', at: now() });
    }
  }
  let sequence = Math.max(0, ...[...waiting.values()].map((each) => each.sequence));
  const arriving = new Map<string, Promise<void>>();

  const keep = async (queued: QueuedDelivery): Promise<void> => {
    await disk.write(fileOf('waiting', queued.id), deliveryText(queued));
    waiting.set(queued.id, queued);
  };
  const known = (id: string): QueuedDelivery => {
    const queued = waiting.get(id);
    if (queued === undefined) throw new Error(`no delivery ${id} waits`);
    return queued;
  };
  const opened = opening.move();
  return {
    take: async ({ id, repository, events }) => {
      const before = arriving.get(id);
      if (before !== undefined) {
        await before;
        return 'seen-before';
      }
      if (waiting.has(id) || seen.has(id)) return 'seen-before';
      if (waiting.size + aside.size + arriving.size >= most && !aside.has(id)) return 'full';
      sequence += 1;
      const queued: QueuedDelivery = {
        ...{ id, repository, events, sequence, receivedAt: now(), attempts: 0, waits: 0 },
        ...{ notBefore: undefined, lastProblem: undefined },
      };
      const taken = keep(queued);
      arriving.set(id, taken);
      try {
        await taken;
      } finally {
        arriving.delete(id);
      }
      if (aside.delete(id)) await disk.remove(fileOf('aside', id));
      return 'queued';
    },
    waiting: () => [...waiting.values()].sort((a, b) => a.sequence - b.sequence),
    aside: () => [...aside.values()],
    done: async (id, outcome) => {
      const { repository, receivedAt } = known(id);
      const at = now();
      const path = doneFile(id, at);
      await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
      await disk.write(path, `${JSON.stringify({ repository, receivedAt, at, outcome })}\n`);
      seen.set(id, at);
      await disk.remove(fileOf('waiting', id));
      waiting.delete(id);
    },
    postpone: async (id, { notBefore, because, counts }) => {
      const queued = known(id);
      await keep({
        ...{ ...queued, notBefore, lastProblem: because },
        attempts: queued.attempts + (counts === 'attempt' ? 1 : 0),
        waits: queued.waits + 1,
      });
    },
    setAside: async (id, because) => {
      const entry: AsideDelivery = { delivery: known(id), id, because, at: now() };
      await mkdir(folder('aside'), { recursive: true, mode: 0o700 });
      await disk.write(fileOf('aside', id), asideText(entry));
      aside.set(id, entry);
      await disk.remove(fileOf('waiting', id));
      waiting.delete(id);
    },
    prune: async () => {
      const before = now().getTime() - rememberMs;
      const lastKept = new Date(before).toISOString().slice(0, DAY_LENGTH);
      for (const day of await disk.files(folder('done'))) {
        if (day < lastKept) await rm(join(folder('done'), day), { recursive: true, force: true });
      }
      for (const [id, at] of seen) if (at.toISOString().slice(0, DAY_LENGTH) < lastKept) seen.delete(id);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Ids with the day that they were done. */
async function readDone(disk: Disk, directory: string): Promise<Map<string, Date>> {
  const seen = new Map<string, Date>();
  for (const day of await disk.files(directory)) {
    let names: readonly string[];
    try {
      names = await readdir(join(directory, day));
    } catch (error) {
      if (codeOf(error) === 'ENOTDIR') continue;
      throw error;
    }
    const at = new Date(`${day}T00:00:00Z`);
    if (Number.isNaN(at.getTime())) continue;
    for (const name of names) if (name.endsWith('.json')) seen.set(name.slice(0, -'.json'.length), at);
  }
  return seen;
}

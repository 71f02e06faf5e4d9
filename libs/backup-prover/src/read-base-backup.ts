import type { ArchivedObject } from '@postgres-ha/backup-catalog';
import {
  createBaseBackupCheck,
  readTar,
  type BackupFacts,
  type BaseBackupCheck,
  type BaseBackupContent,
  type ProofFinding,
  type TarEvent,
  type TarOrigin,
} from '@postgres-ha/backup-proof';
import type { Scratch } from '@postgres-ha/scratch-postgres';
import { readFailure, type FailedRead } from './read-failure.ts';
import { contentOf, type ContentReading, type Reading } from './read-objects.ts';
import { scratchFailure } from './scratch-room.ts';
import { nothingYet, type Came } from './second-look.ts';

/** One archive of a base backup. */
export interface BaseArchive {
  readonly origin: TarOrigin;
  readonly object: ArchivedObject;
}

export interface BaseBackupReading extends Reading {
  readonly facts: BackupFacts;
  /** Where the files are restored to while they are read; without it they are only read. */
  readonly scratch: Scratch | undefined;
}

export interface BaseBackupSeen extends BaseBackupContent {
  /** Whether every archive was read to its end without damage. */
  readonly read: 'all archives' | 'not all archives';
  /** Of each archive that was read. */
  readonly came: readonly Came[];
  /** Why what was read was not restored as well. */
  readonly notRestored: ProofFinding | undefined;
}

/** So many archives of one backup are read at the same time. */
const SIDE_BY_SIDE = 2;

/** Reads the archives of a base backup once: judges every byte as it passes and, if asked, restores it in the same pass. */
export async function readBaseBackup(
  archives: readonly BaseArchive[],
  reading: BaseBackupReading,
): Promise<BaseBackupSeen> {
  const check = createBaseBackupCheck(reading.facts);
  const restoring = createRestoring(reading.scratch);
  const failures: ProofFinding[] = [];
  const came: Came[] = [];
  const waiting = [...archives];
  const readOn = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const one = nothingYet(next.object);
      came.push(one);
      const failure = await readArchive(next, { check, restoring, ...reading, came: one });
      if (failure !== undefined) failures.push(failure);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, readOn));
  const read = failures.length === 0 ? 'all archives' : 'not all archives';
  const content = check.end(read);
  const findings = [...failures, ...content.findings];
  return { ...content, read, findings, came, notRestored: restoring.failure() };
}

interface ArchiveReading extends ContentReading {
  readonly check: BaseBackupCheck;
  readonly restoring: Restoring;
}

async function readArchive(
  { origin, object }: BaseArchive,
  { check, restoring, ...reading }: ArchiveReading,
): Promise<ProofFinding | undefined> {
  const archive = check.archive(origin, object.key);
  await using sink = restoring.open(origin);
  const events = readTar(contentOf(object, reading))[Symbol.asyncIterator]();
  for (;;) {
    const next = await nextEvent(events, { object: object.key, signal: reading.signal });
    if (next.kind === 'failed') return next.failure;
    if (next.kind === 'over') return undefined;
    archive.take(next.event);
    await sink.write(next.event);
  }
}

type NextEvent =
  | { readonly kind: 'event'; readonly event: TarEvent }
  | { readonly kind: 'over' }
  | { readonly kind: 'failed'; readonly failure: ProofFinding };

async function nextEvent(events: AsyncIterator<TarEvent>, read: FailedRead): Promise<NextEvent> {
  try {
    const next = await events.next();
    return next.done === true ? { kind: 'over' } : { kind: 'event', event: next.value };
  } catch (error) {
    return { kind: 'failed', failure: readFailure(error, read) };
  }
}

/** Restores as long as that works. When it does not, reading goes on: the bytes are judged all the same. */
interface Restoring {
  readonly open: (origin: TarOrigin) => { readonly write: (event: TarEvent) => Promise<void> } & AsyncDisposable;
  readonly failure: () => ProofFinding | undefined;
}

function createRestoring(scratch: Scratch | undefined): Restoring {
  let failure: ProofFinding | undefined;
  return {
    failure: () => failure,
    open: (origin) => {
      const sink = scratch?.restore(origin);
      return {
        write: async (event) => {
          if (sink === undefined || failure !== undefined) return;
          try {
            await sink.write(event);
          } catch (error) {
            failure = scratchFailure(error);
          }
        },
        [Symbol.asyncDispose]: async () => {
          await sink?.[Symbol.asyncDispose]();
        },
      };
    },
  };
}

import { randomUUID } from 'node:crypto';
import type { ProofFinding } from '@postgres-ha/backup-proof';
import { interruption } from './interruption.ts';
import { createScratch, ScratchError, type PostgresBinaries, type Scratch } from '@postgres-ha/scratch-postgres';

/** Where throw-away servers live, and the programs that they can be. */
export interface ScratchRoom {
  readonly parent: string;
  readonly binaries: readonly PostgresBinaries[];
}

export type ScratchAttempt =
  | { readonly kind: 'open'; readonly scratch: Scratch; readonly binaries: PostgresBinaries }
  | { readonly kind: 'none'; readonly because: ProofFinding };

/** A scratch directory for a backup of this major version; or why there cannot be one, which leaves the replay unknown. */
export async function openScratch(
  room: ScratchRoom | undefined,
  { major, signal }: { readonly major: number; readonly signal: AbortSignal },
): Promise<ScratchAttempt> {
  const binaries = room?.binaries.find((each) => each.major === major);
  if (room === undefined || binaries === undefined) {
    const majors = [...new Set(room?.binaries.map((each) => each.major))].sort((a, b) => a - b);
    return {
      kind: 'none',
      because: {
        id: 'no-matching-binaries',
        level: 'L3',
        weight: 'unknown',
        found: majors.length === 0 ? 'no programs of PostgreSQL' : `programs of PostgreSQL ${majors.join(', ')}`,
        expected: `those of PostgreSQL ${major}`,
        remedy: 'Name the directory with its programs: --postgres-bin, or POSTGRES_BIN.',
      },
    };
  }
  try {
    return {
      kind: 'open',
      binaries,
      scratch: await createScratch({ parent: room.parent, runId: shortId(), signal }),
    };
  } catch (error) {
    return { kind: 'none', because: signal.aborted ? interruption(signal, 'L3') : scratchFailure(error) };
  }
}

/** What went wrong on this machine says nothing about the archive. An error that is none of the scratch directory is thrown on. */
export function scratchFailure(error: unknown): ProofFinding {
  if (!(error instanceof ScratchError)) throw error;
  return {
    id: error.problem === 'disk-full' ? 'disk-full' : 'scratch-failed',
    level: 'L3',
    weight: 'unknown',
    found: error.message,
    expected: 'a scratch directory that takes the whole database and the WAL that is replayed',
    remedy: 'Give a directory with more room, and that its user can reach: --scratch.',
  };
}

/** Short, since the path of a socket is. Two of one parent that are the same are told apart by the claim: the second is refused. */
function shortId(): string {
  return randomUUID().slice(0, 8);
}

import { setTimeout } from 'node:timers/promises';
import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { takeBaseBackup } from '@postgres-ha/local-stack';
import { reportJson } from '@postgres-ha/proof-report';
import type { Proposals } from './bot/propose.ts';
import { retain, type TakenBackup } from './archive/retention.ts';
import { breakAndProve } from './break-and-prove.ts';
import { viewArchive } from './copies/archive-view.ts';
import { listAll } from './copies/copy-archive.ts';
import type { Failovers } from './failover/fail-over.ts';
import type { LabWork } from './lab.ts';
import { proveStore, type Verifier } from './proof/prove-store.ts';
import { SERVER_NAME, type Stack } from './stack/stack.ts';
import { withStep } from './state/changes-of-state.ts';
import type { StateHolder } from './state/state-holder.ts';
import type { WorkQueue } from './work-queue.ts';

export interface LabParts {
  readonly stack: Stack;
  readonly holder: StateHolder;
  readonly queue: WorkQueue;
  /** Oldest first; the work here adds to it and takes from it. */
  readonly backups: TakenBackup[];
  readonly quietFile: string;
  readonly failovers: Failovers;
  readonly proposals: Proposals;
  readonly verifier: Verifier;
  readonly signal: AbortSignal;
}

const BACKUPS_KEPT = 3;
const LOOK_AGAIN_MS = 100;

/** What the lab can do, one thing after the other. */
export function labWork(parts: LabParts): LabWork {
  const { stack, holder, queue, backups, quietFile, failovers, proposals, signal } = parts;
  return {
    backUp: () => queue.run(() => backUp(parts)),
    prove: () => queue.run(() => prove(parts)),
    breakCopy: (kind) => queue.run(() => breakAndProve(kind, parts)),
    failOver: (kind) => queue.run(() => failovers.failOver(kind)),
    askBot: proposals.ask,
    pairIsSettled: failovers.settled,
    objects: async () => new Map((await listAll(stack.archive, signal)).map(({ key, etag }) => [key, etag])),
    walBehindBackup: async (count) => {
      for (;;) {
        const backup = backups.at(-1);
        const objects = await listAll(stack.archive, signal);
        const found = backup === undefined ? 0 : viewArchive(objects, { backup, quietFile }).segments.length;
        if (found >= count) return found;
        await setTimeout(LOOK_AGAIN_MS, undefined, { signal });
      }
    },
    tellStep: (id, state) => {
      holder.change((before) => withStep(before, id, state));
    },
  };
}

async function backUp({ stack, holder, backups, verifier: { now }, signal }: LabParts): Promise<TakenBackup> {
  const backingUp = (is: boolean): void => {
    holder.change(({ archive }) => ({ archive: { ...archive, backingUp: is } }));
  };
  backingUp(true);
  try {
    const { id, prefix, tars, info } = await takeBaseBackup(stack.primary, {
      store: stack.archive,
      serverName: SERVER_NAME,
      compression: 'gzip',
      signal,
    });
    const [tar] = tars;
    if (tar === undefined || info.end === undefined) throw new Error(`base backup ${id}: found no tar or no end`);
    const taken = { id, prefix, tar, beginSegment: info.begin.segment, endSegment: info.end.segment, endedAt: now() };
    backups.push(taken);
    const { kept, removed } = retain(await listAll(stack.archive, signal), { backups, count: BACKUPS_KEPT });
    backups.splice(0, backups.length, ...kept);
    for (const key of removed) await stack.archive.remove(key, { signal });
    holder.change(({ buttons }) => ({ buttons: { ...buttons, blocked: null } }));
    return taken;
  } finally {
    backingUp(false);
  }
}

async function prove({ stack, holder, verifier }: LabParts): Promise<readonly ArchiveReport[]> {
  const startedAt = verifier.now();
  try {
    const reports = await proveStore(
      stack.archive,
      {
        of: 'archive',
        onRunning: (running) => {
          holder.change(({ proof }) => ({ proof: { ...proof, running } }));
        },
      },
      verifier,
    );
    holder.change(({ proof }) => ({
      proof: {
        ...proof,
        runs: proof.runs + 1,
        failed: null,
        last: {
          report: reportJson(reports, []),
          startedAt: startedAt.toISOString(),
          finishedAt: verifier.now().toISOString(),
        },
      },
    }));
    return reports;
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error);
    holder.change(({ proof }) => ({ proof: { ...proof, runs: proof.runs + 1, failed } }));
    throw error;
  }
}

import { setTimeout } from 'node:timers/promises';
import type { ListedObject } from '@postgres-ha/object-store';
import { reportJson } from '@postgres-ha/proof-report';
import type { BreakKind } from './break-kind.ts';
import { viewArchive } from './copies/archive-view.ts';
import { breakWay, type BreakPlan, type BreakWay } from './copies/break-ways.ts';
import { copyAndBreak, listAll, removeAll } from './copies/copy-archive.ts';
import { judgeCopy } from './copies/judge-copy.ts';
import type { CopyState } from './lab-state.ts';
import type { LabParts } from './lab-work.ts';
import { proveStore } from './proof/prove-store.ts';
import { copyAddress } from './stack/stack.ts';
import { withCopy } from './state/changes-of-state.ts';

/** Older ones are removed: the object server keeps them in memory. */
const COPIES_KEPT = 8;
const LOOK_AGAIN_MS = 200;
const LOOKS = 3;

/**
 * Copies the archive, breaks the copy in one way, and has it proven.
 * @throws when it could not be made; when it could not be looked at, its outcome says so
 */
export async function breakAndProve(kind: BreakKind, parts: LabParts): Promise<CopyState> {
  const { stack, holder, verifier, signal } = parts;
  const way = breakWay(kind);
  const id = `copy-${nextNumber(holder.current().copies)}`;
  await using store = stack.openCopy(id);
  const { objects, plan } = await choose(way, parts);
  const done = await copyAndBreak(stack.archive, store, { objects, plan, signal });
  const copy: CopyState = {
    id,
    kind,
    label: way.label,
    madeAt: verifier.now().toISOString(),
    address: copyAddress(id),
    done,
    object: plan.object,
    expected: way.expected,
    outcome: { kind: 'proving' },
  };
  await addCopy(copy, parts);
  const outcome = await lookUntilSure();
  holder.change((state) => withCopy(state, id, { outcome }));
  return { ...copy, outcome };

  /** A look that ended unknown is no verdict, and on a busy machine there are some. */
  async function lookUntilSure(): Promise<CopyState['outcome']> {
    const unknown: string[] = [];
    for (;;) {
      const outcome = await look();
      if (outcome.kind !== 'missed' || outcome.verdict !== 'unknown' || unknown.length === LOOKS - 1) {
        return outcome.kind === 'found' ? { ...outcome, unknownBefore: unknown } : outcome;
      }
      unknown.push(outcome.because);
    }
  }

  async function look(): Promise<CopyState['outcome']> {
    const begun = performance.now();
    try {
      const reports = await proveStore(
        store,
        {
          of: id,
          onRunning: (running) => {
            holder.change(({ proof }) => ({ proof: { ...proof, running } }));
          },
        },
        verifier,
      );
      const judgement = judgeCopy(reports, copy);
      const [report, milliseconds] = [reportJson(reports, []), Math.round(performance.now() - begun)];
      if (judgement.kind === 'missed') return { ...judgement, report, milliseconds };
      const { id: finding, object, place, found, expected, remedy } = judgement.finding;
      return {
        ...judgement,
        finding: { id: finding, object, place: place ?? null, found, expected, remedy },
        unknownBefore: [],
        report,
        milliseconds,
      };
    } catch (error) {
      signal.throwIfAborted();
      return { kind: 'could-not-look', because: error instanceof Error ? error.message : String(error) };
    }
  }
}

async function addCopy(copy: CopyState, { stack, holder, signal }: LabParts): Promise<void> {
  const all = [...holder.current().copies, copy];
  holder.change(() => ({ copies: all.slice(-COPIES_KEPT) }));
  for (const { id } of all.slice(0, -COPIES_KEPT)) {
    await using store = stack.openCopy(id);
    await removeAll(store, signal);
  }
}

interface Chosen {
  readonly objects: readonly ListedObject[];
  readonly plan: BreakPlan;
}

/** Right after a base backup there is no WAL behind it yet: that comes by itself. */
async function choose(way: BreakWay, { stack, backups, quietFile, verifier, signal }: LabParts): Promise<Chosen> {
  for (;;) {
    const backup = backups.at(-1);
    if (backup === undefined) throw new Error(`${way.label}: found no base backup, expected one`);
    const objects = await listAll(stack.archive, signal);
    const plan = way.choose(viewArchive(objects, { backup, quietFile }), verifier.random);
    if (plan !== undefined) return { objects, plan };
    await setTimeout(LOOK_AGAIN_MS, undefined, { signal });
  }
}

function nextNumber(copies: readonly CopyState[]): number {
  return Number(copies.at(-1)?.id.replace('copy-', '') ?? 0) + 1;
}

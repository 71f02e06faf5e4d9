import type { Finding, ProofLevel } from '@postgres-ha/backup-catalog';
import type {
  DataPolicy,
  PresentInputs,
  ProofEvidence,
  ProofFinding,
  ProofMemory,
  ProofPlace,
} from '@postgres-ha/backup-proof';
import type { Purse } from './budget.ts';
import { chooseEvidence, isTooOld, type Held } from './choose-evidence.ts';
import { fromEvidence, toEvidence, type Look } from './kept-evidence.ts';
import type { BackupSeen, BackupToProve } from './prove-backup.ts';
import { tailOf, type TailSeen } from './read-tail.ts';

/** What is known of a backup, and since when. */
export interface Settled {
  readonly seen: BackupSeen;
  readonly look: Look;
  /** As stored, for which earlier runs stand. */
  readonly rememberedBytes: number;
}

/** One backup that is to be proven. */
export interface Case {
  readonly id: string;
  readonly place: ProofPlace;
  /** Where its way leads while these are damaged; undefined where there is nothing to read. */
  readonly subject: (damaged: ReadonlySet<string>) => BackupToProve | undefined;
  readonly present: (subject: BackupToProve) => PresentInputs;
  readonly look: (subject: BackupToProve) => Promise<BackupSeen>;
  readonly readTail: (
    subject: BackupToProve,
    evidence: ProofEvidence,
  ) => Promise<{ readonly tail: TailSeen; readonly bytes: number }>;
  readonly isDamaged: (settled: Settled | undefined) => boolean;
}

export interface SettleOptions {
  readonly asked: ProofLevel;
  readonly now: Date;
  readonly verifier: string;
  readonly memory: ProofMemory | undefined;
  readonly purse: Purse;
  readonly reverify: { readonly olderThanSeconds?: number; readonly sample: number };
  readonly data?: DataPolicy | undefined;
  /** 0 to 1, chooses the sample. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly onSettled: (id: string, settled: Settled | undefined) => void;
}

export interface AllSettled {
  /** By id; undefined where there was nothing to read. */
  readonly settled: ReadonlyMap<string, Settled | undefined>;
  /** Of the memory. */
  readonly notices: readonly ProofFinding[];
}

/**
 * Looks at backups, the newest first, at whatever is not known of them from earlier runs; then again at what was seen too long ago, the oldest look
 * first, and at a sample. A newer backup that turns out damaged makes the way of the one before it longer, so the rest is settled anew.
 *
 * @param cases newest first
 */
export async function settleBackups(cases: readonly Case[], options: SettleOptions): Promise<AllSettled> {
  const { now, reverify, random, onSettled } = options;
  const work = createWork(options);
  const told = new Map<string, Settled | undefined>();
  const settleAll = async (): Promise<void> => {
    const damaged = new Set<string>();
    for (const each of cases) {
      const settled = await work.settle(each, damaged);
      if (each.isDamaged(settled)) damaged.add(each.id);
      if (!told.has(each.id) || told.get(each.id) !== settled) onSettled(each.id, settled);
      told.set(each.id, settled);
    }
  };
  await settleAll();
  if (options.memory === undefined) return work.result();

  const remembered = cases.filter(({ id }) => work.rememberedEvidence(id) !== undefined);
  const age = ({ id }: Case): number => work.rememberedEvidence(id)?.at.getTime() ?? 0;
  const { olderThanSeconds } = reverify;
  const isOld = ({ id }: Case): boolean => {
    const evidence = work.rememberedEvidence(id);
    return evidence !== undefined && isTooOld(evidence, { now, olderThanSeconds });
  };
  const old = remembered.filter(isOld).toSorted((a, b) => age(a) - age(b));
  const sample = chosenOf(
    remembered.filter((each) => !isOld(each)),
    { count: reverify.sample, random },
  );
  let isChanged = false;
  for (const each of [...old, ...sample]) isChanged = (await work.again(each)) || isChanged;
  if (isChanged) await settleAll();
  return work.result();
}

function chosenOf(
  cases: readonly Case[],
  { count, random }: { readonly count: number; readonly random: () => number },
): readonly Case[] {
  const left = [...cases];
  const chosen: Case[] = [];
  while (chosen.length < count && left.length > 0) chosen.push(...left.splice(Math.floor(random() * left.length), 1));
  return chosen;
}

interface Work {
  readonly settle: (each: Case, damaged: ReadonlySet<string>) => Promise<Settled | undefined>;
  /** Looks at it whatever is known. @returns whether it did */
  readonly again: (each: Case) => Promise<boolean>;
  readonly rememberedEvidence: (id: string) => ProofEvidence | undefined;
  readonly result: () => AllSettled;
}

interface Known {
  readonly settled: Settled;
  /** The way that it is known along. */
  readonly present: PresentInputs;
  readonly subject: BackupToProve;
  readonly evidence: ProofEvidence | undefined;
}

function createWork({ asked, now, verifier, memory, purse, data, signal }: SettleOptions): Work {
  const known = new Map<string, Known | undefined>();
  const recalled = new Map<string, readonly ProofEvidence[]>();
  const notices: ProofFinding[] = [];
  const question = { asked, now, data };
  const isStopped = (): boolean => signal.aborted;
  const fresh: Look = { at: now, verifier, remembered: false };

  async function evidenceOf({ id, place }: Case): Promise<readonly ProofEvidence[]> {
    const before = recalled.get(id);
    if (before !== undefined) return before;
    if (memory === undefined) return [];
    const { evidence, notices: more } = await memory.recall(place, { signal });
    notices.push(...more);
    recalled.set(id, evidence);
    return evidence;
  }

  async function keep(id: string, evidence: ProofEvidence | undefined): Promise<void> {
    if (memory === undefined || evidence === undefined) return;
    recalled.set(id, [...(recalled.get(id) ?? []), evidence]);
    if (!isStopped()) notices.push(...(await memory.remember(evidence, { signal })));
  }

  async function lookNow(each: Case, subject: BackupToProve): Promise<Known> {
    const present = each.present(subject);
    const seen = await each.look(subject);
    purse.spend(seen.bytes);
    const evidence = memory && toEvidence(seen, { present, at: now, verifier });
    await keep(each.id, evidence);
    return { settled: { seen, look: fresh, rememberedBytes: 0 }, present, subject, evidence };
  }

  function standing(
    { evidence }: Pick<Held, 'evidence'>,
    { subject, present, left }: { subject: BackupToProve; present: PresentInputs; left: readonly Finding[] },
  ): Known {
    const seen = fromEvidence(evidence, { subject, asked });
    return {
      ...{ present, subject, evidence },
      settled: {
        seen: { ...seen, wayFindings: [...seen.wayFindings, ...left] },
        look: { at: evidence.at, verifier: evidence.verifier, remembered: true },
        rememberedBytes: evidence.inputs.base.sizeBytes + evidence.inputs.way.sizeBytes,
      },
    };
  }

  /** WAL that came since is read, or said to be left. */
  async function withTail(
    each: Case,
    { held, subject, present }: { held: Held; subject: BackupToProve; present: PresentInputs },
  ): Promise<Known> {
    const { evidence } = held;
    const from = evidence.inputs.way.count;
    const bytes = sizeOf(tailOf(subject.way.segments, from).flatMap(objectsOf));
    if (!purse.affords(bytes)) {
      const object = subject.way.segments[from]?.object.key ?? subject.backup.prefix;
      return standing(held, { subject, present, left: [purse.left({ bytes, object })] });
    }
    const { tail, bytes: read } = await each.readTail(subject, evidence);
    purse.spend(read);
    if (tail.kind === 'contradicted') return lookNow(each, subject);
    const way = present.wayOf(tail.segments) ?? evidence.inputs.way;
    const longer: ProofEvidence = {
      ...tail.evidence,
      inputs: { ...evidence.inputs, way, histories: present.historiesOf(way.count), wayEnd: present.wayEnd },
    };
    if (way.count > from) await keep(each.id, longer);
    const stands = standing({ evidence: longer }, { subject, present, left: tail.doubtful });
    // what was read now is not remembered
    const { settled } = stands;
    const seen = { ...settled.seen, bytes: read };
    const rememberedBytes = evidence.inputs.base.sizeBytes + evidence.inputs.way.sizeBytes;
    return { ...stands, settled: { ...settled, seen, rememberedBytes } };
  }

  async function settleNow(each: Case, subject: BackupToProve): Promise<Known> {
    const present = each.present(subject);
    const held = chooseEvidence(await evidenceOf(each), { present, question });
    if (held?.hold.kind === 'whole') return standing(held, { subject, present, left: [] });
    const bytes = costOf(subject);
    const mayLook = purse.affords(bytes);
    if (held === undefined) {
      return mayLook
        ? lookNow(each, subject)
        : { ...unread(subject, purse.left({ bytes, object: subject.backup.prefix })), present, subject };
    }
    return held.hold.newWal === 'replay' && mayLook
      ? lookNow(each, subject)
      : withTail(each, { held, subject, present });
  }

  function unread({ backup, facts, way }: BackupToProve, left: ProofFinding): Pick<Known, 'settled' | 'evidence'> {
    const seen: BackupSeen = {
      looked: new Set<ProofLevel>(['L0', 'L1']),
      findings: [left],
      wayFindings: [],
      upTo: { lsn: facts.end, timeline: facts.timeline },
      proof: { backupId: backup.id, path: way.path, from: facts.end },
      phases: [],
      sameCopies: [],
      certainWay: { segments: 0, findings: [] },
      bytes: 0,
    };
    return { settled: { seen, look: fresh, rememberedBytes: 0 }, evidence: undefined };
  }

  return {
    settle: async (each, damaged) => {
      const subject = each.subject(damaged);
      const before = known.get(each.id);
      const isSame =
        subject !== undefined &&
        before?.present.segments === subject.way.segments.length &&
        before.present.wayEnd === subject.way.end;
      const now = isSame ? before : subject && addedTo(before, await settleNow(each, subject));
      known.set(each.id, now);
      return now?.settled;
    },
    again: async (each) => {
      const before = known.get(each.id);
      if (before === undefined || isStopped() || !purse.affords(costOf(before.subject))) return false;
      const now = addedTo(before, await lookNow(each, before.subject));
      // a second look that was cut short takes nothing from the first
      const stays = {
        ...before,
        settled: { ...before.settled, seen: { ...before.settled.seen, bytes: now.settled.seen.bytes } },
      };
      known.set(each.id, isStopped() ? stays : now);
      return true;
    },
    rememberedEvidence: (id) => {
      const now = known.get(id);
      return now?.settled.look.remembered === true ? now.evidence : undefined;
    },
    result: () => ({
      settled: new Map([...known].map(([id, now]) => [id, now?.settled])),
      notices,
    }),
  };
}

/** Bytes that were read for it before in this run are not forgotten. */
function addedTo(before: Known | undefined, now: Known): Known {
  const bytes = (before?.settled.seen.bytes ?? 0) + now.settled.seen.bytes;
  return { ...now, settled: { ...now.settled, seen: { ...now.settled.seen, bytes } } };
}

function costOf({ backup, way }: BackupToProve): number {
  return sizeOf([...backup.archives.map(({ object }) => object), ...way.segments.flatMap(objectsOf)]);
}

function objectsOf<T>({ object, others }: { readonly object: T; readonly others: readonly T[] }): readonly T[] {
  return [object, ...others];
}

function sizeOf(objects: readonly { readonly sizeBytes: number }[]): number {
  return objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

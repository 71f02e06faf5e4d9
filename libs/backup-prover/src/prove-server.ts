import {
  catalogFindings,
  recoverableIntervals,
  strayFindings,
  type ArchivedBackup,
  type ArchiveSource,
  type BackupRecovery,
  type CatalogFinding,
  type Catalogue,
  type Finding,
  type JudgeOptions,
  type ProofLevel,
  type Recoverability,
  type ServerCatalogue,
} from '@postgres-ha/backup-catalog';
import {
  acknowledge,
  momentsOf,
  overallVerdict,
  spoilsWay,
  withSelfTest,
  type ArchiveReport,
  type BackupFacts,
  type BackupReport,
} from '@postgres-ha/backup-proof';
import { backupFacts } from './backup-facts.ts';
import { backupReport } from './backup-report.ts';
import { openPurse } from './budget.ts';
import type { DataPlan } from './data-plan.ts';
import { placeOf, presentInputs } from './evidence-inputs.ts';
import { isOfBackup } from './finding-scope.ts';
import type { Look } from './kept-evidence.ts';
import { createMeter } from './meter.ts';
import type { ProveOptions } from './options.ts';
import { proveBackup, type BackupSeen } from './prove-backup.ts';
import { readTail } from './read-tail.ts';
import type { ScratchRoom } from './scratch-room.ts';
import { beginSelfTest, type Checkers, type RunningSelfTest } from './self-test.ts';
import { settleBackups, type Case, type Settled } from './settle-backups.ts';
import { wayFrom } from './way.ts';

export interface ServerToProve {
  readonly server: ServerCatalogue;
  readonly catalogue: Catalogue;
  /** What the catalogue was read from. */
  readonly source: ArchiveSource;
  /** Of the self-test; those that the run itself judges with. */
  readonly checkers?: Checkers;
  readonly room: ScratchRoom | undefined;
  /** Only at L5. */
  readonly data: DataPlan | undefined;
}

/** A backup after it was looked at; `seen` only where there was anything to read. */
export interface BackupLooked {
  readonly backup: ArchivedBackup;
  readonly recovery: BackupRecovery;
  readonly asked: ProofLevel;
  readonly own: readonly Finding[];
  readonly seen: BackupSeen | undefined;
  /** When and by what that was seen. */
  readonly look: Look | undefined;
  /** Of this run. */
  readonly now: Date;
  readonly verifier: string;
}

/** Looks at the archive of one server: at its catalogue, and into the backups that were asked for, the newest first. */
export async function proveServer(subject: ServerToProve, options: ProveOptions): Promise<ArchiveReport> {
  const { server, catalogue, source, checkers = {} } = subject;
  const { store, level, now, random, signal, onProgress, verifier = 'backup-verifier' } = options;
  const begun = performance.now();
  const recovery = recoverableIntervals(server);
  const findings = catalogFindings(server, judging(options), recovery);
  const chosen = chosenBackups(recovery, options);

  const tested = await beginSelfTest({ server, recovery }, { store, source, now, random, signal, checkers });

  const cases = server.backups.toReversed().flatMap((backup): readonly BackupCase[] => {
    const found = recovery.backups.find(({ backupId }) => backupId === backup.id);
    if (found === undefined) return [];
    const asked = chosen.has(backup.id) ? level : catalogueLevel(level);
    const listed = findings.filter((finding) => isOfBackup(finding, backup.id));
    const facts = backupFacts(backup);
    const own = facts.kind === 'facts' ? listed : [...listed, facts.because];
    const listing = { backup, recovery: found, asked, own, now, verifier };
    return [backupCase(listing, { facts: facts.kind === 'facts' ? facts.facts : undefined, subject, tested, options })];
  });
  const { settled: done, notices } = await settleBackups(cases, {
    asked: level,
    ...{ now, verifier, memory: tested.guarding(options.memory), data: options.data, random, signal },
    purse: openPurse(options.budget ?? {}, () => performance.now() - begun),
    reverify: options.reverify ?? { sample: 0 },
    onSettled: (backupId, one) => {
      const verdict = cases.find(({ id }) => id === backupId)?.reportOn(one).verdict.kind;
      if (verdict !== undefined)
        onProgress?.({
          kind: 'judged',
          backupId,
          verdict: verdict === 'proven' && !tested.passed() ? 'unknown' : verdict,
        });
    },
  });
  const looked = cases.map((each) => each.looked(done.get(each.id))).toReversed();

  const backups = looked.map(backupReport);
  const same = new Set(looked.flatMap(({ seen }) => seen?.sameCopies ?? []));
  const around = [
    ...findings
      .filter((finding) => !looked.some(({ backup }) => isOfBackup(finding, backup.id)))
      .map((finding) => settled(finding, same)),
    ...strayFindings(catalogue),
    ...withoutRepeats([...looked.flatMap(({ seen }) => seen?.wayFindings ?? []), ...notices]),
  ];
  const report: ArchiveReport = {
    store: store.name,
    serverName: server.serverName,
    startedAt: now,
    finishedAt: new Date(now.getTime() + Math.round(performance.now() - begun)),
    asked: level,
    overall: overallVerdict(
      backups.map(({ verdict }) => verdict),
      around,
    ),
    backups,
    moments: momentsOf(
      recovery.timelines,
      looked.flatMap(({ seen }) => (seen === undefined ? [] : [seen.proof])),
    ),
    findings: around,
    read: {
      objects: catalogue.objectCount,
      bytes: looked.reduce((sum, { seen }) => sum + (seen?.bytes ?? 0), tested.bytes()),
      ...(options.memory !== undefined && {
        remembered: [...done.values()].reduce((sum, one) => sum + (one?.rememberedBytes ?? 0), 0),
      }),
    },
  };
  return acknowledge(withSelfTest(report, tested.result()), options.acknowledged ?? [], now);
}

const DAY_MS = 86_400_000;

function judging({ now, newestBackupMaxAgeSeconds, retentionDays, settlingSeconds }: ProveOptions): JudgeOptions {
  return {
    now,
    ...(settlingSeconds !== undefined && { settlingMs: settlingSeconds * 1000 }),
    policy: {
      ...(newestBackupMaxAgeSeconds !== undefined && { maximumBackupAgeMs: newestBackupMaxAgeSeconds * 1000 }),
      ...(retentionDays !== undefined && { retentionMs: retentionDays * DAY_MS }),
    },
  };
}

/** Of backups that were not asked for, the catalogue is judged all the same. */
function catalogueLevel(level: ProofLevel): ProofLevel {
  return level === 'L0' ? 'L0' : 'L1';
}

function chosenBackups({ backups }: Recoverability, { backups: asked }: ProveOptions): ReadonlySet<string> {
  const ids = backups.map(({ backupId }) => backupId);
  if (asked === 'all') return new Set(ids);
  // The newest that could be restored, by its names: one that failed is not what a restore would take.
  if (asked !== 'newest') return new Set(asked);
  const newest = backups.findLast(({ kind }) => kind === 'recoverable')?.backupId ?? ids.at(-1);
  return new Set(newest === undefined ? [] : [newest]);
}

interface BackupCase extends Case {
  readonly looked: (settled: Settled | undefined) => BackupLooked;
  readonly reportOn: (settled: Settled | undefined) => BackupReport;
}

interface Looking {
  readonly facts: BackupFacts | undefined;
  readonly subject: ServerToProve;
  readonly tested: RunningSelfTest;
  readonly options: ProveOptions;
}

function backupCase(
  listing: Omit<BackupLooked, 'seen' | 'look'>,
  { facts, subject: { server, room, data: plan }, tested, options }: Looking,
): BackupCase {
  const { backup, recovery, asked, own } = listing;
  const { store, random, signal, onProgress, data } = options;
  const looked = (settled: Settled | undefined): BackupLooked => ({
    ...listing,
    seen: settled?.seen,
    look: settled?.look,
  });
  const reportOn = (settled: Settled | undefined): BackupReport => backupReport(looked(settled));
  const isToRead = asked !== 'L0' && asked !== 'L1' && !own.some(({ weight }) => weight === 'damaged');
  return {
    id: backup.id,
    place: placeOf(backup.id, { store, server }),
    looked,
    reportOn,
    isDamaged: (settled) => {
      const { verdict } = reportOn(settled);
      return verdict.kind === 'damaged' && verdict.findings.some(spoilsWay);
    },
    // What is damaged by its names alone is not restored to see it fail.
    subject: (damaged) => {
      const way =
        isToRead && recovery.kind === 'recoverable' && facts !== undefined
          ? wayFrom(recovery, { server, damaged })
          : undefined;
      return way === undefined || facts === undefined ? undefined : { backup, facts, way };
    },
    present: (subject) => presentInputs(subject, { store, server, data: asked === 'L5' ? data : undefined }),
    look: async (subject) => {
      await tested.beforeReading(subject);
      const meter = createMeter(subject, onProgress);
      const level = asked === 'L0' || asked === 'L1' ? 'L2' : asked;
      const { onBytes, onStep } = meter;
      const seen = await proveBackup(subject, {
        ...{ store, signal, server, level, room, data: plan, random, onBytes, onStep },
      });
      return { ...seen, bytes: meter.bytes() };
    },
    readTail: async (subject, evidence) => {
      await tested.beforeReading(subject);
      const meter = createMeter(subject, onProgress);
      const { onBytes, onStep } = meter;
      const tail = await readTail(subject, evidence, { store, signal, server, onBytes, onStep });
      return { tail, bytes: meter.bytes() };
    },
  };
}

/** Two objects of a segment with one content are no matter. */
function settled(finding: CatalogFinding, same: ReadonlySet<string>): Finding {
  return finding.id === 'wal-twice' && same.has(finding.place ?? '') ? { ...finding, weight: 'notice' } : finding;
}

/** Ways from several backups share segments: what is wrong with one is said once. */
function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ id, object, place }: Finding): string => [id, object, place].join('\n');
  return [...new Map(findings.map((finding) => [key(finding), finding])).values()];
}

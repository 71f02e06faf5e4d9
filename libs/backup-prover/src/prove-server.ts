import {
  catalogFindings,
  recoverableIntervals,
  strayFindings,
  type ArchivedBackup,
  type BackupRecovery,
  type CatalogFinding,
  type Catalogue,
  type Finding,
  type JudgeOptions,
  type ProofLevel,
  type Recoverability,
  type ServerCatalogue,
} from '@postgres-ha/backup-catalog';
import { momentsOf, overallVerdict, type ArchiveReport, type BackupFacts } from '@postgres-ha/backup-proof';
import { backupFacts } from './backup-facts.ts';
import { backupReport } from './backup-report.ts';
import { isOfBackup } from './finding-scope.ts';
import { createMeter } from './meter.ts';
import type { ProveOptions } from './options.ts';
import { proveBackup, type BackupSeen } from './prove-backup.ts';
import type { ScratchRoom } from './scratch-room.ts';
import { wayFrom } from './way.ts';

export interface ServerToProve {
  readonly server: ServerCatalogue;
  readonly catalogue: Catalogue;
  readonly room: ScratchRoom | undefined;
}

/** A backup after it was looked at; `seen` only where there was anything to read. */
export interface BackupLooked {
  readonly backup: ArchivedBackup;
  readonly recovery: BackupRecovery;
  readonly asked: ProofLevel;
  readonly own: readonly Finding[];
  readonly seen: BackupSeen | undefined;
}

/** Looks at the archive of one server: at its catalogue, and into the backups that were asked for, the newest first. */
export async function proveServer(subject: ServerToProve, options: ProveOptions): Promise<ArchiveReport> {
  const { server, catalogue } = subject;
  const { store, level, now, onProgress } = options;
  const begun = performance.now();
  const recovery = recoverableIntervals(server);
  const findings = catalogFindings(server, judging(options), recovery);
  const chosen = chosenBackups(recovery, options);

  const looked: BackupLooked[] = [];
  const damaged = new Set<string>();
  for (const backup of server.backups.toReversed()) {
    const found = recovery.backups.find(({ backupId }) => backupId === backup.id);
    if (found === undefined) continue;
    const asked = chosen.has(backup.id) ? level : catalogueLevel(level);
    const listed = findings.filter((finding) => isOfBackup(finding, backup.id));
    const facts = backupFacts(backup);
    const own = facts.kind === 'facts' ? listed : [...listed, facts.because];
    const seen = await lookInto(
      { backup, recovery: found, asked, own },
      { facts: facts.kind === 'facts' ? facts.facts : undefined, damaged, subject, options },
    );
    const one: BackupLooked = { backup, recovery: found, asked, own, seen };
    looked.unshift(one);
    const verdict = backupReport(one).verdict.kind;
    if (verdict === 'damaged') damaged.add(backup.id);
    onProgress?.({ kind: 'judged', backupId: backup.id, verdict });
  }

  const backups = looked.map(backupReport);
  const same = new Set(looked.flatMap(({ seen }) => seen?.sameCopies ?? []));
  const around = [
    ...findings
      .filter((finding) => !looked.some(({ backup }) => isOfBackup(finding, backup.id)))
      .map((finding) => settled(finding, same)),
    ...strayFindings(catalogue),
    ...withoutRepeats(looked.flatMap(({ seen }) => seen?.wayFindings ?? [])),
  ];
  return {
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
    read: { objects: catalogue.objectCount, bytes: looked.reduce((sum, { seen }) => sum + (seen?.bytes ?? 0), 0) },
  };
}

const DAY_MS = 86_400_000;

function judging({ now, newestBackupMaxAgeSeconds, retentionDays }: ProveOptions): JudgeOptions {
  return {
    now,
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

interface Looking {
  readonly facts: BackupFacts | undefined;
  /** Newer backups that were found damaged. */
  readonly damaged: ReadonlySet<string>;
  readonly subject: ServerToProve;
  readonly options: ProveOptions;
}

async function lookInto(
  { backup, recovery, asked, own }: Omit<BackupLooked, 'seen'>,
  { facts, damaged, subject: { server, room }, options }: Looking,
): Promise<BackupSeen | undefined> {
  if (asked === 'L0' || asked === 'L1' || recovery.kind !== 'recoverable') return undefined;
  // What is damaged by its names alone is not restored to see it fail.
  if (own.some(({ weight }) => weight === 'damaged')) return undefined;
  const way = wayFrom(recovery, { server, damaged });
  if (facts === undefined || way === undefined) return undefined;
  const { store, random, signal, onProgress } = options;
  const meter = createMeter({ backup, way }, onProgress);
  const { onBytes, onStep } = meter;
  const seen = await proveBackup(
    { backup, facts, way },
    { store, signal, server, level: asked, room, random, onBytes, onStep },
  );
  return { ...seen, bytes: meter.bytes() };
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

import type { ArchivedBackup, BackupInfoLook } from '../catalogue.ts';
import { catalogFinding, type CatalogFinding, type JudgedServer } from './catalog-finding.ts';
import { duration } from './duration.ts';

/** Whether there are backups, as new and as old as the policy wants, and all of one system. */
export function policyFindings(judged: JudgedServer): readonly CatalogFinding[] {
  const done = finishedBackups(judged.server.backups);
  return [
    ...noBackup(done, judged),
    ...ages(done, judged),
    ...retention(done, judged),
    ...walAge(judged),
    ...systems(done, judged),
  ];
}

interface Done {
  readonly backup: ArchivedBackup;
  readonly look: Extract<BackupInfoLook, { kind: 'read' }>;
  readonly endMs: number;
}

/** By end. */
function finishedBackups(backups: readonly ArchivedBackup[]): readonly Done[] {
  return backups
    .flatMap((backup) => {
      const { info: look } = backup;
      if (look.kind !== 'read' || look.info.status !== 'DONE') return [];
      return [{ backup, look, endMs: (look.info.end.time?.at ?? look.object.lastModified).getTime() }];
    })
    .sort((a, b) => a.endMs - b.endMs);
}

function noBackup(done: readonly Done[], { server }: JudgedServer): readonly CatalogFinding[] {
  if (done.length > 0) return [];
  const unread = unreadText(server);
  return [
    catalogFinding(server, 'no-backup', {
      weight: unread === '' ? 'damaged' : 'unknown',
      object: `${server.prefix}base/`,
      found: `${server.backups.length} folders, none of them a finished backup${unread}`,
      expected: 'at least one backup with status DONE',
    }),
  ];
}

function unreadText({ backups }: JudgedServer['server']): string {
  const unread = backups.filter(({ info }) => info.kind === 'unreadable');
  return unread.length === 0 ? '' : `; ${unread.length} could not be read`;
}

function ages(done: readonly Done[], { server, options: { now, policy } }: JudgedServer): readonly CatalogFinding[] {
  const newest = done.at(-1);
  const { maximumBackupAgeMs } = policy;
  if (newest === undefined || maximumBackupAgeMs === undefined) return [];
  const ageMs = now.getTime() - newest.endMs;
  if (ageMs <= maximumBackupAgeMs) return [];
  return [
    catalogFinding(server, 'backup-too-old', {
      weight: 'notice',
      backupId: newest.backup.id,
      object: newest.look.object.key,
      found: `the newest finished backup is ${duration(ageMs)} old${unreadText(server)}`,
      expected: `at most ${duration(maximumBackupAgeMs)}`,
    }),
  ];
}

function retention(
  done: readonly Done[],
  { server, options: { now, policy } }: JudgedServer,
): readonly CatalogFinding[] {
  const [oldest] = done;
  const { retentionMs } = policy;
  if (oldest === undefined || retentionMs === undefined) return [];
  const expected = `one finished backup older than ${duration(retentionMs)}, and no more`;
  const about = { weight: 'notice', backupId: oldest.backup.id, object: oldest.look.object.key, expected } as const;
  const beyond = done.filter(({ endMs, backup }) => now.getTime() - endMs > retentionMs && backup.keep === undefined);
  if (beyond.length > 1) {
    return [catalogFinding(server, 'retention-exceeded', { ...about, found: `${beyond.length} backups are older` })];
  }
  const ageMs = now.getTime() - oldest.endMs;
  if (ageMs >= retentionMs) return [];
  return [
    catalogFinding(server, 'retention-not-reached', {
      ...about,
      found: `the oldest is ${duration(ageMs)} old${unreadText(server)}`,
    }),
  ];
}

function walAge({ server, options: { now, policy } }: JudgedServer): readonly CatalogFinding[] {
  const { maximumWalAgeMs } = policy;
  const { newestAt } = server.wal;
  if (maximumWalAgeMs === undefined) return [];
  const ageMs = newestAt === undefined ? Number.POSITIVE_INFINITY : now.getTime() - newestAt.getTime();
  if (ageMs <= maximumWalAgeMs) return [];
  return [
    catalogFinding(server, 'wal-too-old', {
      weight: 'notice',
      object: `${server.prefix}wals/`,
      found: newestAt === undefined ? 'no segment at all' : `the newest segment came ${duration(ageMs)} ago`,
      expected: `at most ${duration(maximumWalAgeMs)}`,
    }),
  ];
}

/** The system of the newest finished backup counts as the one meant. */
function systems(done: readonly Done[], { server }: JudgedServer): readonly CatalogFinding[] {
  const meant = done.findLast(({ look }) => look.info.systemIdentifier !== undefined);
  const system = meant?.look.info.systemIdentifier;
  if (meant === undefined || system === undefined) return [];
  return done
    .filter(({ look }) => look.info.systemIdentifier !== undefined && look.info.systemIdentifier !== system)
    .map(({ backup, look }) =>
      catalogFinding(server, 'foreign-system', {
        weight: 'unknown',
        backupId: backup.id,
        object: look.object.key,
        place: 'systemid',
        found: String(look.info.systemIdentifier),
        expected: `${system}, as in the newest backup, ${meant.backup.id}`,
      }),
    );
}

import type { BackupInfo } from '../backup-info/backup-info.ts';
import type { ArchivedBackup, BackupInfoLook } from '../catalogue.ts';
import { catalogFinding, type CatalogFinding, type JudgedServer } from './catalog-finding.ts';
import { duration } from './duration.ts';

/** Whether a backup is one at all, and finished. */
export function backupState(judged: JudgedServer): readonly CatalogFinding[] {
  return judged.server.backups.flatMap((backup) => [...infoState(backup, judged), ...keepState(backup, judged)]);
}

function infoState(backup: ArchivedBackup, judged: JudgedServer): readonly CatalogFinding[] {
  const { server } = judged;
  const { info: look, id: backupId } = backup;
  switch (look.kind) {
    case 'missing':
      return [missingInfo(backup, judged)];
    case 'unreadable':
      return [
        catalogFinding(server, 'backup-info-unreadable', {
          weight: 'unknown',
          backupId,
          object: look.object.key,
          found: look.because,
          expected: 'its text',
        }),
      ];
    case 'damaged':
      return [
        catalogFinding(server, 'backup-info-damaged', {
          weight: 'damaged',
          backupId,
          object: look.object.key,
          found: look.problem,
          expected: 'lines of key=value',
        }),
      ];
    case 'malformed':
      return malformedInfo(backupId, look, judged);
    case 'read':
      return [...statusFindings({ backup, look, judged }), ...incompleteness({ backup, look, judged })];
  }
}

function missingInfo(
  { id, prefix, archives, others, isVanishing }: ArchivedBackup,
  judged: JudgedServer,
): CatalogFinding {
  const { server, options } = judged;
  const newest = Math.max(
    ...[...archives.map(({ object }) => object), ...others].map(({ lastModified }) => lastModified.getTime()),
  );
  const ageMs = options.now.getTime() - newest;
  const object = `${prefix}backup.info`;
  if (isVanishing) {
    const found = 'objects of the folder went away between two looks';
    return catalogFinding(server, 'backup-vanishing', {
      weight: 'unknown',
      backupId: id,
      object,
      found,
      expected: 'a backup that stays',
    });
  }
  const running = ageMs < options.longestBackupMs;
  return catalogFinding(server, 'backup-info-missing', {
    weight: running ? 'unknown' : 'damaged',
    backupId: id,
    object,
    found: `${archives.length + others.length} objects in the folder, the newest ${duration(ageMs)} old, and no backup.info${running ? '; a backup may be running' : ''}`,
    expected: 'a backup.info',
  });
}

function malformedInfo(
  backupId: string,
  { object, problems }: Extract<BackupInfoLook, { kind: 'malformed' }>,
  { server }: JudgedServer,
): readonly CatalogFinding[] {
  return problems.map(({ line, key, found, expected }) =>
    catalogFinding(server, 'backup-info-damaged', {
      weight: 'damaged',
      backupId,
      object: object.key,
      place: [...(line === 0 ? ['the file'] : [`line ${line}`]), ...(key === undefined ? [] : [key])].join(', '),
      found,
      expected,
    }),
  );
}

interface ReadBackup {
  readonly backup: ArchivedBackup;
  readonly look: Extract<BackupInfoLook, { kind: 'read' }>;
  readonly judged: JudgedServer;
}

function statusFindings({ backup, look, judged }: ReadBackup): readonly CatalogFinding[] {
  const { server, options } = judged;
  const { info, object } = look;
  const about = { backupId: backup.id, object: object.key, expected: 'status DONE' };
  const kind = unsupportedKind(info);
  if (kind !== undefined) {
    return [
      catalogFinding(server, 'backup-kind-unsupported', {
        ...about,
        weight: 'unknown',
        found: kind,
        expected: 'a full backup',
      }),
    ];
  }
  const ageMs = options.now.getTime() - (info.begin.time?.at ?? object.lastModified).getTime();
  switch (info.status) {
    case 'DONE':
      return [];
    case 'FAILED': {
      const counted =
        info.end.time === undefined ? '' : '; the plugin counts it as good all the same, since it has an end_time';
      return [
        catalogFinding(server, 'backup-failed', {
          ...about,
          weight: 'damaged',
          found: `status FAILED (${info.error ?? 'no error given'})${counted}`,
        }),
      ];
    }
    case 'STARTED': {
      const running = ageMs < options.longestBackupMs;
      return [
        catalogFinding(server, running ? 'backup-running' : 'backup-stuck', {
          ...about,
          weight: running ? 'notice' : 'damaged',
          found: `status STARTED since ${duration(ageMs)}`,
        }),
      ];
    }
    case 'EMPTY':
    case 'SYNCING':
    case 'WAITING_FOR_WALS':
      return [
        catalogFinding(server, 'backup-not-done', { ...about, weight: 'unknown', found: `status ${info.statusText}` }),
      ];
    case 'unknown':
      return [
        catalogFinding(server, 'backup-status-unknown', {
          ...about,
          weight: 'unknown',
          found: `status ${JSON.stringify(info.statusText)}`,
        }),
      ];
  }
}

function unsupportedKind({ parentBackupId, snapshots }: BackupInfo): string | undefined {
  if (parentBackupId !== undefined) return `an incremental backup, based on ${parentBackupId}`;
  return snapshots === undefined ? undefined : 'a snapshot of disks';
}

/** Every Barman writes these, be they None. */
const KEYS = [
  'begin_time',
  'begin_wal',
  'begin_xlog',
  'end_time',
  'end_wal',
  'end_xlog',
  'status',
  'timeline',
  'version',
];

function incompleteness({ backup, look, judged }: ReadBackup): readonly CatalogFinding[] {
  const { fields, status } = look.info;
  const absent = KEYS.filter((key) => !fields.has(key));
  const empty = status === 'DONE' ? KEYS.filter((key) => fields.get(key) === 'None') : [];
  if (absent.length + empty.length === 0) return [];
  const found = [
    ...(absent.length > 0 ? [`no ${absent.join(', ')}`] : []),
    ...(empty.length > 0 ? [`None for ${empty.join(', ')}`] : []),
  ].join('; ');
  return [
    catalogFinding(judged.server, 'backup-info-incomplete', {
      weight: 'damaged',
      backupId: backup.id,
      object: look.object.key,
      found,
      expected: 'all keys that Barman writes',
    }),
  ];
}

function keepState({ id, keep }: ArchivedBackup, { server }: JudgedServer): readonly CatalogFinding[] {
  if (keep?.kind !== 'unreadable') return [];
  return [
    catalogFinding(server, 'keep-mark-unreadable', {
      weight: 'notice',
      backupId: id,
      object: keep.object.key,
      found: keep.because,
      expected: 'full or standalone',
    }),
  ];
}

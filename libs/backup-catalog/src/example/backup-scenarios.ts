import { MIB, put } from './example-archive.ts';
import {
  BASE,
  DAY_MS,
  FIRST,
  INFO,
  SECOND,
  THIRD,
  remove,
  withFields,
  type FindingScenario,
} from './finding-scenario.ts';

/** What can be wrong with backups and their archives. */
export const BACKUP_SCENARIOS: readonly FindingScenario[] = [
  {
    name: 'a folder without backup.info for weeks',
    spoil: remove(INFO),
    found: [`backup-info-missing damaged ${INFO}`],
  },
  {
    name: 'a folder without backup.info since an hour',
    spoil: remove(INFO),
    options: { now: new Date('2026-08-02T03:00:00Z') },
    found: [`backup-info-missing unknown ${INFO}`],
  },
  {
    name: 'an unreadable backup.info',
    spoil: () => undefined,
    damaged: { [INFO]: new Error('503') },
    found: [`backup-info-unreadable unknown ${INFO}`],
  },
  {
    name: 'a backup.info that cannot be decoded',
    spoil: () => undefined,
    damaged: { [INFO]: { kind: 'damaged', problem: 'no UTF-8' } },
    found: [`backup-info-damaged damaged ${INFO}`],
  },
  {
    name: 'a backup.info of zeroes',
    spoil: (archive) => {
      put(archive, INFO, { text: '\0\0\0\0' });
    },
    found: [`backup-info-damaged damaged ${INFO}`, `backup-info-damaged damaged ${INFO}`],
  },
  {
    name: 'a backup.info cut at a line end',
    spoil: (archive) => {
      const text = archive.objects.get(INFO)?.text ?? '';
      put(archive, INFO, { text: text.slice(0, text.indexOf('status=')) });
    },
    found: [`backup-not-done unknown ${INFO}`, `backup-info-incomplete damaged ${INFO}`],
  },
  {
    name: 'a finished backup that does not say where it ends',
    spoil: withFields({ end_xlog: 'None', end_wal: 'None' }),
    found: [`backup-info-incomplete damaged ${INFO}`],
  },
  {
    name: 'a failed backup',
    spoil: withFields({ status: 'FAILED', error: 'failure uploading data (503)' }),
    found: [`backup-failed damaged ${INFO}`],
  },
  {
    name: 'a backup that began weeks ago',
    spoil: withFields({ status: 'STARTED', end_time: 'None' }),
    found: [`backup-stuck damaged ${INFO}`],
  },
  {
    name: 'a backup that began an hour ago',
    spoil: withFields({ status: 'STARTED', end_time: 'None' }),
    options: { now: new Date('2026-08-02T03:00:00Z') },
    found: [`backup-running notice ${INFO}`],
  },
  {
    name: 'a backup that waits for WAL',
    spoil: withFields({ status: 'WAITING_FOR_WALS' }),
    found: [`backup-not-done unknown ${INFO}`],
  },
  {
    name: 'a backup of an unknown status',
    spoil: withFields({ status: 'PAUSED' }),
    found: [`backup-status-unknown unknown ${INFO}`],
  },
  {
    name: 'an incremental backup',
    spoil: withFields({ parent_backup_id: '20260801T020000' }),
    found: [`backup-kind-unsupported unknown ${INFO}`],
  },
  {
    name: 'a snapshot',
    spoil: withFields({ snapshots_info: "{'provider': 'gcp'}" }),
    found: [`backup-kind-unsupported unknown ${INFO}`],
  },
  {
    name: 'the backup.info of another backup',
    spoil: (archive) => {
      put(archive, INFO, {
        text: archive.objects.get('pg/base/20260801T020000/backup.info')?.text ?? '',
        at: FIRST.endTime,
      });
    },
    found: [
      `backup-info-contradicts damaged ${INFO}`,
      `backup-info-contradicts damaged ${INFO}`,
      `archive-replaced unknown ${BASE}data.tar.gz`,
    ],
  },
  {
    name: 'a begin_wal that does not hold begin_xlog',
    spoil: withFields({ begin_wal: '000000010000000000000009' }),
    found: [`backup-info-contradicts damaged ${INFO}`, `backup-info-contradicts damaged ${INFO}`],
  },
  {
    name: 'a timeline that is not that of the label',
    spoil: withFields({ timeline: '3' }),
    found: [`backup-info-contradicts damaged ${INFO}`, `backup-info-contradicts damaged ${INFO}`],
  },
  {
    name: 'an end before the begin',
    spoil: withFields({ end_time: '2026-08-02 01:00:00+00:00' }),
    found: [`backup-info-contradicts damaged ${INFO}`],
  },
  {
    name: 'a wrong offset',
    spoil: withFields({ end_offset: '337' }),
    found: [`backup-info-contradicts damaged ${INFO}`],
  },
  {
    name: 'a label that is none',
    spoil: withFields({ backup_label: "'nothing'" }),
    found: [`backup-info-contradicts damaged ${INFO}`],
  },
  { name: 'no archive', spoil: remove(`${BASE}data.tar.gz`), found: [`archive-missing damaged ${BASE}data.tar`] },
  {
    name: 'a missing part',
    spoil: (archive) => {
      put(archive, `${BASE}data_0002.tar.gz`, { at: SECOND.beginTime });
    },
    found: [`archive-part-missing damaged ${BASE}data_0001.tar`],
  },
  {
    name: 'no first part',
    spoil: (archive) => {
      put(archive, `${BASE}data_0001.tar.gz`, { at: SECOND.beginTime, sizeBytes: MIB });
      remove(`${BASE}data.tar.gz`)(archive);
    },
    found: [`archive-part-missing damaged ${BASE}data.tar`],
  },
  {
    name: 'no archive of a tablespace',
    spoil: withFields({ tablespaces: "[('fast', 16500, '/ts')]" }),
    found: [`tablespace-archive-missing damaged ${BASE}16500.tar`],
  },
  {
    name: 'an archive of a tablespace too many',
    spoil: (archive) => {
      put(archive, `${BASE}16500.tar.gz`, { at: SECOND.beginTime });
    },
    found: [`tablespace-archive-unlisted unknown ${BASE}16500.tar.gz`],
  },
  {
    name: 'an archive without bytes',
    spoil: (archive) => {
      put(archive, `${BASE}data.tar.gz`, { at: SECOND.beginTime, sizeBytes: 0 });
    },
    found: [`archive-empty damaged ${BASE}data.tar.gz`],
  },
  {
    name: 'a plain archive that was cut',
    spoil: (archive) => {
      put(archive, `${BASE}data.tar`, { at: SECOND.beginTime, sizeBytes: 40 * MIB + 100 });
      remove(`${BASE}data.tar.gz`)(archive);
    },
    found: [`archive-size-impossible damaged ${BASE}data.tar`],
  },
  {
    name: 'an archive too small for its databases',
    spoil: (archive) => {
      put(archive, `${BASE}data.tar.gz`, { at: SECOND.beginTime, sizeBytes: 1000 });
    },
    found: [`archive-too-small unknown ${BASE}data.tar.gz`],
  },
  {
    name: 'an archive in two compressions',
    spoil: (archive) => {
      put(archive, `${BASE}data.tar.lz4`, { at: SECOND.beginTime });
    },
    found: [`archive-twice unknown ${BASE}data.tar.lz4`],
  },
  {
    name: 'an archive written after its backup',
    spoil: (archive) => {
      put(archive, `${BASE}data.tar.gz`, { at: new Date('2026-08-09T00:00:00Z'), sizeBytes: MIB });
    },
    found: [`archive-replaced unknown ${BASE}data.tar.gz`],
  },
  {
    name: 'an archive older than its backup',
    spoil: (archive) => {
      put(archive, `${BASE}data.tar.gz`, { at: FIRST.beginTime, sizeBytes: MIB });
    },
    found: [`archive-older-than-backup unknown ${BASE}data.tar.gz`],
  },
  {
    name: 'a backup of another system',
    spoil: withFields({ systemid: '7430000000000000002' }),
    found: [`foreign-system unknown ${INFO}`],
  },
  {
    name: 'no backup',
    spoil: remove(
      ...[FIRST, SECOND, THIRD].flatMap(({ id }) => [`pg/base/${id}/backup.info`, `pg/base/${id}/data.tar.gz`]),
    ),
    found: ['no-backup damaged pg/base/', 'segment-size-unknown unknown pg/wals/'],
  },
  {
    name: 'a policy that is not kept',
    spoil: () => undefined,
    options: { policy: { maximumBackupAgeMs: DAY_MS, maximumWalAgeMs: DAY_MS, retentionMs: 30 * DAY_MS } },
    found: [
      'backup-too-old notice pg/base/20260803T020000/backup.info',
      'retention-not-reached notice pg/base/20260801T020000/backup.info',
      'wal-too-old notice pg/wals/',
    ],
  },
  {
    name: 'backups that retention left',
    spoil: () => undefined,
    options: { policy: { retentionMs: 2 * DAY_MS } },
    found: ['retention-exceeded notice pg/base/20260801T020000/backup.info'],
  },
  {
    name: 'an object without encryption',
    spoil: () => undefined,
    options: { unencrypted: [INFO] },
    found: [`not-encrypted notice ${INFO}`],
  },
  {
    name: 'a foreign object',
    spoil: (archive) => {
      put(archive, 'pg/readme.txt');
    },
    found: ['stray-object notice pg/readme.txt'],
  },
  {
    name: 'an unreadable keep mark',
    spoil: (archive) => {
      put(archive, `${BASE}annotations/keep`, { text: 'full' });
    },
    damaged: { [`${BASE}annotations/keep`]: new Error('403') },
    found: [`keep-mark-unreadable notice ${BASE}annotations/keep`],
  },
];

import { MIB, put, putHistory, putSegments } from './example-archive.ts';
import { FIRST, SECOND, SEGMENT, SWITCH, remove, wal, type FindingScenario } from './finding-scenario.ts';

const onlySecond = remove('pg/base/20260801T020000/backup.info', 'pg/base/20260801T020000/data.tar.gz');

/** What can be wrong with segments and histories. */
export const WAL_SCENARIOS: readonly FindingScenario[] = [
  { name: 'no begin_wal', spoil: remove(wal(1, 10)), found: [`wal-begin-missing damaged ${wal(1, 10, '')}`] },
  {
    name: 'no segment within the backup',
    spoil: remove(wal(1, 6)),
    found: [`wal-missing-in-backup damaged ${wal(1, 6, '')}`],
  },
  { name: 'no end_wal', spoil: remove(wal(1, 11)), found: [`wal-end-missing damaged ${wal(1, 11, '')}`] },
  {
    name: 'no end_wal of a backup that has just ended',
    spoil: (archive) => {
      for (let number = 17; number <= 20; number += 1) archive.objects.delete(wal(2, number));
    },
    options: { now: new Date('2026-08-03T02:10:00Z') },
    found: [`wal-end-missing unknown ${wal(2, 17, '')}`],
  },
  { name: 'a hole behind all backups', spoil: remove(wal(2, 19)), found: [`wal-hole damaged ${wal(2, 19, '')}`] },
  {
    name: 'a hole before segments that have just come',
    spoil: remove(wal(2, 19)),
    options: { now: new Date('2026-08-03T03:10:00Z') },
    found: [`wal-hole unknown ${wal(2, 19, '')}`],
  },
  {
    name: 'no segment of the switch under the new timeline',
    spoil: remove(wal(2, 14)),
    found: [`wal-hole damaged ${wal(2, 14, '')}`],
  },
  {
    name: 'a segment of which only the beginning is there',
    spoil: (archive) => {
      remove(wal(2, 19))(archive);
      put(archive, wal(2, 19, '.partial.gz'));
    },
    found: [`wal-only-partial damaged ${wal(2, 19, '.partial.gz')}`],
  },
  {
    name: 'a segment without bytes',
    spoil: (archive) => {
      put(archive, wal(2, 19), { sizeBytes: 0, at: new Date('2026-08-03T03:00:00Z') });
    },
    found: [`wal-empty damaged ${wal(2, 19)}`],
  },
  {
    name: 'a plain segment that was cut',
    spoil: (archive) => {
      remove(wal(2, 19))(archive);
      put(archive, wal(2, 19, ''), { sizeBytes: 8 * MIB, at: new Date('2026-08-03T03:00:00Z') });
    },
    found: [`wal-size-impossible damaged ${wal(2, 19, '')}`],
  },
  {
    name: 'a segment in two compressions',
    spoil: (archive) => {
      put(archive, wal(2, 19, '.zst'), { at: new Date('2026-08-03T03:00:00Z') });
    },
    found: [`wal-twice unknown ${wal(2, 19)}`],
  },
  {
    name: 'a partial segment that a restore takes instead of the whole',
    spoil: (archive) => {
      remove(wal(2, 19))(archive);
      put(archive, wal(2, 19, '.snappy'), { at: new Date('2026-08-03T03:00:00Z') });
      put(archive, wal(2, 19, '.partial.snappy'), { at: new Date('2026-08-03T03:00:00Z') });
    },
    found: [`wal-partial-shadows unknown ${wal(2, 19, '.partial.snappy')}`],
  },
  {
    name: 'a segment that was written again later',
    spoil: (archive) => {
      put(archive, wal(1, 9), { at: new Date('2026-08-15T00:00:00Z') });
    },
    found: [`wal-written-late notice ${wal(1, 9)}`],
  },
  {
    name: 'a timeline that goes on after another has begun',
    spoil: (archive) => {
      putSegments(archive, 1, [14, 18], { at: new Date('2026-08-05T00:00:00Z') });
    },
    found: [`two-writers-suspected notice ${wal(1, 18)}`],
  },
  {
    name: 'no history',
    spoil: remove('pg/wals/00000002.history'),
    found: ['history-missing damaged pg/wals/00000002.history'],
  },
  {
    name: 'no history that a backup needs',
    spoil: (archive) => {
      for (const { id } of [FIRST, SECOND]) remove(`pg/base/${id}/backup.info`, `pg/base/${id}/data.tar.gz`)(archive);
      for (let number = 5; number <= 13; number += 1) remove(wal(1, number))(archive);
      remove('pg/wals/00000002.history', wal(1, 14, '.partial.gz'))(archive);
    },
    found: ['history-missing notice pg/wals/00000002.history'],
  },
  {
    name: 'an unreadable history',
    spoil: () => undefined,
    damaged: { 'pg/wals/00000002.history': new Error('503') },
    found: ['history-unreadable unknown pg/wals/00000002.history'],
  },
  {
    name: 'a malformed history',
    spoil: (archive) => {
      put(archive, 'pg/wals/00000002.history', { text: 'one\t0/0\tno\n' });
    },
    found: ['history-malformed damaged pg/wals/00000002.history'],
  },
  {
    name: 'a history in two texts',
    spoil: (archive) => {
      put(archive, 'pg/wals/00000002.history.gz', { text: '1\t0/FF\tno\n' });
    },
    found: ['history-contradicts damaged pg/wals/00000002.history'],
  },
  {
    name: 'a history that tells another past of its ancestor',
    spoil: (archive) => {
      putHistory(archive, 3, [
        [1, SWITCH - 1000n],
        [2, 21n * SEGMENT],
      ]);
    },
    found: ['history-contradicts damaged pg/wals/00000003.history'],
  },
  {
    name: 'a history that lets its timeline begin after its own segments',
    spoil: (archive) => {
      putHistory(archive, 2, [[1, 16n * SEGMENT]], { at: new Date('2026-08-03T00:30:00Z') });
    },
    found: [
      `wal-only-partial damaged ${wal(1, 14, '.partial.gz')}`,
      'history-contradicts damaged pg/wals/00000002.history',
    ],
  },
  {
    name: 'a history that lets its timeline begin long before its segments',
    spoil: (archive) => {
      putHistory(archive, 2, [[1, 12n * SEGMENT]], { at: new Date('2026-08-03T00:30:00Z') });
    },
    found: [`wal-hole damaged ${wal(2, 12, '')}`],
  },
  {
    name: 'a newest timeline that comes from elsewhere',
    spoil: (archive) => {
      putHistory(archive, 3, [[1, 8n * SEGMENT + 10n]], { at: new Date('2026-08-03T04:00:00Z') });
    },
    found: [
      'backup-off-latest unknown pg/wals/00000003.history',
      'backup-off-latest unknown pg/wals/00000003.history',
      'history-without-wal unknown pg/wals/00000003.history',
    ],
  },
  {
    name: 'a timeline to which no backup leads',
    spoil: (archive) => {
      onlySecond(archive);
      putHistory(archive, 3, [[1, 8n * SEGMENT + 10n]], { at: new Date('2026-08-03T04:00:00Z') });
      putSegments(archive, 3, [8, 9], { at: new Date('2026-08-03T04:00:00Z') });
    },
    found: [
      'timeline-unreachable damaged pg/wals/',
      'backup-off-latest unknown pg/wals/00000003.history',
      'backup-off-latest unknown pg/wals/00000003.history',
    ],
  },
];

import { expect, test } from 'vitest';
import { formatBackupInfo, type BackupInfo } from './backup-info.ts';

const info: BackupInfo = {
  status: 'STARTED',
  version: 170010,
  systemIdentifier: '7712180424689295207',
  timeline: 2,
  segmentSizeBytes: 16_777_216,
  dataChecksums: 'on',
  summarizeWal: 'off',
  clusterSizeBytes: 23_235_857n,
  directory: '/data',
  configFile: '/data/postgresql.conf',
  hbaFile: '/data/pg_hba.conf',
  identFile: '/data/pg_ident.conf',
  includedFiles: [],
  tablespaces: [],
  begin: {
    time: '2026-11-25 18:28:19.123456+00:00',
    lsn: '0/3000028',
    segment: '000000020000000000000003',
    offsetBytes: 40,
  },
};

test('a backup that has begun has all keys, in the order of their names, and None for what is not known', () => {
  const lines = formatBackupInfo(info).trimEnd().split('\n');
  const keys = lines.map((line) => line.split('=')[0]);
  expect(keys).toHaveLength(33);
  expect(keys).toEqual([...keys].sort());
  expect(lines).toContain('begin_wal=000000020000000000000003');
  expect(lines).toContain('end_wal=None');
  expect(lines).toContain('tablespaces=None');
  expect(lines).toContain('backup_label=None');
});

test('a backup that is done says where it ends, its name and its tablespaces', () => {
  const lines = formatBackupInfo({
    ...info,
    status: 'DONE',
    name: 'backup-20261125182819',
    end: { time: '2026-11-25 18:28:20+00:00', lsn: '0/3000120', segment: '000000020000000000000003', offsetBytes: 288 },
    label: 'START WAL LOCATION: 0/3000028 (file 000000020000000000000003)\nSTART TIMELINE: 2\n',
    tablespaces: [{ name: 'fast', oid: 16384, location: '/fast' }],
    includedFiles: ['/data/postgresql.auto.conf'],
  }).split('\n');
  expect(lines).toContain('end_offset=288');
  expect(lines).toContain('backup_name=backup-20261125182819');
  expect(lines).toContain(`tablespaces=[('fast', 16384, '/fast')]`);
  expect(lines).toContain(`included_files=['/data/postgresql.auto.conf']`);
  expect(lines).toContain(
    String.raw`backup_label='START WAL LOCATION: 0/3000028 (file 000000020000000000000003)\nSTART TIMELINE: 2\n'`,
  );
});

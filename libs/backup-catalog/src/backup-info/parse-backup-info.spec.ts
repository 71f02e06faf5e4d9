import { expect, test } from 'vitest';
import { exampleBackupInfo, MIB } from '../example/example-archive.ts';
import type { BackupInfo } from './backup-info.ts';
import { parseBackupInfo } from './parse-backup-info.ts';

const BACKUP = {
  id: '20260801T020000',
  timeline: 3,
  begin: 0x16_b3000028n,
  end: 0x16_b5000150n,
  beginTime: new Date('2026-08-01T02:00:01.250Z'),
  endTime: new Date('2026-08-01T02:05:00Z'),
} as const;

function text(fields: Readonly<Record<string, string | null>> = {}): string {
  return exampleBackupInfo({ ...BACKUP, fields }, 16 * MIB);
}

function read(from: string): BackupInfo {
  const result = parseBackupInfo(from);
  if (result.kind === 'malformed') throw new Error(JSON.stringify(result.problems));
  return result.info;
}

test('a backup.info of barman-cloud-backup is read', () => {
  expect(read(text())).toMatchObject({
    status: 'DONE',
    statusText: 'DONE',
    begin: {
      lsn: BACKUP.begin,
      segmentName: '0000000300000016000000B3',
      offsetBytes: 40,
      time: { at: BACKUP.beginTime },
    },
    end: { lsn: BACKUP.end, segmentName: '0000000300000016000000B5', offsetBytes: 336, time: { at: BACKUP.endTime } },
    timeline: 3,
    systemIdentifier: 7430000000000000001n,
    segmentSizeBytes: 16 * MIB,
    serverVersion: 170010,
    tablespaces: [],
    dataChecksums: 'on',
    clusterSizeBytes: 31457280,
    serverName: 'cloud',
  });
});

test('what is None is absent, and every line is kept as it stood', () => {
  const info = read(text());
  expect(info).not.toHaveProperty('parentBackupId');
  expect(info).not.toHaveProperty('error');
  expect(info.fields.get('error')).toBe('None');
});

test('a label is the text of the file, with its line ends', () => {
  expect(read(text()).backupLabel).toContain(
    'START WAL LOCATION: 16/B3000028 (file 0000000300000016000000B3)\nCHECKPOINT',
  );
});

test('tablespaces are read, with quotes in their names', () => {
  const { tablespaces } = read(
    text({ tablespaces: String.raw`[("it's fast", 16500, '/ts/a'), ('b', 16501L, u'/ts/\xe4')]` }),
  );
  expect(tablespaces).toEqual([
    { name: "it's fast", oid: 16500, location: '/ts/a' },
    { name: 'b', oid: 16501, location: '/ts/\u00e4' },
  ]);
});

test('a status that Barman does not know yet is unknown, and kept', () => {
  expect(read(text({ status: 'PAUSED' }))).toMatchObject({ status: 'unknown', statusText: 'PAUSED' });
});

test('keys of later versions are kept, and those of later versions may be missing', () => {
  const old = text({
    data_checksums: null,
    summarize_wal: null,
    cluster_size: null,
    parent_backup_id: null,
    encryption: null,
  });
  expect(read(`${old}warehouse=[1, 2\n`).fields.get('warehouse')).toBe('[1, 2');
});

test('an incremental backup and a snapshot are told apart from a full backup', () => {
  expect(read(text({ parent_backup_id: '20260731T020000' })).parentBackupId).toBe('20260731T020000');
  expect(read(text({ snapshots_info: "{'provider': 'gcp'}" })).snapshots).toEqual(new Map([['provider', 'gcp']]));
});

test('blanks around a key, comments, empty lines and CRLF are no problem, as for Barman', () => {
  expect(read(`# made by hand\r\n\r\n${text().replaceAll('\n', '\r\n').replace('status=', ' status = ')}`).status).toBe(
    'DONE',
  );
});

test.each([
  { name: 'empty', broken: () => '', line: 0, found: 'no text', expected: 'lines of key=value' },
  {
    name: 'cut in a line',
    broken: () => text().slice(0, -1),
    line: 0,
    found: 'no line end after the last line',
    expected: 'a whole file',
  },
  {
    name: 'with a line that is none',
    broken: () => `<html>\n${text()}`,
    line: 1,
    found: '"<html>"',
    expected: 'key=value',
  },
  {
    name: 'with a position that is none',
    broken: () => text({ begin_xlog: '16-B3' }),
    key: 'begin_xlog',
    line: 6,
    found: '"16-B3"',
    expected: 'an LSN such as 0/5000028',
  },
  {
    name: 'with a time that is none',
    broken: () => text({ end_time: 'soon' }),
    key: 'end_time',
    line: 16,
    found: '"soon"',
    expected: 'a time such as 2026-08-01 02:00:03+00:00',
  },
  {
    name: 'with timeline 0',
    broken: () => text({ timeline: '0' }),
    key: 'timeline',
    line: 32,
    found: '"0"',
    expected: 'a timeline, 1 to 4294967295',
  },
  {
    name: 'with a segment size that no server has',
    broken: () => text({ xlog_segment_size: '1000000' }),
    key: 'xlog_segment_size',
    line: 34,
    found: '"1000000"',
    expected: 'bytes, a power of two from 1 MiB to 1 GiB',
  },
  {
    name: 'with a list that does not end',
    broken: () => text({ tablespaces: "[('a', 1, '/a')" }),
    key: 'tablespaces',
    line: 31,
    found: 'the end of the line at character 16',
    expected: '"," or "]"',
  },
  {
    name: 'with tablespaces that are none',
    broken: () => text({ tablespaces: "[('a', '/a')]" }),
    key: 'tablespaces',
    line: 31,
    found: "\"[('a', '/a')]\"",
    expected: "[('name', oid, '/path'), …]",
  },
])('a backup.info $name is refused, with the line', ({ broken, key, line, found, expected }) => {
  const problem = { ...(key !== undefined && { key }), line, found, expected };
  expect(parseBackupInfo(broken())).toEqual({ kind: 'malformed', problems: [problem] });
});

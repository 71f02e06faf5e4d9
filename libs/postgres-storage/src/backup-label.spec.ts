import { expect, test } from 'vitest';
import { fixtureIndex } from '../fixtures/fixture.ts';
import { parseBackupLabel } from './backup-label.ts';
import { parseLsn } from './lsn.ts';

const LABEL = `START WAL LOCATION: 16/B3000028 (file 0000000A00000016000000B3)
CHECKPOINT LOCATION: 16/B3000060
BACKUP METHOD: streamed
BACKUP FROM: standby
START TIME: 2026-03-01 02:00:01 UTC
LABEL: Barman backup cloud 20260301T020001
START TIMELINE: 10
`;

test.each(fixtureIndex().clusters)('what PostgreSQL $major wrote is read', ({ backupLabel }) => {
  expect(parseBackupLabel(backupLabel)).toMatchObject({
    kind: 'label',
    backupFrom: 'primary',
    timeline: 1,
    label: 'a: label',
  });
});

test('all of it is taken over', () => {
  expect(parseBackupLabel(LABEL)).toEqual({
    kind: 'label',
    startWalLocation: parseLsn('16/B3000028'),
    startSegment: '0000000A00000016000000B3',
    checkpointLocation: parseLsn('16/B3000060'),
    timeline: 10,
    backupFrom: 'standby',
    startTime: '2026-03-01 02:00:01 UTC',
    label: 'Barman backup cloud 20260301T020001',
  });
});

test('an incremental backup says so', () => {
  const text = `${LABEL}INCREMENTAL FROM LSN: 16/B1000028\nINCREMENTAL FROM TLI: 10\n`;
  expect(parseBackupLabel(text)).toMatchObject({ incrementalFrom: parseLsn('16/B1000028') });
});

test.each([
  { change: ['START WAL LOCATION: 16/', 'START WAL LOCATION: 16-'], key: 'START WAL LOCATION' },
  { change: [' (file 0000000A00000016000000B3)', ''], key: 'START WAL LOCATION' },
  { change: ['CHECKPOINT LOCATION', 'CHECKPOINT'], key: 'CHECKPOINT LOCATION' },
  { change: ['standby', 'elsewhere'], key: 'BACKUP FROM' },
  { change: ['START TIMELINE: 10', 'START TIMELINE: 9'], key: 'START TIMELINE' },
  { change: ['START TIMELINE: 10\n', ''], key: 'START TIMELINE' },
])('a label without a right $key is malformed', ({ change: [from = '', to = ''], key }) => {
  const result = parseBackupLabel(LABEL.replace(from, to));
  expect(result).toMatchObject({ kind: 'malformed' });
  expect(result.kind === 'malformed' && result.problem.startsWith(`${key}: found `)).toBe(true);
});

import { lsn, timelineId } from '@postgres-ha/postgres-storage';
import type { Evidence, ReplayOutcome, StopReached } from '@postgres-ha/scratch-postgres';
import { expect, test } from 'vitest';
import { replayFindings, type ReplayGoal } from './replay-findings.ts';

const goal: ReplayGoal = {
  backup: 'pg/base/B/backup.info',
  level: 'L4',
  timeline: timelineId(2),
  lastRecord: lsn(0x500n),
  keyOf: (fileName) => `pg/wals/${fileName}.gz`,
  archiveOf: (path) => (path.startsWith('pg_tblspc/9') ? 'pg/base/B/9.tar' : 'pg/base/B/data.tar'),
};
const clean: Evidence = {
  databases: [],
  missingFiles: [],
  missingTablespaces: [],
  collationMismatches: [],
  missingExtensions: [],
};
const stop = (given: Partial<StopReached> = {}): StopReached => ({
  stop: { kind: 'lsn', lsn: lsn(0x500n) },
  reachedLsn: lsn(0x520n),
  timeline: timelineId(2),
  durationsMs: { start: 1, consistency: 1, replay: 1, evidence: 1, shutdown: 1 },
  evidence: clean,
  ...given,
});
const replayed = (last: StopReached): ReplayOutcome => ({ kind: 'replayed', stops: [last], createdTablespaces: [] });
const found = (outcome: ReplayOutcome) =>
  replayFindings(outcome, goal).map(({ id, weight, object, place }) => ({ id, weight, object, place }));

test('a replay that reached the last record on the right timeline shows nothing', () => {
  expect(found(replayed(stop()))).toEqual([]);
});

test('a replay that ended before the last record, or on another timeline, is not taken for one that got there', () => {
  expect(found(replayed(stop({ reachedLsn: lsn(0x4ffn) })))).toMatchObject([
    { id: 'replay-stopped-short', weight: 'damaged' },
  ]);
  expect(found(replayed(stop({ timeline: timelineId(1) })))).toMatchObject([
    { id: 'wrong-timeline', weight: 'damaged' },
  ]);
});

test('what a paused server misses is damage, named by the archive that it would be in', () => {
  const evidence: Evidence = {
    ...clean,
    missingFiles: [{ database: 'shop', relation: 'orders', path: 'pg_tblspc/9/PG_17_1/5/7' }],
    missingTablespaces: [{ oid: 9, name: 'space' }],
  };
  expect(found(replayed(stop({ evidence })))).toEqual([
    { id: 'relation-file-missing', weight: 'damaged', object: 'pg/base/B/9.tar', place: 'pg_tblspc/9/PG_17_1/5/7' },
    { id: 'relation-file-missing', weight: 'damaged', object: 'pg/base/B/9.tar', place: 'pg_tblspc/9' },
  ]);
});

test('programs that differ from the source leave it unknown, whatever was reached', () => {
  const evidence: Evidence = {
    ...clean,
    collationMismatches: [{ database: 'shop', recorded: '153.14', here: '153.120' }],
    missingExtensions: [{ database: 'shop', extension: 'postgis', version: '3.5' }],
  };
  expect(found(replayed(stop({ evidence }))).map(({ id, weight }) => [id, weight])).toEqual([
    ['binaries-differ', 'unknown'],
    ['binaries-differ', 'unknown'],
  ]);
});

test('WAL that ends early names the file that was asked for', () => {
  const outcome: ReplayOutcome = {
    kind: 'stopped-short',
    wanted: { kind: 'lsn', lsn: lsn(0x500n) },
    missing: '000000020000000000000005',
    because: [],
    stops: [],
    createdTablespaces: [],
  };
  expect(found(outcome)).toMatchObject([
    { id: 'replay-stopped-short', weight: 'damaged', object: 'pg/wals/000000020000000000000005.gz' },
  ]);
  expect(found({ ...outcome, wanted: { kind: 'time', at: 5n } })).toMatchObject([{ id: 'moment-not-reached' }]);
});

test.each(['aborted', 'time-limit', 'disk-full', 'major-mismatch', 'no-superuser', 'killed'] as const)(
  'a server that could not be used (%s) is no statement about the backup',
  (because) => {
    const outcome: ReplayOutcome = { kind: 'unknown', because, detail: 'why', stops: [], createdTablespaces: [] };
    expect(found(outcome)).toMatchObject([{ weight: 'unknown' }]);
  },
);

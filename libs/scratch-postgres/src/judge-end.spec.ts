import { lsn } from '@postgres-ha/postgres-storage';
import { describe, expect, test } from 'vitest';
import { judgeEnd, type EndedServer } from './judge-end.ts';
import type { WalLog } from './wal-service.ts';

const fatal = (sqlState: string, text: string, process = 'startup'): EndedServer['log']['fatal'][number] => ({
  sqlState,
  process,
  severity: 'FATAL',
  text,
});

function ended({
  fatals = [fatal('XX000', 'it gave up')],
  asked = [],
  trouble,
  redoDone,
  unreadable = [],
  code = 1,
}: Given): EndedServer {
  return {
    end: { code },
    log: { fatal: fatals, entries: fatals, lines: [], redoDoneAt: redoDone ? lsn(0x100_0000n) : undefined },
    wal: { asked, trouble, created: [] },
    stop: { kind: 'lsn', lsn: lsn(0x200_0000n) },
    phase: 'replay',
    lastSeenLsn: undefined,
    unreadable,
    reached: { stops: [], createdTablespaces: [] },
  };
}

interface Given {
  readonly code?: number;
  readonly fatals?: EndedServer['log']['fatal'];
  readonly asked?: WalLog['asked'];
  readonly trouble?: WalLog['trouble'];
  readonly redoDone?: true;
  readonly unreadable?: EndedServer['unreadable'];
}

const FIRST = { fileName: '000000010000000000000001', answer: 'file' } as const;
const absent = (fileName: string): WalLog['asked'][number] => ({ fileName, answer: 'absent' });

describe('what ended a server', () => {
  test.each([
    {
      name: 'a segment that the archive does not have',
      given: { asked: [FIRST, absent('000000010000000000000002')] },
      expected: { kind: 'stopped-short', missing: '000000010000000000000002', lastFile: FIRST.fileName },
    },
    {
      name: 'a segment that is on none of the timelines: it is missing on the newest',
      given: { asked: [FIRST, absent('000000020000000000000002'), absent('000000010000000000000002')] },
      expected: { kind: 'stopped-short', missing: '000000020000000000000002' },
    },
    {
      name: 'a history that the archive does not have',
      given: { asked: [absent('00000002.history')] },
      expected: { kind: 'stopped-short', missing: '00000002.history' },
    },
    {
      name: 'WAL that ends in the middle of a file',
      given: { asked: [absent('00000002.history'), FIRST], redoDone: true },
      expected: { kind: 'stopped-short', lastFile: FIRST.fileName, reachedLsn: 0x100_0000n },
    },
    {
      name: 'WAL that is there and cannot be applied',
      given: { asked: [FIRST], fatals: [fatal('XX001', 'invalid page')] },
      expected: { kind: 'failed', lastFile: FIRST.fileName, sqlStates: ['XX001'] },
    },
    {
      name: 'a record that cannot be applied, in the last file, when the next was asked for ahead',
      given: {
        asked: [FIRST, absent('000000010000000000000002')],
        fatals: [fatal('XX000', 'no such directory\nCONTEXT:  WAL redo at 0/1000028 for Heap/INSERT')],
      },
      expected: { kind: 'failed', lastFile: FIRST.fileName },
    },
    {
      name: 'a program that its user cannot run',
      given: { fatals: [], code: 126 },
      expected: { kind: 'unknown', because: 'not-reachable' },
    },
    {
      name: 'WAL that could not be fetched, though the server says the same as of damage',
      given: { asked: [FIRST], trouble: { fileName: 'x', answer: { kind: 'failed', because: 'HTTP 503' } } },
      expected: { kind: 'unknown', because: 'wal-unavailable', detail: 'x: HTTP 503' },
    },
    {
      name: 'WAL that was damaged before it came here',
      given: { asked: [FIRST], trouble: { fileName: 'x', answer: { kind: 'damaged', because: 'CRC' } } },
      expected: { kind: 'wal-damaged', fileName: 'x', because: 'CRC' },
    },
    {
      name: 'a disk that is full, even if WAL is missing too',
      given: { asked: [absent('000000010000000000000002')], fatals: [fatal('53100', 'no space')] },
      expected: { kind: 'unknown', because: 'disk-full' },
    },
    {
      name: 'WAL that these binaries cannot read',
      given: { asked: [FIRST], unreadable: [{ because: 'compression-unsupported', detail: 'lz4' }] as const },
      expected: { kind: 'unknown', because: 'compression-unsupported' },
    },
    {
      name: 'somebody who killed it',
      given: { asked: [FIRST], fatals: [] },
      expected: { kind: 'unknown', because: 'killed' },
    },
    {
      name: 'a server that did not come to its first question',
      given: { fatals: [fatal('F0000', 'could not bind', 'postmaster')] },
      expected: { kind: 'unknown', because: 'server-unusable' },
    },
  ] satisfies readonly { name: string; given: Given; expected: object }[])('$name', ({ given, expected }) => {
    expect(judgeEnd(ended(given))).toMatchObject(expected);
  });
});

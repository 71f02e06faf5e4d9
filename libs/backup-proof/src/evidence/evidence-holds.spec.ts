import type { Finding, ProofLevel } from '@postgres-ha/backup-catalog';
import { lsn, timelineId } from '@postgres-ha/postgres-storage';
import { describe, expect, test } from 'vitest';
import type { DataFacts } from '../data/data-facts.ts';
import { evidenceHold, type HoldQuestion, type PresentInputs } from './evidence-holds.ts';
import type { ObjectsSeen, ProofEvidence } from './proof-evidence.ts';

const list = (count: number, digest = `of ${count}`): ObjectsSeen => ({ count, sizeBytes: count, digest });
const NOW = new Date('2026-11-25T12:00:00Z');

const SAME: Omit<ProofEvidence['inputs'], 'way' | 'histories'> = {
  ...{ archive: 'a', serverName: 's', backupId: 'b', systemIdentifier: '1', dataPolicy: 'p' },
  ...{ base: list(2), wayEnd: 'archive' },
};
const PRESENT: PresentInputs = {
  ...SAME,
  segments: 5,
  wayOf: (count) => (count <= 7 ? list(count) : undefined),
  historiesOf: () => list(1),
};

function evidence(more: Partial<ProofEvidence> = {}): ProofEvidence {
  return {
    inputs: { ...SAME, way: list(5), histories: list(1) },
    at: new Date('2026-11-25T11:00:00Z'),
    verifier: 'v',
    looked: new Set(['L0', 'L1', 'L2', 'L3', 'L4', 'L5']),
    findings: [],
    wayFindings: [],
    upTo: { lsn: lsn(1n), timeline: timelineId(1) },
    phases: [],
    sameCopies: [],
    ...more,
  };
}

const damage = (level: ProofLevel): Finding => ({
  ...{ id: 'x', level, weight: 'damaged', found: '', expected: '', remedy: '' },
});
const hold = (given: ProofEvidence, present: Partial<PresentInputs> = {}, question: Partial<HoldQuestion> = {}) =>
  evidenceHold(given, { ...PRESENT, ...present }, { asked: 'L4', now: NOW, ...question });

describe('evidence', () => {
  test('of objects that are all the same holds to the end of the way', () => {
    expect(hold(evidence())).toEqual({ kind: 'whole' });
  });

  test.each([
    { name: 'the store or its folder', present: { archive: 'b' } },
    { name: 'the server', present: { serverName: 't' } },
    { name: 'the backup', present: { backupId: 'c' } },
    { name: 'the cluster', present: { systemIdentifier: '2' } },
    { name: 'an archive of the backup', present: { base: list(2, 'other') } },
    { name: 'the number of archives', present: { base: list(3) } },
    { name: 'a segment', present: { wayOf: (count: number) => list(count, 'other') } },
    { name: 'the last segments, which are gone', present: { wayOf: () => undefined } },
    { name: 'a history', present: { historiesOf: () => list(1, 'other') } },
  ])('is void where another is $name', ({ present }) => {
    expect(hold(evidence(), present).kind).toBe('void');
    expect(hold(evidence({ findings: [damage('L2')] }), present).kind).toBe('void');
  });

  test('does not reach a level that was not looked at', () => {
    expect(hold(evidence({ looked: new Set(['L0', 'L1', 'L2', 'L3']) })).kind).toBe('void');
    expect(hold(evidence({ looked: new Set(['L0', 'L1', 'L2']) }), {}, { asked: 'L2' }).kind).toBe('whole');
  });

  test('of damage needs no higher level', () => {
    expect(hold(evidence({ findings: [damage('L2')], looked: new Set(['L0', 'L1', 'L2']) })).kind).toBe('whole');
  });

  test('that went further than the way is now holds, as long as what it read is there', () => {
    expect(hold(evidence(), { segments: 3, wayEnd: 'next backup' }).kind).toBe('whole');
  });

  test.each([
    { name: 'at the end of the archive', asked: 'L4', wayEnd: 'archive', newWal: 'replay' },
    { name: 'before the next backup', asked: 'L4', wayEnd: 'next backup', newWal: 'read' },
    { name: 'where only reading is asked for', asked: 'L2', wayEnd: 'archive', newWal: 'read' },
  ] as const)('of a way that has grown $name wants new WAL to be: $newWal', ({ asked, wayEnd, newWal }) => {
    expect(hold(evidence(), { segments: 7, wayEnd }, { asked })).toEqual({ kind: 'up to', segments: 5, newWal });
  });

  test('of a way that is damaged is not replayed again for what came behind the damage', () => {
    const given = evidence({ walDamage: { from: lsn(1n), because: 'x' } });
    expect(hold(given, { segments: 7 })).toMatchObject({ newWal: 'read' });
  });

  test('of a damaged backup says nothing of new WAL', () => {
    expect(hold(evidence({ findings: [damage('L2')] }), { segments: 7 }).kind).toBe('void');
  });
});

describe('evidence of the data', () => {
  const asked = 'L5' as const;
  const data: HoldQuestion['data'] = { assertions: [], canary: { database: 'd', query: 'q', maximalAgeSeconds: 3600 } };
  const facts = (writtenAt: string, compared: 'primary' | 'expected' = 'expected'): DataFacts => ({
    assertions: [],
    canary: { writtenAt: new Date(writtenAt), ageSeconds: 1, against: 'listing' as const },
    schemas: [{ database: 'd', hash: 'h', compared }],
  });

  test('is void under another policy, and no matter to who does not ask for it', () => {
    expect(hold(evidence(), { dataPolicy: 'q' }, { asked }).kind).toBe('void');
    expect(hold(evidence(), { dataPolicy: 'q' }, { asked: 'L4' }).kind).toBe('whole');
    expect(hold(evidence({ findings: [damage('L5')] }), { dataPolicy: 'q' }).kind).toBe('whole');
  });

  test('lasts as long as the canary would not be stale now, at the end of the archive', () => {
    expect(hold(evidence({ data: facts('2026-11-25T11:30:00Z') }), {}, { asked, data }).kind).toBe('whole');
    const stale = evidence({ data: facts('2026-11-25T10:30:00Z') });
    expect(hold(stale, {}, { asked, data }).kind).toBe('void');
    expect(hold(stale, { wayEnd: 'next backup' }, { asked, data }).kind).toBe('whole');
    expect(hold(evidence(), {}, { asked, data }).kind).toBe('void');
  });

  test('is looked at again where it was compared with the primary, which may be another by now', () => {
    const given = evidence({ data: facts('2026-11-25T11:30:00Z', 'primary') });
    expect(hold(given, {}, { asked }).kind).toBe('void');
    expect(hold(given, { wayEnd: 'next backup' }, { asked }).kind).toBe('whole');
  });

  test('that speaks against the newest backup does not speak against it when it is not the newest any more', () => {
    const given = evidence({ findings: [damage('L5')] });
    expect(hold(given, {}, { asked }).kind).toBe('whole');
    expect(hold(given, { wayEnd: 'next backup' }, { asked }).kind).toBe('void');
  });
});

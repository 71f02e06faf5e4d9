import type { Finding, ProofLevel } from '@postgres-ha/backup-catalog';
import { lsn, timelineId } from '@postgres-ha/postgres-storage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { certainEvidence } from './certain-evidence.ts';
import type { ProofEvidence } from './proof-evidence.ts';

const LEVELS: readonly ProofLevel[] = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5'];
const objects = { count: 0, sizeBytes: 0, digest: '' };

function seen(more: Partial<ProofEvidence> = {}): ProofEvidence {
  return {
    inputs: {
      ...{ archive: 'a', serverName: 's', backupId: 'b', systemIdentifier: '1', wayEnd: 'archive' },
      ...{ base: objects, histories: objects, way: objects },
    },
    at: new Date(0),
    verifier: 'v',
    looked: new Set(LEVELS),
    findings: [],
    wayFindings: [],
    upTo: { lsn: lsn(1n), timeline: timelineId(1) },
    provenTo: lsn(1n),
    phases: [],
    sameCopies: [],
    data: { assertions: [], schemas: [] },
    ...more,
  };
}

function found(weight: Finding['weight'], level: ProofLevel): Finding {
  return { id: 'x', weight, level, found: '', expected: '', remedy: '' };
}

test('a look to its end is kept as it is', () => {
  expect(certainEvidence(seen())).toEqual(seen());
});

test.each([
  { level: 'L0', kept: undefined },
  { level: 'L1', kept: undefined },
  { level: 'L2', kept: undefined },
  { level: 'L3', kept: ['L0', 'L1', 'L2'] },
  { level: 'L4', kept: ['L0', 'L1', 'L2', 'L3'] },
  { level: 'L5', kept: ['L0', 'L1', 'L2', 'L3', 'L4'] },
] as const)('of a look that failed at $level is kept what lies below: $kept', ({ level, kept }) => {
  const evidence = certainEvidence(seen({ findings: [found('unknown', level)] }));
  expect(evidence && [...evidence.looked]).toEqual(kept);
  expect(evidence?.provenTo !== undefined).toBe(level === 'L5');
  expect(evidence?.data).toBe(undefined);
});

test('nothing unknown is ever kept, and no level that was not looked at', () => {
  const finding = fc
    .tuple(fc.constantFrom('damaged', 'unknown', 'notice'), fc.constantFrom(...LEVELS))
    .map(([weight, level]) => found(weight, level));
  const looks = fc.record({
    looked: fc.subarray([...LEVELS]).map((all) => new Set(all)),
    findings: fc.array(finding, { maxLength: 4 }),
    wayFindings: fc.array(finding, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(looks, (look) => {
      const evidence = certainEvidence(seen(look));
      if (evidence === undefined) return;
      const unknown = look.findings.filter(({ weight }) => weight === 'unknown');
      for (const level of evidence.looked) {
        expect(look.looked.has(level)).toBe(true);
        for (const each of unknown) expect(each.level > level).toBe(true);
      }
      expect([...evidence.findings, ...evidence.wayFindings].some(({ weight }) => weight === 'unknown')).toBe(false);
      const damage = (all: readonly Finding[]): readonly Finding[] => all.filter(({ weight }) => weight === 'damaged');
      expect(damage(evidence.findings)).toEqual(damage(look.findings));
    }),
  );
});

test('of an archive in ruins nothing is kept', () => {
  const ruins = Array.from({ length: 101 }, () => found('damaged', 'L2'));
  expect(certainEvidence(seen({ findings: ruins }))).toBe(undefined);
});

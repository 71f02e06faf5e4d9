import type { ProofEvidence } from '@postgres-ha/backup-proof';
import { lsn, timelineId } from '@postgres-ha/postgres-storage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evidenceJson, readEvidence } from './evidence-json.ts';
import { DAMAGE, exampleEvidence } from './example-evidence.ts';

const position = fc.bigInt(0n, 2n ** 64n - 1n).map(lsn);
const time = fc.date({ min: new Date(0), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true });
const levels = fc.subarray(['L0', 'L1', 'L2', 'L3', 'L4', 'L5'] as const);
const evidences: fc.Arbitrary<ProofEvidence> = fc
  .record({
    at: time,
    verifier: fc.string(),
    postgres: fc.string(),
    looked: levels.map((all) => new Set(all)),
    findings: fc.constantFrom([], [DAMAGE], [{ ...DAMAGE, weight: 'notice' as const, place: 'block 7' }]),
    upTo: fc.record({ lsn: position, timeline: fc.integer({ min: 1, max: 2 ** 32 - 1 }).map(timelineId) }),
    provenTo: position,
    readTo: position,
    walDamage: fc.record({ from: position, because: fc.string() }),
    sameCopies: fc.array(fc.string()),
    data: fc.constant({
      amcheck: { heaps: 3, indexes: 4, skipped: { gin: 2 }, milliseconds: 12.5 },
      assertions: [
        { name: 'orders', database: 'shop', outcome: 'holds' as const, digest: 'ab', milliseconds: 3 },
        { name: 'sums', database: 'shop', outcome: 'fails' as const, shown: '17', milliseconds: 3 },
      ],
      canary: { writtenAt: new Date('2026-11-25T02:59:58Z'), ageSeconds: 62.5, against: 'listing' as const },
      schemas: [{ database: 'shop', hash: 'cd', compared: 'primary' as const }],
      checksums: { enabled: true, pages: 1234 },
    }),
  })
  .map(exampleEvidence);

test('evidence comes back as it was', () => {
  fc.assert(
    fc.property(evidences, (evidence) => {
      expect(readEvidence(evidenceJson(evidence))).toEqual(evidence);
    }),
  );
});

test('what is unknown cannot be kept, nor read as evidence', () => {
  const unknown = { ...DAMAGE, weight: 'unknown' } as const;
  expect(() => evidenceJson(exampleEvidence({ findings: [unknown] }))).toThrow();
  expect(readEvidence(evidenceJson(exampleEvidence({ findings: [DAMAGE] })).replace('"damaged"', '"unknown"'))).toBe(
    undefined,
  );
});

test('what is not exactly evidence is none', () => {
  const text = evidenceJson(exampleEvidence());
  const object = JSON.parse(text) as Record<string, unknown>;
  for (const field of Object.keys(object)) {
    const without = Object.fromEntries(Object.entries(object).filter(([name]) => name !== field));
    const optional = ['postgres', 'provenTo'].includes(field);
    expect(readEvidence(JSON.stringify(without)) === undefined, `without ${field}`).toBe(!optional);
    expect(readEvidence(JSON.stringify({ ...object, [field]: [17] })), `${field} of another kind`).toBe(undefined);
  }
  expect(readEvidence(JSON.stringify({ ...object, verdict: 'proven' }))).toBe(undefined);
  expect(readEvidence(text.slice(0, -1))).toBe(undefined);
});

test('is small however many objects it stands for', () => {
  const { inputs, ...rest } = exampleEvidence();
  const way = { ...inputs.way, count: 100_000, sizeBytes: 1_600_000_000_000 };
  const findings = Array.from({ length: 100 }, () => DAMAGE);
  expect(evidenceJson({ ...rest, inputs: { ...inputs, way }, wayFindings: findings }).length).toBeLessThan(50_000);
});

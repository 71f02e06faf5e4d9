import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClusterFacts } from './cluster-facts.ts';
import { factsReference } from './facts-reference.ts';
import { publishedFactsSchema } from './facts-schema.ts';
import { readFacts } from './read-facts.ts';
import { writeFacts } from './write-facts.ts';

const COMMITTED = readFileSync(join(import.meta.dirname, '../schema/facts.schema.json'), 'utf8');
const acceptedByEditors = new Ajv({ strict: true, strictTypes: false, validateFormats: false }).compile(
  JSON.parse(COMMITTED) as object,
);

const name = fc.stringMatching(/^[a-z0-9](?:[-a-z0-9]{0,20}[a-z0-9])?$/);
const START = Date.UTC(2020, 0, 1);

/** Facts that hold together, whatever they say. */
const facts: fc.Arbitrary<ClusterFacts> = fc
  .record({
    environment: name,
    cluster: name,
    observed: fc.nat(1e12),
    lasts: fc.integer({ min: 1, max: 86_400_000 }),
    health: fc.constantFrom('healthy', 'degraded', 'split-brain', 'unknown'),
    wanted: fc.integer({ min: 1, max: 32 }),
    missing: fc.nat(3),
    primary: fc.option(name, { nil: undefined }),
    timeline: fc.option(fc.integer({ min: 1, max: 0xffff_ffff }), { nil: undefined }),
    archiving: fc.constantFrom('working', 'failing', 'unknown'),
    proof: fc.option(fc.record({ backupId: name, age: fc.nat(1e9), level: fc.constantFrom('L1', 'L4', 'L5') })),
  })
  .map(({ observed, lasts, wanted, missing, proof, ...rest }) => {
    const at = START + observed;
    return {
      ...rest,
      primary: rest.health === 'healthy' ? (rest.primary ?? 'a-1') : rest.primary,
      observedAt: new Date(at),
      expiresAt: new Date(at + lasts),
      instances: { wanted, ready: rest.health === 'healthy' ? wanted : Math.max(0, wanted - missing) },
      newestProof:
        proof === null
          ? undefined
          : { backupId: proof.backupId, level: proof.level, provenAt: new Date(at - proof.age) },
    } as const;
  });

test('what is written is read as what it was, is the same when written again, and is what the JSON Schema takes', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const text = writeFacts(given);
      const cluster = `${given.environment}/${given.cluster}`;
      const reading = readFacts(text, { cluster, now: given.observedAt });
      expect(reading).toEqual({ kind: 'known', facts: given, ageSeconds: 0 });
      if (reading.kind === 'known') expect(writeFacts(reading.facts)).toBe(text);
      expect(acceptedByEditors(JSON.parse(text))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('the order in which facts were put together changes no byte', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const turned = Object.fromEntries(Object.entries(given).toReversed()) as unknown as ClusterFacts;
      expect(writeFacts(turned)).toBe(writeFacts(given));
    }),
  );
});

describe('nothing is written that a reader would not take', () => {
  const [given] = fc.sample(facts, { numRuns: 1, seed: 1 }) as [ClusterFacts];
  test.each([
    { name: 'a name with a slash', changes: { cluster: '../secrets' } },
    { name: 'health without a primary', changes: { health: 'healthy', primary: undefined } },
    { name: 'an end before the beginning', changes: { expiresAt: given.observedAt } },
    {
      name: 'a level that there is none of',
      changes: { newestProof: { backupId: 'a', provenAt: new Date(0), level: 'L9' } },
    },
  ] as const)('$name', ({ changes }) => {
    expect(() => writeFacts({ ...given, ...changes })).toThrow(RangeError);
  });
});

test('the committed schema is the one that the code publishes (`npm run schema` writes it)', () => {
  expect(COMMITTED).toBe(`${JSON.stringify(publishedFactsSchema(), null, 2)}\n`);
});

test('every key of the format stands on the reference page with what it says', () => {
  const described = JSON.stringify(publishedFactsSchema()).matchAll(/"description":"([^"]+)"/g);
  const found = [...described].map(([, description = '']) => description);
  expect(found.length).toBeGreaterThan(8);
  for (const description of found) expect(factsReference()).toContain(description);
});

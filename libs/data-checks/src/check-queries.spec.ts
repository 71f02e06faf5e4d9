import { inspect } from 'node:util';
import type { AsOf, Assertion } from '@postgres-ha/backup-proof';
import type { ScratchClient } from '@postgres-ha/scratch-postgres';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkAssertion, checkCanary } from './check-queries.ts';
import { databaseError } from './example-database-error.ts';

const asOf: AsOf = { at: new Date('2026-11-25T12:00:00Z'), what: 'listing' };
const digestKey = new TextEncoder().encode('a key');

/** A session that gives any answer or error there can be; how real ones look is a matter of contract tests. */
function session(
  answer: { readonly rows: readonly (readonly (string | null)[])[]; readonly typeOid: number } | Error,
): ScratchClient {
  const query = (asked: string | { readonly text: string }): Promise<unknown> => {
    const text = typeof asked === 'string' ? asked : asked.text;
    if (!text.startsWith('FETCH')) return Promise.resolve({ rows: [], fields: [] });
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve({
      rows: answer.rows,
      fields: (answer.rows[0] ?? ['']).map(() => ({ dataTypeID: answer.typeOid })),
    });
  };
  return { query } as unknown as ScratchClient;
}

const secretText = fc.uuid();
const answers = secretText.chain((secret) =>
  fc.record({
    secret: fc.constant(secret),
    answer: fc.oneof(
      fc.record({
        rows: fc.array(fc.array(fc.constantFrom(secret, null), { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
        typeOid: fc.constantFrom(25, 1184, 20),
      }),
      fc
        .constantFrom('22P02', 'P0001', 'XX001', '42501', '57014', 'SECRT')
        .map((code) => databaseError({ code, message: secret, detail: secret })),
    ),
  }),
);
const expectations = fc.constantFrom<Assertion['expect']>(
  { kind: 'equals', value: 'x' },
  { kind: 'at-least', value: 1 },
  { kind: 'no-rows' },
  { kind: 'not-older-than', seconds: 1 },
);

test('no value and no message comes out of an assertion or a canary, whatever PostgreSQL says', async () => {
  await fc.assert(
    fc.asyncProperty(answers, expectations, async ({ secret, answer }, expected) => {
      const assertion = {
        name: 'a',
        database: 'd',
        query: 'SELECT 1',
        expect: expected,
        timeLimitSeconds: 1,
        show: false,
      };
      const canary = { database: 'd', query: 'SELECT 1', maximalAgeSeconds: 1 };
      const seen = [
        await checkAssertion(session(answer), assertion, { asOf, digestKey }),
        await checkCanary(session(answer), canary, asOf),
      ];
      expect(inspect(seen, { depth: null, showHidden: true })).not.toContain(secret);
    }),
  );
});

test('an answer that may be shown is, on one line and not for ever', async () => {
  const value = `a\nb ${'c'.repeat(500)}`;
  const { shown = '' } = await checkAssertion(
    session({ rows: [[value]], typeOid: 25 }),
    { name: 'a', database: 'd', query: 'SELECT 1', expect: { kind: 'no-rows' }, timeLimitSeconds: 1, show: true },
    { asOf },
  );
  expect(shown).toMatch(/^a b c+…$/);
  expect(shown.length).toBeLessThan(220);
});

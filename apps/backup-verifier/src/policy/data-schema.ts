import type { DataPolicy, Expectation } from '@postgres-ha/backup-proof';
import { z } from 'zod';
import { positiveWhole, word } from './words.ts';

const database = word('the name of a database');
const databases = z.array(database, 'a list of databases').min(1, 'a list of databases');
const query = word('one SELECT or WITH');
const yesOrNo = z.boolean('true or false');

const expectation = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('equals'), value: z.string('text, as PostgreSQL prints it') }),
    z.strictObject({ kind: z.literal('at-least'), value: z.number('a number') }),
    z.strictObject({ kind: z.literal('at-most'), value: z.number('a number') }),
    z.strictObject({ kind: z.literal('no-rows') }),
    z.strictObject({ kind: z.literal('not-older-than'), seconds: positiveWhole('seconds') }),
  ],
  { error: 'kind: one of equals, at-least, at-most, no-rows, not-older-than' },
) satisfies z.ZodType<Expectation>;

const assertion = z.strictObject({
  name: word('what the assertion says'),
  database,
  query,
  expect: expectation,
  timeLimitSeconds: positiveWhole('seconds'),
  show: yesOrNo,
});

/** The part `data` of a policy: what the restored data must look like. */
export const dataSchema: z.ZodType<DataPolicy> = z.strictObject({
  amcheck: z
    .strictObject({
      databases: z.union([z.literal('all'), databases], { error: 'the word all, or a list of databases' }),
      everyRow: yesOrNo,
      timeLimitSeconds: positiveWhole('seconds'),
    })
    .exactOptional(),
  assertions: z
    .array(assertion, 'a list of assertions')
    .refine((assertions) => new Set(assertions.map(({ name }) => name)).size === assertions.length, {
      error: 'assertions whose names differ',
    }),
  canary: z.strictObject({ database, query, maximalAgeSeconds: positiveWhole('seconds') }).exactOptional(),
  schema: z
    .strictObject({
      databases,
      expected: z.record(database, word('a hash that a report has shown')),
      comparePrimary: yesOrNo,
    })
    .exactOptional(),
});

import { z } from 'zod';

const NAME = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

const A_NAME = 'a Kubernetes name';
const AN_INSTANT = 'a moment with its time zone such as 2026-12-24T18:00:00Z';

const name = z.string({ error: A_NAME }).regex(NAME, { error: A_NAME });
const instant = z.iso.datetime({ offset: true, error: AN_INSTANT });

function oneOf<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words, { error: `one of ${words.join(', ')}` });
}

function count(from: number, to: number) {
  const error = `a whole number from ${from} to ${to}`;
  return z.int({ error }).min(from, { error }).max(to, { error });
}

function word(expected: string, pattern: RegExp) {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

const BLOCK = 'a block of keys';

const proof = z.object(
  {
    backupId: word('the id of a backup such as 20261125T192655', /^[A-Za-z0-9][-._A-Za-z0-9]{0,127}$/).describe(
      'The id of the backup, as Barman has it.',
    ),
    provenAt: instant.describe('When it was proven.'),
    level: word('a level from L1 to L5', /^L[1-5]$/).describe('How far it was proven.'),
  },
  { error: BLOCK },
);

/**
 * One cluster's facts as they are published. Every key must be there: what is not known is said to be unknown (`null` or the word),
 * because a forgotten key looks the same as a thing that nobody looked at. Further keys are ignored, so that a newer observer may say more.
 */
export const factsSchema = z.object(
  {
    version: z
      .literal(1, { error: 'the version 1' })
      .describe('Version of this format. Keys that are added do not change it.'),
    environment: name.describe('The environment, by its folder.'),
    cluster: name.describe('The cluster, by its folder.'),
    observedAt: instant.describe('When it was looked at, by the clock of who looked.'),
    expiresAt: instant.describe(
      'From when on nothing of this counts any more: after observedAt, by at most a day. An observer that stops is seen by it.',
    ),
    health: oneOf('healthy', 'degraded', 'split-brain', 'unknown').describe(
      'healthy: one primary, and as many instances ready as are wanted. split-brain: two primaries, or not excluded.',
    ),
    instances: z
      .object(
        {
          wanted: count(0, 1000).describe('How many there are to be.'),
          ready: count(0, 1000).describe('How many are ready.'),
        },
        { error: BLOCK },
      )
      .describe('Instances of the cluster.'),
    primary: name.nullable().describe('The pod of the primary; null where it is not known, or there is none.'),
    timeline: count(1, 0xffff_ffff).nullable().describe("The primary's timeline; null where it is not known."),
    archiving: oneOf('working', 'failing', 'unknown').describe('Whether WAL reaches the archive.'),
    newestProof: proof
      .nullable()
      .describe('The newest backup that was proven by restoring it; null where none is known.'),
  },
  { error: BLOCK },
);

export type PublishedFacts = z.output<typeof factsSchema>;

/** JSON Schema of the format, for who publishes facts. */
export function publishedFactsSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'Facts about one PostgreSQL cluster',
    ...z.toJSONSchema(factsSchema, { io: 'input', target: 'draft-7' }),
  };
}

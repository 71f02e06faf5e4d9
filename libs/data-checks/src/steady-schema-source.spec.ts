import type { SchemaAnswer } from '@postgres-ha/backup-proof';
import { lsn } from '@postgres-ha/postgres-storage';
import { expect, test } from 'vitest';
import { steadySchemaSource } from './steady-schema-source.ts';

const schema = (digest: string, at: bigint, systemIdentifier = 1n): SchemaAnswer => ({
  kind: 'schema',
  objects: [{ kind: 'table', name: 't', digest }],
  at: lsn(at),
  systemIdentifier,
});

async function positions(...answers: readonly SchemaAnswer[]): Promise<readonly (bigint | undefined)[]> {
  const left = [...answers];
  const source = steadySchemaSource(() => Promise.resolve(left.shift() ?? schema('none', 0n)));
  const seen: (bigint | undefined)[] = [];
  while (left.length > 0) {
    const answer = await source('app', new AbortController().signal);
    seen.push(answer.kind === 'schema' ? answer.at : undefined);
  }
  return seen;
}

test('a schema that stays is as old as the first look at it', async () => {
  expect(await positions(schema('a', 10n), schema('a', 20n), schema('a', 30n))).toEqual([10n, 10n, 10n]);
});

test('a schema that changes is as old as the first look after the change', async () => {
  expect(await positions(schema('a', 10n), schema('b', 20n), schema('b', 30n), schema('a', 40n))).toEqual([
    10n,
    20n,
    20n,
    40n,
  ]);
});

test('a look that failed says nothing of what was before', async () => {
  const nothing: SchemaAnswer = { kind: 'unreachable', because: 'no connection' };
  expect(await positions(schema('a', 10n), nothing, schema('a', 30n))).toEqual([10n, undefined, 10n]);
});

test('another cluster, or one that was restored to an earlier position, begins anew', async () => {
  expect(await positions(schema('a', 10n), schema('a', 5n), schema('a', 20n, 2n))).toEqual([10n, 5n, 20n]);
});

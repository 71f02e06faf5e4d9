import { CRDS } from '@postgres-ha/admission';
import { expect, test } from 'vitest';
import { schemaFields, schemaNodes, schemaPath } from '../object/schema-node.ts';
import { allBases, KINDS } from './all-bases.ts';

const bases = allBases();

/** No valid object has these. */
const NEVER_ACCEPTED: readonly string[] = [
  'spec.configuration.serverName',
  'spec.managed.services.additional[].serviceTemplate.spec.selector{}',
];

test.each(KINDS)('each field of %s is set in a valid object', (kind) => {
  const { schema } = CRDS[kind];
  const nodes = bases.filter((base) => base.kind === kind).flatMap(({ object }) => schemaNodes(object, schema));
  const set = new Set(nodes.map(({ path }) => schemaPath(path, schema)));
  const unset = schemaFields(schema).filter((field) => !set.has(field) && !NEVER_ACCEPTED.includes(field));
  expect(unset).toEqual([]);
});

test('no two valid objects of a kind have the same name', () => {
  const names = bases.map(({ kind, name }) => `${kind} ${name}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('valid objects name no namespace: requests do', () => {
  expect(bases.filter(({ object }) => JSON.stringify(object['metadata']).includes('"namespace"'))).toEqual([]);
});

import type { Breach, StateRule } from '../rule.ts';
import { repeatsAt } from '../values/repeats.ts';
import { CNPG_1_30 } from '../versions.ts';
import type { DatabaseResource, Named } from './database-resource.ts';

const FILE = 'CloudNativePG 1.30.0, internal/webhook/v1/database_webhook.go';
const ONCE = {
  kind: 'Database',
  level: 'error',
  versions: CNPG_1_30,
  type: 'FieldValueDuplicate',
  remedy: 'Merge the two, or remove one. One that is to be absent counts as well.',
} as const;
const FOREIGN = `${FILE}: validateNameOptionsUsages`;
const WRAPPER = [{ name: 'f' }] as const;
const TWICE = [
  { name: 'o', value: '1' },
  { name: 'o', value: '2' },
] as const;
const EACH_ONCE = [
  { name: 'o', value: '1' },
  { name: 'O', value: '2' },
] as const;

/** Rules about what is in a database. */
export const databaseRules: readonly StateRule<DatabaseResource>[] = [
  {
    ...ONCE,
    id: 'database-extension-duplicate',
    summary: 'An extension is listed once.',
    source: `${FILE}: validateExtensions`,
    breaches: ({ spec }) => repeatedNames(spec.extensions, ['spec', 'extensions']),
    vectors: {
      fails: { spec: { extensions: [{ name: 'e' }, { name: 'e' }] } },
      passes: { spec: { extensions: [{ name: 'e' }, { name: 'E' }] } },
    },
  },
  {
    ...ONCE,
    id: 'database-schema-duplicate',
    summary: 'A schema is listed once.',
    source: `${FILE}: validateSchemas`,
    breaches: ({ spec }) => repeatedNames(spec.schemas, ['spec', 'schemas']),
    vectors: {
      fails: { spec: { schemas: [{ name: 's' }, { name: 's' }] } },
      passes: { spec: { schemas: [{ name: 's' }, { name: 'S' }] } },
    },
  },
  {
    ...ONCE,
    id: 'database-fdw-duplicate',
    summary: 'A foreign data wrapper is listed once.',
    source: FOREIGN,
    breaches: ({ spec }) => repeatedNames(spec.fdws, ['spec', 'fdws']),
    vectors: {
      fails: { spec: { fdws: [{ name: 'f' }, { name: 'f' }] } },
      passes: { spec: { fdws: [{ name: 'f' }, { name: 'g' }] } },
    },
  },
  {
    ...ONCE,
    id: 'database-fdw-option-duplicate',
    summary: 'An option of a foreign data wrapper is given once.',
    source: FOREIGN,
    breaches: repeatedIn('fdws', 'options'),
    vectors: {
      fails: { spec: { fdws: [{ name: 'f', options: TWICE }] } },
      passes: { spec: { fdws: [{ name: 'f', options: EACH_ONCE }] } },
    },
  },
  {
    ...ONCE,
    id: 'database-fdw-usage-duplicate',
    summary: 'A role is granted a foreign data wrapper once.',
    source: FOREIGN,
    breaches: repeatedIn('fdws', 'usage'),
    vectors: {
      fails: { spec: { fdws: [{ name: 'f', usage: [{ name: 'u' }, { name: 'u' }] }] } },
      passes: { spec: { fdws: [{ name: 'f', usage: [{ name: 'u' }, { name: 'v' }] }] } },
    },
  },
  {
    ...ONCE,
    id: 'database-server-fdw',
    type: 'FieldValueInvalid',
    summary: 'A foreign server uses a foreign data wrapper that the same Database lists.',
    remedy: 'Add the wrapper to fdws, or correct its name.',
    source: `${FILE}: validateServerFDWReference`,
    breaches: ({ spec }) =>
      (spec.servers ?? []).flatMap(({ fdw, ensure }, index) =>
        ensure === 'absent' || (spec.fdws ?? []).some(({ name }) => name === fdw)
          ? []
          : [{ path: ['spec', 'servers', index, 'fdw'], found: JSON.stringify(fdw) }],
      ),
    vectors: {
      fails: { spec: { fdws: [{ name: 'g' }], servers: [{ name: 's', fdw: 'f' }] } },
      passes: { spec: { fdws: WRAPPER, servers: [{ name: 's', fdw: 'f' }] } },
    },
  },
  {
    ...ONCE,
    id: 'database-server-duplicate',
    summary: 'A foreign server is listed once.',
    source: FOREIGN,
    breaches: ({ spec }) => repeatedNames(spec.servers, ['spec', 'servers']),
    vectors: {
      fails: {
        spec: {
          fdws: WRAPPER,
          servers: [
            { name: 's', fdw: 'f' },
            { name: 's', fdw: 'f' },
          ],
        },
      },
      passes: {
        spec: {
          fdws: WRAPPER,
          servers: [
            { name: 's', fdw: 'f' },
            { name: 't', fdw: 'f' },
          ],
        },
      },
    },
  },
  {
    ...ONCE,
    id: 'database-server-option-duplicate',
    summary: 'An option of a foreign server is given once.',
    source: FOREIGN,
    breaches: repeatedIn('servers', 'options'),
    vectors: {
      fails: { spec: { fdws: WRAPPER, servers: [{ name: 's', fdw: 'f', options: TWICE }] } },
      passes: { spec: { fdws: WRAPPER, servers: [{ name: 's', fdw: 'f', options: EACH_ONCE }] } },
    },
  },
  {
    ...ONCE,
    id: 'database-server-usage-duplicate',
    summary: 'A role is granted a foreign server once.',
    source: FOREIGN,
    breaches: repeatedIn('servers', 'usage'),
    vectors: {
      fails: { spec: { fdws: WRAPPER, servers: [{ name: 's', fdw: 'f', usage: [{ name: 'u' }, { name: 'u' }] }] } },
      passes: { spec: { fdws: WRAPPER, servers: [{ name: 's', fdw: 'f', usage: [{ name: 'u' }, { name: 'v' }] }] } },
    },
  },
];

function repeatedNames(items: readonly Named[] | undefined, path: readonly (string | number)[]): readonly Breach[] {
  const names = (items ?? []).map(({ name }) => name);
  return repeatsAt(names).map((index) => ({ path: [...path, index, 'name'], found: JSON.stringify(names[index]) }));
}

/** Each object by itself. What the field calls `usage`, CloudNativePG reports as `usages`. */
function repeatedIn(list: 'fdws' | 'servers', key: 'options' | 'usage'): StateRule<DatabaseResource>['breaches'] {
  return ({ spec }) =>
    (spec[list] ?? []).flatMap((object, index) =>
      repeatedNames(object[key], ['spec', list, index, key]).map((breach) =>
        key === 'usage'
          ? { ...breach, reported: `spec.${list}[${index}].usages[${String(breach.path.at(-2))}].name` }
          : breach,
      ),
    );
}

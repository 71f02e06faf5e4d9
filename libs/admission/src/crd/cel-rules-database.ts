import type { ExpressionRule } from './cel-rules.ts';
import { immutable, stated } from './cel-texts.ts';

/** What PostgreSQL takes from `CREATE DATABASE` and never changes. */
const FIXED_AT_CREATION = [
  { field: 'builtinLocale', values: ['C', 'C.UTF-8'], provider: 'builtin' },
  { field: 'collationVersion', values: ['1', '2'] },
  { field: 'encoding', values: ['UTF8', 'LATIN1'] },
  { field: 'icuLocale', values: ['en', 'de'], provider: 'icu' },
  { field: 'icuRules', values: ['&a<b', '&b<c'], provider: 'icu' },
  { field: 'locale', values: ['C', 'en_US.utf8'] },
  { field: 'localeCType', values: ['C', 'en_US.utf8'] },
  { field: 'localeCollate', values: ['C', 'en_US.utf8'] },
  { field: 'localeProvider', values: ['libc', 'icu'] },
  { field: 'template', values: ['template0', 'template1'] },
] as const;

const RESERVED = ['postgres', 'template0', 'template1'] as const;

export const DATABASE_CEL_RULES: readonly ExpressionRule[] = [
  ...FIXED_AT_CREATION.map(({ field, values, ...more }) => {
    const provider = 'provider' in more ? { localeProvider: more.provider } : {};
    return immutable({
      id: `database-${kebab(field)}-immutable`,
      kind: 'Database',
      place: `spec.${field}`,
      remedy: 'Keep it: PostgreSQL fixes it when the database is created. Make another database for another value.',
      before: { spec: { ...provider, [field]: values[0] } },
      after: { spec: { ...provider, [field]: values[1] } },
    });
  }),
  immutable({
    id: 'database-name-immutable',
    kind: 'Database',
    place: 'spec.name',
    remedy: 'Keep it. A database of another name is another Database.',
    before: {},
    after: { spec: { name: 'e' } },
  }),
  immutable({
    id: 'database-cluster-immutable',
    kind: 'Database',
    place: 'spec.cluster',
    remedy: 'Keep it. A database in another cluster is another Database.',
    before: {},
    after: { spec: { cluster: { name: 'd' } } },
  }),
  ...RESERVED.map((name) =>
    stated({
      id: `database-name-${name}`,
      kind: 'Database',
      place: 'spec.name',
      expression: `self != '${name}'`,
      summary: `The database ${name} is PostgreSQL's own.`,
      remedy: 'Choose another name.',
      fails: { spec: { name } },
      passes: { spec: { name: `${name}_1` } },
    }),
  ),
  ...(['builtin', 'icu', 'icu'] as const).map((provider, index) => {
    const field = ['builtinLocale', 'icuLocale', 'icuRules'][index] ?? '';
    const value = ['C.UTF-8', 'en', '&a<b'][index];
    return stated({
      id: `database-${kebab(field)}-provider`,
      kind: 'Database',
      place: 'spec',
      expression: `!has(self.${field}) || self.localeProvider == '${provider}'`,
      summary: `${field} goes with localeProvider: ${provider}.`,
      remedy: `Set localeProvider: ${provider}, or remove ${field}.`,
      fails: { spec: { [field]: value } },
      passes: { spec: { [field]: value, localeProvider: provider } },
    });
  }),
  stated({
    id: 'database-server-fdw-empty',
    kind: 'Database',
    place: 'spec.servers[].fdw',
    expression: "self != ''",
    summary: 'A foreign server names its foreign data wrapper.',
    remedy: 'Name one of spec.fdws.',
    fails: { spec: { fdws: [{ name: 'f' }], servers: [{ name: 's', fdw: '' }] } },
    passes: { spec: { fdws: [{ name: 'f' }], servers: [{ name: 's', fdw: 'f' }] } },
  }),
  ...(['fdws', 'servers'] as const).map((list) =>
    stated({
      id: `database-${list}-usage-empty`,
      kind: 'Database',
      place: `spec.${list}[].usage[].name`,
      expression: "self != ''",
      summary: 'A usage names the role that it is granted to.',
      remedy: 'Name a role.',
      fails: { spec: withUsage(list, '') },
      passes: { spec: withUsage(list, 'u') },
    }),
  ),
];

function withUsage(list: 'fdws' | 'servers', name: string): Readonly<Record<string, unknown>> {
  const usage = { usage: [{ name }] };
  return {
    fdws: [{ name: 'f', ...(list === 'fdws' && usage) }],
    servers: [{ name: 's', fdw: 'f', ...(list === 'servers' && usage) }],
  };
}

function kebab(field: string): string {
  return field.replace(/[A-Z]+/g, (letters) => `-${letters.toLowerCase()}`);
}

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';

/** What of a JSON Schema leads from a key to those below it. */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

const FILES = ['environment', 'cluster'].map(
  (file) => JSON.parse(readFileSync(join(ROOT, `libs/environment/schema/${file}.schema.json`), 'utf8')) as Schema,
);

/** All that a value may be. */
function alternatives(schema: Schema, file: Schema): readonly Schema[] {
  const named = schema.$ref === undefined ? undefined : file.$defs?.[schema.$ref.replace('#/$defs/', '')];
  const others = [...(named === undefined ? [] : [named]), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [schema, ...[...others, ...(schema.allOf ?? [])].flatMap((other) => alternatives(other, file))];
}

function below(schema: Schema, key: string): readonly Schema[] {
  const own = schema.properties?.[key];
  if (own !== undefined) return [own];
  if (typeof schema.additionalProperties === 'object') return [schema.additionalProperties];
  return [];
}

/** Whether a file may have a value at this path; the entries of a list are looked at without a number. */
function has(file: Schema, path: readonly string[]): boolean {
  const withEntries = (schemas: readonly Schema[]): readonly Schema[] =>
    schemas
      .flatMap((schema) => alternatives(schema, file))
      .flatMap((schema) => [schema, ...(schema.items === undefined ? [] : alternatives(schema.items, file))]);
  return path.reduce((found, key) => withEntries(found).flatMap((schema) => below(schema, key)), [file]).length > 0;
}

/** Facts are a file of their own. */
const FACTS = 'docs/reference/cluster-facts.md';
const PAGES = globSync(['*.md', 'docs/**/*.md', '{apps,libs}/**/*.md'], {
  cwd: ROOT,
  exclude: (path) => path.includes('node_modules'),
}).filter((page) => page !== FACTS);
const A_FILE = /\.(?:md|ts|ya?ml|json|info|conf)$/;

function keysOf(page: string): readonly string[] {
  const prose = readFileSync(join(ROOT, page), 'utf8').replace(/^( *)```[\s\S]*?^ *```$/gm, '');
  return [...prose.matchAll(/`([a-z][A-Za-z]*(?:\.[A-Za-z]\w*)+)(?:: [^`]*)?`/g)]
    .map(([, key = '']) => key)
    .filter((key) => !A_FILE.test(key) && FILES.some((file) => has(file, key.split('.').slice(0, 1))));
}

test('keys are looked up through definitions, alternatives, maps and lists', () => {
  const known = (key: string): boolean => FILES.some((file) => has(file, key.split('.')));
  expect(known('monitoring.alerts.slotLag')).toBe(true);
  expect(known('monitoring.routes.critical.receivers.pagerduty.routingKey')).toBe(true);
  expect(known('images.postgresql.17')).toBe(true);
  expect(known('monitoring.alerts.slotLagg')).toBe(false);
  expect(known('monitoring.alertmanager')).toBe(false);
});

test('every key of environment.yaml or cluster.yaml that a page names is one', () => {
  const named = PAGES.flatMap((page) => keysOf(page).map((key) => ({ page, key })));
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ key }) => !FILES.some((file) => has(file, key.split('.'))))).toEqual([]);
});

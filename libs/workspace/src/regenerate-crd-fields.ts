import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

/**
 * Writes the fields of CloudNativePG's kinds that libs/change-impact must have a class for:
 *
 *   node libs/workspace/src/regenerate-crd-fields.ts <directory of CRDs>
 *
 * The directory holds config/crd/bases of CloudNativePG v1.30.0 and of plugin-barman-cloud v0.14.0. A line is the kind, a parent and its
 * children; `*` stands for an item of a list, `<key>` for any key of a map.
 */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

interface Definition {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** Kinds that people write, and that something runs because of. */
const FILES = /^(?:postgresql\.cnpg\.io_(?!failoverquorums)|barmancloud\.cnpg\.io_).*\.yaml$/;

function fieldsOf(schema: Schema, path: readonly string[]): readonly (readonly string[])[] {
  if (schema.properties !== undefined && Object.keys(schema.properties).length > 0)
    return Object.entries(schema.properties).flatMap(([name, property]) => fieldsOf(property, [...path, name]));
  if (schema.type === 'array' && schema.items !== undefined) return fieldsOf(schema.items, [...path, '*']);
  if (typeof schema.additionalProperties === 'object') return [[...path, '<key>']];
  return [path];
}

function linesOf({ spec: { names, versions } }: Definition): readonly string[] {
  const spec = versions[0]?.schema.openAPIV3Schema.properties?.['spec'] ?? {};
  const children = Map.groupBy(fieldsOf(spec, ['spec']), (path) => path.slice(0, -1).join('.'));
  return [...children]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([parent, paths]) => [names.kind, parent, ...paths.map((path) => path.at(-1) ?? '').sort()].join(' '));
}

const [directory = '.'] = process.argv.slice(2);
const lines = readdirSync(directory)
  .filter((name) => FILES.test(name))
  .sort()
  .flatMap((name) => linesOf(parseDocument(readFileSync(join(directory, name), 'utf8')).toJS() as Definition));
writeFileSync(join(import.meta.dirname, '../../change-impact/src/crd-fields.golden.txt'), `${lines.join('\n')}\n`);

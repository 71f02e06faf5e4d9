import { sampleValue } from '../bases/sample-value.ts';
import { isList, isMap, type Json } from '../object/json.ts';
import { schemaPath } from '../object/schema-node.ts';
import { pickNode, type Mutation, type Mutator } from './mutation.ts';

/** Mutators that know nothing but the schema. */
export const SCHEMA_MUTATORS: readonly Mutator[] = [
  (subject, random) => {
    const node = pickNode(subject, random);
    return (
      node &&
      set('wrong type', node.path, random.pick(WRONG_TYPES.filter((value) => typeOf(value) !== typeOf(node.value))))
    );
  },
  (subject, random) => {
    const node = pickNode(subject, random, ({ value }) => isMap(value));
    const path = random.chance(10) ? ['spec'] : node?.path;
    return path && set('unknown field', [...path, random.pick(UNKNOWN_NAMES)], random.pick(['x', 1, null, {}]));
  },
  (subject, random) => {
    const node = pickNode(subject, random, ({ value, schema }) => isMap(value) && schema.properties !== undefined);
    const name = node && Object.keys(isMap(node.value) ? node.value : {})[0];
    if (node === undefined || name === undefined) return undefined;
    const other = random.chance(50) ? name.toUpperCase() : `${name} `;
    return set('misspelt field', [...node.path, other], isMap(node.value) ? (node.value[name] ?? null) : null);
  },
  (subject, random) => {
    const node = pickNode(subject, random);
    return node && { name: 'removed', steps: [{ op: 'remove', path: node.path }] };
  },
  (subject, random) => {
    const required = subject.nodes.flatMap(({ path, schema, value }) =>
      isMap(value) ? (schema.required ?? []).map((name) => [...path, name]) : [],
    );
    return required.length === 0
      ? undefined
      : { name: 'required, removed', steps: [{ op: 'remove', path: random.pick(required) }] };
  },
  (subject, random) => {
    const node = pickNode(subject, random);
    return node && set('null', node.path, null);
  },
  (subject, random) => {
    const node = pickNode(subject, random, ({ value }) => isMap(value) || isList(value) || typeof value === 'string');
    return node && set('emptied', node.path, isMap(node.value) ? {} : isList(node.value) ? [] : '');
  },
  (subject, random) => {
    const node = pickNode(subject, random, ({ value }) => isList(value) && value.length > 0);
    if (node === undefined || !isList(node.value)) return undefined;
    const item = random.pick(node.value);
    return {
      name: 'repeated item',
      steps: [{ op: 'insert', path: [...node.path, random.int(node.value.length + 1)], value: item }],
    };
  },
  (subject, random) => {
    const one = pickNode(subject, random);
    const other = one && pickNode(subject, random, ({ value }) => typeOf(value) === typeOf(one.value));
    if (one === undefined || other === undefined) return undefined;
    return {
      name: 'swapped',
      steps: [
        { op: 'set', path: one.path, value: other.value },
        { op: 'set', path: other.path, value: one.value },
      ],
    };
  },
  (subject, random) => {
    const node = pickNode(subject, random, ({ value }) => typeof value === 'number');
    const { minimum, maximum } = node?.schema ?? {};
    const edges = [
      ...NUMBERS,
      ...(minimum === undefined ? [] : [minimum, minimum - 1]),
      ...(maximum === undefined ? [] : [maximum, maximum + 1]),
    ];
    return node && set('number', node.path, random.pick(edges));
  },
  (subject, random) => {
    const node = pickNode(
      subject,
      random,
      ({ schema, value }) => schema.enum !== undefined && typeof value === 'string',
    );
    if (node === undefined || typeof node.value !== 'string') return undefined;
    const value = node.value;
    const variants = [value.toUpperCase(), `${value} `, '', value.slice(1), ...(node.schema.enum ?? [])];
    return set('word of an enum', node.path, random.pick(variants) as Json);
  },
  (subject, random) => {
    const node = pickNode(
      subject,
      random,
      ({ schema, value }) => schema.pattern !== undefined && typeof value === 'string',
    );
    if (node === undefined || typeof node.value !== 'string') return undefined;
    return set('pattern', node.path, random.pick(BREAKERS)(node.value));
  },
  (subject, random) => {
    const node = pickNode(subject, random, ({ value }) => typeof value === 'string');
    if (node === undefined) return undefined;
    const length = random.pick([1, 49, 50, 51, 59, 60, 62, 63, 64, 253, 254]);
    return set('length', node.path, random.pick(['a', 'a', 'é', '😀', 'Z']).repeat(length));
  },
  (subject, random) => {
    const node = pickNode(subject, random, ({ value }) => typeof value === 'string');
    if (node === undefined || typeof node.value !== 'string') return undefined;
    return set('odd text', node.path, random.pick(BREAKERS)(node.value));
  },
  (subject, random) => {
    const field = subject.absent.length === 0 ? undefined : random.pick(subject.absent);
    return field && set('field added', field.path, sampleValue(field.schema, schemaPath(field.path, subject.schema)));
  },
  (subject, random) => {
    const field = subject.absent.length === 0 ? undefined : random.pick(subject.absent);
    return field && set('field added, empty', field.path, random.pick<Json>([null, {}, [], '']));
  },
];

function set(name: string, path: readonly (string | number)[], value: Json): Mutation {
  return { name, steps: [{ op: 'set', path, value }] };
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return isList(value) ? 'list' : typeof value;
}

const WRONG_TYPES: readonly Json[] = ['text', '1', 'true', 1, 0, 1.5, true, false, [], ['x'], {}, { x: 'y' }, [{}]];
/** Among them names that every JavaScript object seems to have. */
const UNKNOWN_NAMES = [
  'bogus',
  'toString',
  'constructor',
  '__proto__',
  'hasOwnProperty',
  'metadata',
  'spec',
  'a.b',
  '',
  'status',
];
const NUMBERS = [
  0, -1, 1, 2, 3, 7, 1.5, 1e3, 65536, 2147483647, 2147483648, 4294967296, -2147483649, 9007199254740992, 1e20,
];
const BREAKERS: readonly ((text: string) => string)[] = [
  (text) => ` ${text}`,
  (text) => `${text} `,
  (text) => `${text}\n`,
  (text) => text.toUpperCase(),
  (text) => `-${text}`,
  (text) => `${text}-`,
  (text) => `${text}_`,
  (text) => `${text}.`,
  (text) => `${text}/x`,
  (text) => `${text}ü`,
  (text) => text.slice(0, -1),
  (text) => text.slice(1),
  () => '',
  () => '0',
  () => '-',
  () => '\u0000',
];

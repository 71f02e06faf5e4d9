import type { ObjectPath } from '@postgres-ha/admission';
import { valueAt, type Json } from '../object/json.ts';
import type { Random } from '../random.ts';
import { FIELD_VALUES } from './field-values.ts';
import type { Mutation, Mutator, Subject } from './mutation.ts';
import { PARAMETER_NAMES, PARAMETER_SAMPLES, PARAMETER_VALUES } from './values/postgresql-values.ts';

/** Mutators that know what people write into a field. */
export const FIELD_MUTATORS: readonly Mutator[] = [
  /** A field that is there. */
  ({ kind, nodes }, random) => {
    const known = FIELD_VALUES[kind];
    const fitting = nodes.filter(({ path }) => Object.hasOwn(known, pattern(path)));
    if (fitting.length === 0) return undefined;
    const { path } = random.pick(fitting);
    return written(path, random.pick(known[pattern(path)] ?? []));
  },
  /** Any field that rules look at, there or not. */
  (subject, random) => {
    const [place, values] = random.pick(Object.entries(FIELD_VALUES[subject.kind]));
    const path = resolved(subject, place, random);
    return path && written(path, random.pick(values));
  },
  ({ kind }, random) => {
    if (kind !== 'Cluster') return undefined;
    const [name, values] = random.pick(Object.entries(PARAMETER_VALUES));
    return written(['spec', 'postgresql', 'parameters', name], random.pick(values));
  },
  ({ kind }, random) => {
    if (kind !== 'Cluster' || random.chance(60)) return undefined;
    return written(['spec', 'postgresql', 'parameters', random.pick(PARAMETER_NAMES)], random.pick(PARAMETER_SAMPLES));
  },
];

function written(path: ObjectPath, value: Json): Mutation {
  return { name: `written: ${pattern(path)}`, steps: [{ op: 'set', path, value }] };
}

function pattern(path: ObjectPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}

/** A place of the object for a pattern; undefined where an item of a list would have to be made up. */
function resolved({ object }: Subject, place: string, random: Random): ObjectPath | undefined {
  const path: (string | number)[] = [];
  for (const part of place.split('.')) {
    path.push(part.replace(/(?:\[\])+$/, ''));
    if (!part.endsWith('[]')) continue;
    const list = valueAt(object, path);
    if (!Array.isArray(list) || list.length === 0) return undefined;
    path.push(random.int(list.length));
  }
  return path;
}

import type { Edit, EditPath, JsonValue } from '../edit.ts';
import type { Place, RandomDocument } from './random-document.ts';
import { randomCollection, randomKey, randomScalar, randomValue, type Chance } from './random-value.ts';

/** What an edit is meant to do, for counting. */
export const INTENTS = [
  'set a scalar',
  'set a scalar in place of a collection',
  'set a collection',
  'set a new key',
  'set below missing keys',
  'insert a key',
  'append to a list',
  'append to what is missing',
  'delete',
] as const;
export type Intent = (typeof INTENTS)[number];

/** An edit that can be done, as far as the values of the document tell; undefined where it has no place for one of that intent. */
export function randomEdit(chance: Chance, document: RandomDocument, intent: Intent): Edit | undefined {
  const all = document.places;
  const among = (choose: (place: Place) => boolean) => {
    const choices = all.filter(choose);
    return choices.length === 0 ? undefined : chance.oneOf(choices);
  };
  const place = among(CHOICES[intent]);
  if (place === undefined && !intent.includes('new') && intent !== 'insert a key') return undefined;
  const path = place?.path ?? [];
  switch (intent) {
    case 'set a scalar':
    case 'set a scalar in place of a collection':
      return { kind: 'set', path, value: randomScalar(chance) };
    case 'set a collection':
      return { kind: 'set', path, value: randomCollection(chance, 2, chance.upTo(1)) };
    case 'set a new key':
      return withNewKey(chance, { place, path, kind: 'set', value: randomValue(chance, 2) });
    case 'insert a key':
      return withNewKey(chance, { place, path, kind: 'insert', value: randomValue(chance, 2) });
    case 'set below missing keys':
      return { kind: 'set', path: [...path, 'missing', randomKey(chance), 'deep'], value: randomScalar(chance) };
    case 'append to a list':
      return { kind: 'append', path, value: randomValue(chance, 2) };
    case 'append to what is missing':
      return { kind: 'append', path: [...path, 'missing'], value: randomValue(chance, 1) };
    case 'delete':
      return { kind: 'delete', path };
  }
}

const CHOICES: Readonly<Record<Intent, (place: Place) => boolean>> = {
  'set a scalar': ({ value }) => !isCollection(value),
  'set a scalar in place of a collection': ({ value }) => isCollection(value),
  'set a collection': () => true,
  'set a new key': ({ value }) => isMap(value),
  'insert a key': ({ value }) => isMap(value),
  'set below missing keys': ({ value }) => isMap(value),
  'append to a list': ({ value }) => Array.isArray(value),
  'append to what is missing': ({ value }) => isMap(value),
  delete: () => true,
};

function withNewKey(
  chance: Chance,
  {
    place,
    path,
    kind,
    value,
  }: {
    readonly place: Place | undefined;
    readonly path: EditPath;
    readonly kind: 'set' | 'insert';
    readonly value: JsonValue;
  },
): Edit {
  const taken = Object.keys((place?.value ?? {}) as object);
  const key = randomKey(chance);
  const isFree = place !== undefined && !taken.includes(key);
  return { kind, path: [...path, isFree ? key : `new ${key}`], value };
}

function isCollection(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null;
}

function isMap(value: JsonValue): boolean {
  return isCollection(value) && !Array.isArray(value);
}

/** What a plain value is after an edit; written without the library's own notion of an operation. */
export function afterEdit(before: unknown, edit: Edit): unknown {
  const copy = structuredClone(before) as Container;
  const [last] = edit.path.slice(-1);
  let at: Container = copy;
  for (const step of edit.path.slice(0, -1)) {
    at[step] ??= {};
    at = at[step] as Container;
  }
  if (last === undefined) return copy;
  if (edit.kind === 'append') at[last] = [...((at[last] ?? []) as unknown[]), edit.value];
  else if (edit.kind !== 'delete') at[last] = edit.value;
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else Reflect.deleteProperty(at, last);
  return copy;
}

type Container = Record<string | number, unknown>;

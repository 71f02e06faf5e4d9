import { propertySchema, type CrdSchema } from '../crd/crd-schema.ts';
import { shown, type Fault } from '../fault.ts';
import { isList, isMap } from '../json-value.ts';
import type { ObjectPath } from '../object-path.ts';
import { goDurationSeconds } from '../values/go-duration.ts';
import { readQuantity } from '../values/quantity.ts';
import { isRfc3339Time } from '../values/rfc3339-time.ts';
import { DURATIONS, UNSIGNED } from './go-fields.ts';

/**
 * Values that the operator's Go types cannot hold. It stops at the first; all are found here. Null is nothing to Go.
 * @param pattern the place as `DURATIONS` names it
 */
export function decodingFaults(value: unknown, schema: CrdSchema, { path, pattern }: DecodingPlace): readonly Fault[] {
  const faults: Fault[] = [];
  decode(value, schema, { path, pattern }, faults);
  return faults;
}

export interface DecodingPlace {
  readonly path: ObjectPath;
  readonly pattern: string;
}

function decode(value: unknown, schema: CrdSchema, place: DecodingPlace, faults: Fault[]): void {
  if (value === null || value === undefined) return;
  const refuse = (rule: string, expected: string) => {
    faults.push({ rule, type: 'BadRequest', path: place.path, found: shown(value), expected });
  };
  if (schema.intOrString === true) {
    if (isQuantity(schema)) {
      const readable = typeof value === 'string' || typeof value === 'number';
      if (!readable || readQuantity(value) === undefined) refuse('quantity-syntax', 'a quantity such as 100Gi or 500m');
    } else if (typeof value !== 'string' && !isInteger(value, 'int32')) refuse('field-type', 'an integer or a text');
    return;
  }
  switch (schema.type) {
    case 'object':
      if (!isMap(value)) refuse('field-type', 'a map');
      else decodeMap(value, schema, place, faults);
      return;
    case 'array':
      if (!isList(value)) refuse('field-type', 'a list');
      else decodeList(value, schema, place, faults);
      return;
    case 'string':
      if (typeof value !== 'string') refuse('field-type', 'a text');
      else if (DURATIONS.has(place.pattern) && goDurationSeconds(value) === undefined) {
        refuse('duration-syntax', 'a duration such as 30s or 1h30m');
      } else if (schema.format === 'date-time' && !isRfc3339Time(value, 'required'))
        refuse('time-syntax', 'a time such as 2026-01-31T14:30:00Z');
      return;
    case 'boolean':
      if (typeof value !== 'boolean') refuse('field-type', 'true or false');
      return;
    case 'integer':
      if (!isInteger(value, schema.format)) refuse('field-type', 'an integer');
      else if (UNSIGNED.has(place.pattern) && value < 0) refuse('field-type', 'an integer that is not negative');
      return;
    default:
  }
}

function decodeMap(
  map: Readonly<Record<string, unknown>>,
  schema: CrdSchema,
  { path, pattern }: DecodingPlace,
  faults: Fault[],
): void {
  for (const [key, child] of Object.entries(map)) {
    const property = propertySchema(schema, key);
    if (property === undefined) continue;
    const below = property === schema.additionalProperties ? `${pattern}{}` : `${pattern}.${key}`;
    decode(child, property, { path: [...path, key], pattern: below }, faults);
  }
}

function decodeList(
  list: readonly unknown[],
  { items }: CrdSchema,
  { path, pattern }: DecodingPlace,
  faults: Fault[],
): void {
  if (items === undefined) return;
  list.forEach((item, index) => {
    decode(item, items, { path: [...path, index], pattern: `${pattern}[]` }, faults);
  });
}

/** Quantities are told from ports and the like by their pattern. */
export function isQuantity({ pattern }: CrdSchema): boolean {
  return pattern?.includes('[KMGTPE]i') === true;
}

/** Go's int is 64 bits wide. */
function isInteger(value: unknown, format: string | undefined): value is number {
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  const limit = format === 'int32' ? 2 ** 31 : 2 ** 63;
  return value >= -limit && value < limit;
}

import { shown, type Fault, type SchemaFaultType } from '../fault.ts';
import { isList, isMap, ownValue, sameValue, type JsonMap } from '../json-value.ts';
import { formatObjectPath, type ObjectPath } from '../object-path.ts';
import { propertySchema, type CrdSchema } from './crd-schema.ts';

/** A value, its place, and what stood there before an update. */
interface Place {
  readonly schema: CrdSchema;
  readonly path: ObjectPath;
  /** Undefined on creation, and where the old object had nothing there or cannot be correlated. */
  readonly before: unknown;
}

/**
 * What a CRD's schema refuses in a value: types, missing fields, enums, patterns, bounds, formats. On update, what has not changed is
 * let be.
 * @see k8s.io/kube-openapi/pkg/validation/validate; apiextensions-apiserver: ratcheting (KEP-4008)
 */
export function schemaFaults(
  value: unknown,
  schema: CrdSchema,
  { path, before }: Omit<Place, 'schema'>,
): readonly Fault[] {
  const faults: Fault[] = [];
  judge(value, { schema, path, before }, faults);
  // A key without a name is printed as the schema's validator does it.
  return faults.map((fault) => (fault.path.includes('') ? { ...fault, reported: dotted(fault.path) } : fault));
}

function dotted(path: ObjectPath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}

function judge(value: unknown, place: Place, faults: Fault[]): void {
  const { schema, path, before } = place;
  if (before !== undefined && sameValue(value, before)) return;
  const type = typeOf(value);
  if (schema.enum?.some((allowed) => sameValue(allowed, value)) === false) {
    const expected = `one of ${schema.enum.map(String).join(', ')}`;
    faults.push({ rule: 'field-enum', type: 'FieldValueNotSupported', path, found: shown(value), expected });
  }
  if (typeof value === 'number') judgeNumber(value, place, faults);
  if (!isOfType(type, schema)) {
    const expected = schema.intOrString === true ? 'an integer or a text' : `a value of type ${schema.type ?? 'any'}`;
    faults.push({ rule: 'field-type', type: 'FieldValueTypeInvalid', path, found: shown(value), expected });
    return;
  }
  if (typeof value === 'string') judgeText(value, place, faults);
  else if (isList(value)) judgeList(value, place, faults);
  else if (isMap(value)) judgeMap(value, place, faults);
}

function typeOf(value: unknown): string {
  if (isList(value)) return 'array';
  if (value === null) return 'null';
  if (typeof value === 'number') return isWhole(value) ? 'integer' : 'number';
  return typeof value;
}

/** Go reads what does not fit into 64 bits as a fraction. */
function isWhole(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}

function isOfType(type: string, { type: wanted, intOrString, format }: CrdSchema): boolean {
  // Kubernetes' validator looks at a list no further where a text with a format belongs.
  if (type === 'array' && wanted === 'string' && format !== undefined) return true;
  if (intOrString === true) return type === 'integer' || type === 'string';
  return wanted === undefined || type === wanted || (wanted === 'number' && type === 'integer');
}

function judgeText(text: string, { schema, path }: Place, faults: Fault[]): void {
  const refuse = (rule: string, type: SchemaFaultType, expected: string) => {
    faults.push({ rule, type, path, found: shown(text), expected });
  };
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema;
  const length = text.length < minLength || text.length > maxLength ? codePoints(text) : text.length;
  if (length < minLength) refuse('field-length', 'FieldValueInvalid', `at least ${minLength} characters`);
  else if (length > maxLength) refuse('field-length', 'FieldValueTooLong', `at most ${maxLength} characters`);
  // Of a text of the wrong length, the pattern is not asked.
  else if (pattern !== undefined && !expression(pattern).test(text))
    refuse('field-pattern', 'FieldValueInvalid', `a match of ${pattern}`);
  if (format === 'date-time' && !isDateTime(text))
    refuse('field-format', 'FieldValueTypeInvalid', 'a time such as 2026-01-31T14:30:00Z');
}

function judgeNumber(value: number, { schema, path }: Place, faults: Fault[]): void {
  const { minimum, maximum } = schema;
  const refuse = (expected: string) => {
    faults.push({ rule: 'field-range', type: 'FieldValueInvalid', path, found: shown(value), expected });
  };
  if (minimum !== undefined && value < minimum) refuse(`at least ${minimum}`);
  if (maximum !== undefined && value > maximum) refuse(`at most ${maximum}`);
}

function judgeList(list: readonly unknown[], { schema, path, before }: Place, faults: Fault[]): void {
  const { items } = schema;
  if (items === undefined) return;
  list.forEach((item, index) => {
    judge(item, { schema: items, path: [...path, index], before: itemBefore(item, schema, before) }, faults);
  });
}

/** Only lists whose items have keys can be told to hold the same item as before. */
function itemBefore(item: unknown, schema: CrdSchema, before: unknown): unknown {
  if (schema.listType !== 'map' || !isList(before) || !isMap(item)) return undefined;
  const key = mapKey(item, schema);
  return before.find((candidate) => isMap(candidate) && mapKey(candidate, schema) === key);
}

function judgeMap(map: JsonMap, { schema, path, before }: Place, faults: Fault[]): void {
  const earlier = isMap(before) ? before : {};
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(map, name)) {
      const missing = { found: 'nothing', expected: `the field ${name}` };
      faults.push({ rule: 'field-required', type: 'FieldValueRequired', path: [...path, name], ...missing });
    }
  }
  for (const [key, value] of Object.entries(map)) {
    const property = propertySchema(schema, key);
    if (property !== undefined)
      judge(value, { schema: property, path: [...path, key], before: ownValue(earlier, key) }, faults);
  }
}

/**
 * Items that stand twice in lists that hold each once. Kubernetes looks at these apart from the schema, and on update only where the old
 * object had none.
 * @see k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype: ValidateListSetsAndMaps
 */
export function duplicateItems(value: unknown, schema: CrdSchema, path: ObjectPath): readonly Fault[] {
  const faults: Fault[] = [];
  findDuplicates(value, schema, path, faults);
  return faults;
}

function findDuplicates(value: unknown, schema: CrdSchema, path: ObjectPath, faults: Fault[]): void {
  if (isMap(value)) {
    for (const [key, child] of Object.entries(value)) {
      const property = propertySchema(schema, key);
      if (property !== undefined) findDuplicates(child, property, [...path, key], faults);
    }
    return;
  }
  if (!isList(value) || schema.items === undefined) return;
  const { items } = schema;
  value.forEach((item, index) => {
    findDuplicates(item, items, [...path, index], faults);
  });
  if (schema.listType !== 'map' && schema.listType !== 'set') return;
  const bare = schema.listType === 'map' ? value.findIndex((item) => item !== null && !isMap(item)) : -1;
  if (bare >= 0) {
    const place = { path: [...path, bare], found: shown(value[bare]), expected: 'a map' };
    faults.push({ rule: 'field-type', type: 'FieldValueInvalid', ...place });
    return;
  }
  const seen = new Set<string>();
  const refused = new Set<string>();
  for (const [index, item] of value.entries()) {
    const key = schema.listType === 'map' ? mapKey(item, schema) : JSON.stringify(item);
    if (seen.has(key) && !refused.has(key)) {
      refused.add(key);
      const place = {
        path: [...path, index],
        found: `${shown(item)} a second time`,
        expected: `each once in ${formatObjectPath(path)}`,
      };
      faults.push({ rule: 'list-duplicate', type: 'FieldValueDuplicate', ...place });
    }
    seen.add(key);
  }
}

function mapKey(item: unknown, { mapKeys = [], items }: CrdSchema): string {
  const fields = isMap(item) ? item : {};
  return JSON.stringify(mapKeys.map((name) => fields[name] ?? items?.properties?.[name]?.default ?? null));
}

function codePoints(text: string): number {
  return Array.from(text).length;
}

const expressions = new Map<string, RegExp>();

/** What CRDs write is read alike by Go and by JavaScript. */
function expression(pattern: string): RegExp {
  let compiled = expressions.get(pattern);
  if (compiled === undefined) {
    compiled = new RegExp(pattern, 'u');
    expressions.set(pattern, compiled);
  }
  return compiled;
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d\d):(\d\d):(\d\d)(?:.\d+)?(?:z|[+-]\d\d:\d\d)$/u;

/** What stands behind a second `t` is not looked at. @see k8s.io/kube-openapi/pkg/validation/strfmt: IsDateTime */
function isDateTime(text: string): boolean {
  const [date = '', time = ''] = text.toLowerCase().split('t');
  const [, year, month, day] = (DATE.exec(date) ?? []).map(Number);
  const [, hour = 24, minute = 60, second = 60] = (TIME.exec(time) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  // Years repeat every 400, and JavaScript takes those below 100 for others.
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60;
}

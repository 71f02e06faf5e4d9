import { propertySchema, type CrdSchema } from '../crd/crd-schema.ts';
import { isList, isMap, type JsonMap } from '../json-value.ts';
import { formatQuantity, readQuantity } from '../values/quantity.ts';
import { isQuantity } from './decoding-faults.ts';
import { LEFT_OUT_THOUGH_REQUIRED, WRITTEN_AS_NULL, WRITTEN_THOUGH_OPTIONAL } from './go-fields.ts';

/**
 * A Cluster's spec as the mutating webhook gives it back: it decodes into Go's types and writes what has no `omitempty`, so that a required
 * field which was missing is there, empty. (A managed role without a name passes for that reason.)
 */
export function writtenBack(spec: JsonMap, schema: CrdSchema): JsonMap {
  return write(spec, schema, fieldsBelow(schema)) as JsonMap;
}

/** By the schema of a map, what is written into it where it is missing. */
type WrittenFields = ReadonlyMap<CrdSchema, readonly (readonly [string, unknown])[]>;

function write(value: unknown, schema: CrdSchema, fields: WrittenFields): unknown {
  if (isList(value)) {
    const { items } = schema;
    return items === undefined ? value : value.map((item) => write(item ?? emptyOf(items), items, fields));
  }
  if (isQuantity(schema)) return writtenQuantity(value);
  if (!isMap(value)) return value;
  const written: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const property = propertySchema(schema, key);
      return [key, property === undefined ? child : write(child, property, fields)];
    }),
  );
  for (const [key, empty] of fields.get(schema) ?? []) {
    const property = schema.properties?.[key];
    if (property !== undefined && !Object.hasOwn(written, key)) written[key] = write(empty, property, fields);
  }
  return written;
}

const known = new WeakMap<CrdSchema, WrittenFields>();

/** What is written below a schema, found once. */
function fieldsBelow(schema: CrdSchema): WrittenFields {
  let fields = known.get(schema);
  if (fields === undefined) {
    fields = new Map(writtenFields(schema, 'spec'));
    known.set(schema, fields);
  }
  return fields;
}

function writtenFields(
  schema: CrdSchema,
  place: string,
): readonly (readonly [CrdSchema, readonly (readonly [string, unknown])[]])[] {
  const properties = Object.entries(schema.properties ?? {});
  const own = properties.flatMap(([key, property]): readonly (readonly [string, unknown])[] => {
    const below = `${place}.${key}`;
    if (below in WRITTEN_THOUGH_OPTIONAL) return [[key, WRITTEN_THOUGH_OPTIONAL[below]]];
    if (schema.required?.includes(key) !== true || LEFT_OUT_THOUGH_REQUIRED.has(below)) return [];
    return [[key, WRITTEN_AS_NULL.has(below) ? null : emptyOf(property)]];
  });
  return [
    ...(own.length === 0 ? [] : [[schema, own] as const]),
    ...properties.flatMap(([key, property]) => writtenFields(property, `${place}.${key}`)),
    ...(schema.items === undefined ? [] : writtenFields(schema.items, `${place}[]`)),
    ...(schema.additionalProperties === undefined ? [] : writtenFields(schema.additionalProperties, `${place}{}`)),
  ];
}

/** Go writes quantities in its own way, so that odd ones which it read (`.`, ` 1Gi`) come out clean. */
function writtenQuantity(value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const nano = readQuantity(value);
  return nano === undefined ? value : formatQuantity(nano);
}

function emptyOf({ type, intOrString }: CrdSchema): unknown {
  if (intOrString === true) return 0;
  switch (type) {
    case 'string':
      return '';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'object':
      return {};
    default:
      return null;
  }
}

import { isList, isMap, type JsonMap } from '../json-value.ts';
import { propertySchema, type CrdSchema } from './crd-schema.ts';

/**
 * The value as Kubernetes takes it in: a field that is null and has no default counts as absent. Items of lists stay as they are.
 * @see k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting: PruneNonNullableNullsWithoutDefaults
 */
export function withoutNulls(value: unknown, schema: CrdSchema | undefined): unknown {
  if (isList(value)) return value.map((item) => withoutNulls(item, schema?.items));
  if (!isMap(value)) return value;
  const kept = Object.entries(value).flatMap(([key, child]): readonly (readonly [string, unknown])[] => {
    const property = propertySchema(schema, key);
    if (child === undefined || (child === null && property?.default === undefined)) return [];
    return [[key, withoutNulls(child, property)]];
  });
  return Object.fromEntries(kept);
}

/**
 * The value with its schema's defaults for what is absent, or null. A default below another applies only where the one above is there.
 * @see k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting: Default
 */
export function fillDefaults(value: unknown, schema: CrdSchema | undefined): unknown {
  if (schema === undefined) return value;
  if (isList(value)) return schema.items === undefined ? value : value.map((item) => fillDefaults(item, schema.items));
  return isMap(value) ? filledMap(value, schema) : value;
}

function filledMap(map: JsonMap, schema: CrdSchema): JsonMap {
  const filled: Record<string, unknown> = Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, fillDefaults(value, propertySchema(schema, key))]),
  );
  for (const [key, property] of defaultsOf(schema)) {
    filled[key] ??= fillDefaults(property.default, property);
  }
  return filled;
}

type Defaulted = readonly (readonly [string, CrdSchema])[];
const known = new WeakMap<CrdSchema, Defaulted>();

/** The properties that have a default, found once for each schema. */
function defaultsOf(schema: CrdSchema): Defaulted {
  let defaulted = known.get(schema);
  if (defaulted === undefined) {
    defaulted = Object.entries(schema.properties ?? {}).filter(([, property]) => property.default !== undefined);
    known.set(schema, defaulted);
  }
  return defaulted;
}

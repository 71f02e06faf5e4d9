import type { CrdSchema, ObjectPath } from '@postgres-ha/admission';
import { isList, isMap, type Json, type JsonMap } from './json.ts';

/** A value in an object, and the schema that it stands under. */
export interface SchemaNode {
  readonly path: ObjectPath;
  readonly schema: CrdSchema;
  readonly value: Json;
}

/** A property that a schema knows and a map of the object does not have. */
export interface AbsentField {
  readonly path: ObjectPath;
  readonly schema: CrdSchema;
}

/** Every value below `spec` that has a schema, `spec` among them, outside before inside. */
export function schemaNodes(object: JsonMap, schema: CrdSchema): readonly SchemaNode[] {
  const spec = schema.properties?.['spec'];
  const value = object['spec'];
  return spec === undefined || value === undefined ? [] : nodesOf({ path: ['spec'], schema: spec, value });
}

function nodesOf(node: SchemaNode): readonly SchemaNode[] {
  return [node, ...children(node).flatMap(nodesOf)];
}

function children({ path, schema, value }: SchemaNode): readonly SchemaNode[] {
  if (isList(value)) {
    const { items } = schema;
    return items === undefined
      ? []
      : value.map((item, index) => ({ path: [...path, index], schema: items, value: item }));
  }
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const below = propertySchema(schema, key);
    return below === undefined ? [] : [{ path: [...path, key], schema: below, value: child }];
  });
}

export function absentFields(nodes: readonly SchemaNode[]): readonly AbsentField[] {
  return nodes.flatMap(({ path, schema, value }) =>
    isMap(value)
      ? Object.entries(schema.properties ?? {})
          .filter(([name]) => !Object.hasOwn(value, name))
          .map(([name, below]) => ({ path: [...path, name], schema: below }))
      : [],
  );
}

/** The schema of what a map holds under a key. */
export function propertySchema(schema: CrdSchema, key: string): CrdSchema | undefined {
  const { properties, additionalProperties } = schema;
  return properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
}

/** The place in the schema: `spec.tablespaces[].name`, `spec.resources.limits{}`. */
export function schemaPath(path: ObjectPath, root: CrdSchema): string {
  let schema: CrdSchema | undefined = root;
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') {
      text += '[]';
      schema = schema?.items;
      continue;
    }
    const known: boolean = schema?.properties !== undefined && Object.hasOwn(schema.properties, step);
    text += known || schema?.additionalProperties === undefined ? `${text === '' ? '' : '.'}${step}` : '{}';
    schema = schema === undefined ? undefined : propertySchema(schema, step);
  }
  return text;
}

/** Every field of a schema below `spec` that can be set, by `schemaPath`; lists and maps stand for themselves and for what is in them. */
export function schemaFields(schema: CrdSchema): readonly string[] {
  const spec = schema.properties?.['spec'];
  return spec === undefined ? [] : fieldsOf(spec, 'spec');
}

function fieldsOf(schema: CrdSchema, path: string): readonly string[] {
  return [
    path,
    ...Object.entries(schema.properties ?? {}).flatMap(([name, below]) => fieldsOf(below, `${path}.${name}`)),
    ...(schema.items ? fieldsOf(schema.items, `${path}[]`) : []),
    ...(schema.additionalProperties ? fieldsOf(schema.additionalProperties, `${path}{}`) : []),
  ];
}

import { z } from 'zod';
import { clusterSchema } from './schema/cluster-schema.ts';
import { environmentSchema } from './schema/environment-schema.ts';

type JsonSchema = Record<string, unknown>;

/**
 * JSON Schemas of what people write, for their editors. In cluster.yaml nothing is required, because the environment's defaults
 * may bring it; the reading itself knows better.
 */
export function publishedSchemas(): Readonly<Record<'cluster' | 'environment', JsonSchema>> {
  const cluster = withoutRequired(schemaOf(clusterSchema, 'A PostgreSQL cluster'));
  const environment = schemaOf(environmentSchema, 'An environment of PostgreSQL clusters');
  const defaults = without(cluster, '$schema');
  return {
    cluster,
    environment: { ...environment, properties: { ...(environment['properties'] as JsonSchema), defaults } },
  };
}

function schemaOf(schema: z.ZodType, title: string): JsonSchema {
  return { title, ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) };
}

function withoutRequired(schema: JsonSchema): JsonSchema {
  const rest = without(schema, 'required');
  const properties = Object.entries((rest['properties'] ?? {}) as Record<string, JsonSchema>).map(([key, property]) => [
    key,
    withoutRequired(property),
  ]);
  return rest['properties'] === undefined
    ? rest
    : { ...rest, properties: Object.fromEntries(properties) as JsonSchema };
}

function without(schema: JsonSchema, key: string): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== key));
}

import type { OpenApiSchema } from './openapi-description.ts';

const COMPONENT = '#/components/schemas/';

const DOCUMENTATION: ReadonlySet<string> = new Set([
  'nullable',
  'example',
  'examples',
  'description',
  'discriminator',
  'externalDocs',
  'deprecated',
]);

/**
 * A schema of OpenAPI 3.0 as JSON Schema: `nullable` becomes one of two, references lose their path. Hints that only documentation reads are left out.
 * @param refs gets the names of the schemas that it refers to
 */
export function jsonSchema(schema: OpenApiSchema, refs: Set<string>): Record<string, unknown> {
  const { $ref, nullable } = schema;
  if (typeof $ref === 'string') {
    refs.add($ref.slice(COMPONENT.length));
    return { $ref: $ref.slice(COMPONENT.length) };
  }
  const converted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (!DOCUMENTATION.has(key)) converted[key] = convertKeyword(key, value, refs);
  }
  if (nullable !== true) return converted;
  const { default: preset, ...kept } = converted;
  return { anyOf: [{ type: 'null' }, kept], ...(preset === undefined ? {} : { default: preset }) };
}

function convertKeyword(key: string, value: unknown, refs: Set<string>): unknown {
  switch (key) {
    case 'properties':
    case 'patternProperties':
      return Object.fromEntries(
        Object.entries(value as Record<string, OpenApiSchema>).map(([name, schema]) => [
          name,
          jsonSchema(schema, refs),
        ]),
      );
    case 'items':
    case 'not':
      return jsonSchema(value as OpenApiSchema, refs);
    case 'additionalProperties':
      return typeof value === 'object' && value !== null ? jsonSchema(value as OpenApiSchema, refs) : value;
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return (value as readonly OpenApiSchema[]).map((schema) => jsonSchema(schema, refs));
    default:
      return value;
  }
}

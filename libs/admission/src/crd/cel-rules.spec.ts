import { expect, test } from 'vitest';
import { CEL_RULES } from './cel-rules.ts';
import { CRDS } from './crds.ts';
import type { CrdSchema } from './crd-schema.ts';

/** Every expression of a schema as `place expression`. */
function expressions(
  { celRules = [], properties = {}, items, additionalProperties }: CrdSchema,
  place: string,
): string[] {
  return [
    ...celRules.map(({ rule }) => `${place} ${rule}`),
    ...Object.entries(properties).flatMap(([key, schema]) =>
      expressions(schema, place === '' ? key : `${place}.${key}`),
    ),
    ...(items === undefined ? [] : expressions(items, `${place}[]`)),
    ...(additionalProperties === undefined ? [] : expressions(additionalProperties, `${place}{}`)),
  ];
}

test.each(Object.values(CRDS))(
  'each expression of the CRD of $kind is described once, and nothing else is',
  ({ kind, schema }) => {
    const described = CEL_RULES.filter((rule) => rule.kind === kind).map(
      ({ place, expression }) => `${place} ${expression}`,
    );
    expect(described.toSorted()).toEqual(expressions(schema, '').toSorted());
  },
);

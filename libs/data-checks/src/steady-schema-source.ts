import type { SchemaAnswer, SchemaSource } from '@postgres-ha/backup-proof';

type Schema = Extract<SchemaAnswer, { readonly kind: 'schema' }>;

/**
 * A primary is always ahead of its archive, so a difference to what it has now may be a change of the last minutes. This source remembers
 * since which position a schema has been what it is, look for look; from the second look on that position is archived, and a difference says
 * something. What was changed and changed back between two looks it does not see.
 */
export function steadySchemaSource(source: SchemaSource): SchemaSource {
  const first = new Map<string, Schema>();
  return async (database, signal) => {
    const answer = await source(database, signal);
    if (answer.kind === 'unreachable') return answer;
    const known = first.get(database);
    // positions of a primary go forward; one that went back is another life of the cluster
    if (known !== undefined && isSame(known, answer) && known.at <= answer.at) return { ...answer, at: known.at };
    first.set(database, answer);
    return answer;
  };
}

function isSame(a: Schema, b: Schema): boolean {
  return (
    a.systemIdentifier === b.systemIdentifier &&
    a.objects.length === b.objects.length &&
    a.objects.every((object, index) => {
      const other = b.objects[index];
      return object.kind === other?.kind && object.name === other.name && object.digest === other.digest;
    })
  );
}

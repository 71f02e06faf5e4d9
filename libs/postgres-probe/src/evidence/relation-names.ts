import type { CommitsEvidence } from '@postgres-ha/split-brain';
import type { Writes } from './commit-page.ts';
import type { EvidenceSession } from './evidence-session.ts';

const NAMES = `SELECT x.place, (
    SELECT format('%I.%I', n.nspname, t.relname) FROM pg_class c
    LEFT JOIN pg_class o ON c.relkind = 't' AND o.reltoastrelid = c.oid
    JOIN pg_class t ON t.oid = coalesce(o.oid, c.oid)
    JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE c.oid = pg_filenode_relation(split_part(x.place, '/', 1)::oid, split_part(x.place, '/', 3)::oid))
  FROM unnest($1::text[]) AS x (place)
  WHERE split_part(x.place, '/', 2) IN ('0', (SELECT oid::text FROM pg_database WHERE datname = current_database()))`;

/** Names where this database knows them, else `tablespace/database/relfilenode`. TOAST counts for its table. */
export async function namedRelations(
  { session }: EvidenceSession,
  writes: readonly Writes[],
): Promise<CommitsEvidence['relations']> {
  const places = writes.map(({ relation }) => relation).filter((relation) => relation !== '');
  const reply = await session.ask({ text: NAMES, name: 'relation_names', values: [`{${places.join(',')}}`] });
  const names = new Map(reply.kind === 'rows' ? reply.rows.map(([place, name]) => [place, name]) : []);
  const sums = new Map<string, number>();
  for (const { relation, records } of writes) {
    if (relation === '') continue;
    const name = names.get(relation) ?? relation;
    sums.set(name, (sums.get(name) ?? 0) + records);
  }
  return [...sums]
    .map(([name, records]) => ({ name, records }))
    .sort((a, b) => b.records - a.records || (a.name < b.name ? -1 : 1));
}

import { createHash } from 'node:crypto';
import type { SchemaObject } from '@postgres-ha/backup-proof';
import type pg from 'pg';
import { SCHEMA_QUERY } from './schema-query.ts';

export interface ReadSchema {
  readonly hash: string;
  readonly objects: readonly SchemaObject[];
}

interface ObjectRow {
  readonly kind: string;
  readonly name: string;
  readonly definition: string | null;
}

/** What fixes how definitions are printed. */
const SETTINGS =
  "SET LOCAL search_path = 'pg_catalog'; SET LOCAL quote_all_identifiers = off; SET LOCAL statement_timeout = '60s'";

/**
 * Reads the schema of the session's database in a transaction of its own that cannot write. Needs no more than a login: catalogues are
 * open to all.
 * @throws pg.DatabaseError
 */
export async function readSchema(client: pg.ClientBase): Promise<ReadSchema> {
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await client.query(SETTINGS);
    const { rows } = await client.query<ObjectRow>(SCHEMA_QUERY);
    return schemaOf(rows);
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
}

/** Whatever order the rows come in, and whatever collation they were sorted by, the hash is the same. */
export function schemaOf(rows: readonly ObjectRow[]): ReadSchema {
  const objects = rows
    .map(({ kind, name, definition }) => ({ kind, name, digest: hashOf(definition ?? '') }))
    .sort((a, b) => (lineOf(a) < lineOf(b) ? -1 : 1));
  return { hash: hashOf(objects.map(lineOf).join('\n')), objects };
}

function lineOf({ kind, name, digest }: SchemaObject): string {
  return JSON.stringify([kind, name, digest]);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

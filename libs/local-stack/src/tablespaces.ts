import type { PostgresServer } from './postgres-server.ts';

/** One that is not within the data directory. */
export interface Tablespace {
  readonly name: string;
  readonly oid: number;
  readonly location: string;
}

export async function listTablespaces(server: PostgresServer): Promise<readonly Tablespace[]> {
  const rows = await server.query(
    `SELECT spcname, oid::bigint, pg_tablespace_location(oid) AS location FROM pg_tablespace
     WHERE pg_tablespace_location(oid) <> '' ORDER BY spcname`,
  );
  return rows.map((row) => ({
    name: String(row['spcname']),
    oid: Number(row['oid']),
    location: String(row['location']),
  }));
}

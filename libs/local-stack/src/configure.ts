import type { PostgresServer } from './postgres-server.ts';

/** Settings of a running server from now on, as far as they need no restart: `synchronous_standby_names`, `primary_conninfo`. */
export async function configure(server: PostgresServer, settings: Readonly<Record<string, string>>): Promise<void> {
  const client = await server.connect();
  try {
    for (const [name, value] of Object.entries(settings)) {
      await client.query(`ALTER SYSTEM SET ${client.escapeIdentifier(name)} = ${client.escapeLiteral(value)}`);
    }
    await client.query('SELECT pg_reload_conf()');
  } finally {
    await client.end();
  }
}

import type { SchemaSource } from '@postgres-ha/backup-proof';
import { primarySchemaSource, steadySchemaSource } from '@postgres-ha/data-checks';

/** Holds the connection string; it is a credential. Without it the variables of libpq say where the primary is. */
const VARIABLE = 'BACKUP_VERIFIER_PRIMARY';

/** The primary of the policy's cluster. A worker keeps one source, which learns from one run to the next since when a schema is what it is. */
export function primaryOf(env: Readonly<Record<string, string | undefined>>): SchemaSource {
  const connectionString = env[VARIABLE];
  if (connectionString === undefined && env['PGHOST'] === undefined) {
    return () => Promise.resolve({ kind: 'unreachable', because: `neither ${VARIABLE} nor PGHOST says where it is` });
  }
  return steadySchemaSource(primarySchemaSource(connectionString === undefined ? {} : { connectionString }));
}

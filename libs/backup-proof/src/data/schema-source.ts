import type { Lsn } from '@postgres-ha/postgres-storage';
import type { SchemaObject } from './schema-objects.ts';

/** Asks a running primary for the schema of a database. What keeps from it is answered, without credentials, and not thrown. */
export type SchemaSource = (database: string, signal: AbortSignal) => Promise<SchemaAnswer>;

export type SchemaAnswer =
  | {
      readonly kind: 'schema';
      readonly objects: readonly SchemaObject[];
      /** Everything that the schema holds was written before this. */
      readonly at: Lsn;
      readonly systemIdentifier: bigint;
    }
  | { readonly kind: 'unreachable'; readonly because: string };

import type {
  AsOf,
  AssertionEvidence,
  CanaryEvidence,
  DataEvidence,
  DataPolicy,
  SchemaEvidence,
} from '@postgres-ha/backup-proof';
import type { ScratchClient } from '@postgres-ha/scratch-postgres';
import { checkAssertion, checkCanary } from './check-queries.ts';
import { readSchema } from './read-schema.ts';
import { createAmcheckRun } from './run-amcheck.ts';
import { sqlFailure } from './sql-failure.ts';

export interface DataLookOptions {
  readonly policy: DataPolicy;
  readonly major: number;
  /** When data can be expected in the backup up to; undefined for its own last commit. */
  readonly listedAt: Date | undefined;
  /** Of a backup without a commit behind it. */
  readonly endedAt: Date;
  readonly digestKey?: Uint8Array;
}

/** The looks at one backup, to be called by `replay`, and what they have seen. */
export interface DataLook {
  /** At the last stop, which cannot write: assertions, canary, schema. Fits `inspectAtEnd`. */
  readonly atEnd: (client: ScratchClient, database: string, signal: AbortSignal) => Promise<void>;
  /** On the promoted server: amcheck, which needs an extension. Fits `inspectPromoted`. */
  readonly promoted: (client: ScratchClient, database: string, signal: AbortSignal) => Promise<void>;
  readonly seen: () => SeenData;
}

export interface SeenData extends Omit<DataEvidence, 'databases' | 'checksums'> {
  readonly asOf: AsOf;
  readonly milliseconds: number;
}

export function createDataLook(options: DataLookOptions): DataLook {
  const { policy, major, listedAt, endedAt, digestKey } = options;
  const assertions: AssertionEvidence[] = [];
  const schemas: SchemaEvidence[] = [];
  let canary: CanaryEvidence | undefined;
  let asOf: AsOf = listedAt === undefined ? { at: endedAt, what: 'last commit' } : { at: listedAt, what: 'listing' };
  let isDated = listedAt !== undefined;
  let milliseconds = 0;
  const amcheck = policy.amcheck && createAmcheckRun({ policy: policy.amcheck, major });
  const timed = async (act: () => Promise<void>): Promise<void> => {
    const begun = performance.now();
    try {
      await act();
    } finally {
      milliseconds += performance.now() - begun;
    }
  };

  return {
    atEnd: (client, database, signal) =>
      timed(async () => {
        if (!isDated) asOf = { at: (await lastCommit(client)) ?? endedAt, what: 'last commit' };
        isDated = true;
        for (const assertion of policy.assertions.filter((each) => each.database === database)) {
          signal.throwIfAborted();
          assertions.push(await checkAssertion(client, assertion, { asOf, ...(digestKey && { digestKey }) }));
        }
        signal.throwIfAborted();
        if (policy.canary?.database === database) canary = await checkCanary(client, policy.canary, asOf);
        if (policy.schema?.databases.includes(database) === true) {
          schemas.push({ database, look: await lookAtSchema(client) });
        }
      }),
    promoted: (client, database, signal) => timed(async () => amcheck?.look(client, database, signal)),
    seen: () => ({
      assertions: [...assertions],
      schemas: [...schemas],
      ...(canary !== undefined && { canary }),
      ...(amcheck !== undefined && { amcheck: amcheck.evidence() }),
      asOf,
      milliseconds: Math.round(milliseconds),
    }),
  };
}

async function lookAtSchema(client: ScratchClient): Promise<SchemaEvidence['look']> {
  try {
    return { kind: 'read', ...(await readSchema(client)) };
  } catch (error) {
    return { kind: 'failed', failure: sqlFailure(error) };
  }
}

async function lastCommit(client: ScratchClient): Promise<Date | undefined> {
  const { rows } = await client.query<{ at: string | null }>(
    'SELECT (extract(epoch FROM pg_last_xact_replay_timestamp()) * 1000)::bigint::text AS at',
  );
  const at = rows[0]?.at ?? null;
  return at === null ? undefined : new Date(Number(at));
}

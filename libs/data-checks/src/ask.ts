import { queryProblem, type Answer, type Unanswered } from '@postgres-ha/backup-proof';
import type { ScratchClient } from '@postgres-ha/scratch-postgres';
import type pg from 'pg';
import { isCanceled, sqlFailure } from './sql-failure.ts';

export interface Question {
  readonly query: string;
  readonly timeLimitSeconds: number;
}

export type Asked = { readonly kind: 'answered'; readonly answer: Answer } | Unanswered;

/** Members of it read every table, and do nothing else. Since PostgreSQL 14; before, the superuser asks. */
const READER = 'pg_read_all_data';

/** What fixes how a query is read and its answer printed, whatever the source has set. */
const SETTINGS = [
  "search_path = 'pg_catalog', 'public'",
  "DateStyle = 'ISO, MDY'",
  "IntervalStyle = 'iso_8601'",
  "TimeZone = 'UTC'",
  'standard_conforming_strings = on',
  'extra_float_digits = 1',
  "bytea_output = 'hex'",
  'cursor_tuple_fraction = 1',
  // rows that a policy hides would be missed by nobody
  'row_security = off',
  // messages may hold data, and the last lines of the log become part of a finding when the server fails
  'log_min_messages = fatal',
  "temp_file_limit = '1GB'",
];

/**
 * Asks one question that only reads.
 * @throws when the server is gone
 */
export async function ask(client: ScratchClient, question: Question): Promise<Asked> {
  const problem = queryProblem(question.query);
  return problem === undefined ? askServer(client, question) : { kind: 'refused', problem };
}

/**
 * The question as PostgreSQL takes it, whatever a look at its text has said.
 *
 * Asks it in a transaction of its own that cannot write, with as little right as reads every table. At most two rows are fetched,
 * so that an answer that is far too long is only too long.
 *
 * The query becomes a cursor: PostgreSQL takes none for what writes. It goes by the extended protocol, so PostgreSQL also refuses several
 * statements.
 *
 * @throws when the server is gone
 */
export async function askServer(client: ScratchClient, { query, timeLimitSeconds }: Question): Promise<Asked> {
  try {
    await begin(client, timeLimitSeconds);
    await client.query(extended(`DECLARE answer NO SCROLL CURSOR FOR ${query}`));
    const { rows, fields } = await client.query<(string | null)[]>({
      text: 'FETCH 2 FROM answer',
      rowMode: 'array',
      types: AS_PRINTED,
    });
    return { kind: 'answered', answer: { rows, columns: fields.map(({ dataTypeID }) => ({ typeOid: dataTypeID })) } };
  } catch (error) {
    if (isCanceled(error)) return { kind: 'time-limit' };
    return refusedOrFailed(sqlFailure(error));
  } finally {
    // a session that is gone has nothing to take back
    await client.query('ROLLBACK').catch(() => undefined);
  }
}

/** The types of `pg` do not know of it yet. */
function extended(text: string): pg.QueryConfig & { readonly queryMode: 'extended' } {
  return { text, queryMode: 'extended' };
}

const AS_PRINTED = { getTypeParser: () => (value: unknown) => value };

async function begin(client: ScratchClient, timeLimitSeconds: number): Promise<void> {
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  for (const setting of SETTINGS) await client.query(`SET LOCAL ${setting}`);
  const { rows } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [READER]);
  if (rows.length > 0) await client.query(`SET LOCAL ROLE ${READER}`);
  await client.query(`SET LOCAL statement_timeout = ${Math.max(1, Math.round(timeLimitSeconds * 1000))}`);
}

/** What PostgreSQL refuses because it would write, or may not be read, is a matter of the policy. */
function refusedOrFailed(failure: ReturnType<typeof sqlFailure>): Unanswered {
  const problem = REFUSALS[failure.sqlState];
  return problem === undefined ? { kind: 'failed', failure } : { kind: 'refused', problem };
}

const REFUSALS: Readonly<Record<string, string>> = {
  '25006': 'a query that writes (read_only_sql_transaction, 25006)',
  '42501': 'a query that needs more than to read tables (insufficient_privilege, 42501)',
  '42P11': 'a query that is no plain SELECT (invalid_cursor_definition, 42P11)',
};

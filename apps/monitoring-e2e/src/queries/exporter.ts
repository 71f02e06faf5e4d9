import type { Client } from 'pg';
import { parse } from 'yaml';

/** A query as the rendered ConfigMap has it, in CloudNativePG's words. */
export interface WrittenQuery {
  readonly name: string;
  readonly primary?: boolean;
  readonly query: string;
  readonly target_databases: readonly string[];
  readonly metrics: readonly Readonly<Record<string, { readonly usage: string; readonly description: string }>>[];
}

/** One value of one metric. */
export interface Sample {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export function writtenQueries(text: string): ReadonlyMap<string, WrittenQuery> {
  return new Map(Object.entries(parse(text) as Readonly<Record<string, WrittenQuery>>));
}

/** The role that CloudNativePG makes for its exporter, with the rights that it gives it. */
export const EXPORTER_ROLE = 'cnpg_metrics_exporter';
export const EXPORTER_RIGHTS: readonly string[] = [
  `CREATE ROLE ${EXPORTER_ROLE} WITH LOGIN PASSWORD NULL`,
  `ALTER ROLE ${EXPORTER_ROLE} WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT LOGIN`,
  `GRANT pg_monitor TO ${EXPORTER_ROLE}`,
];

/**
 * Runs a statement as the exporter does: in a read-only transaction, with its search path.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/management/postgres/metrics/collector.go
 */
export async function asExporter<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN READ ONLY');
  try {
    await client.query('SET LOCAL search_path = pg_catalog, public, pg_temp');
    await client.query('SET standard_conforming_strings TO on');
    return await work();
  } finally {
    await client.query('COMMIT');
  }
}

/**
 * What the exporter would make of a query.
 * @throws where it would drop a value or all of them: other columns than are described, a label or a number that is none
 */
export async function collect(client: Client, { name, query, metrics }: WrittenQuery): Promise<readonly Sample[]> {
  const { rows, fields } = await asExporter(client, () =>
    client.query<(string | null)[]>({ text: query, rowMode: 'array', types: { getTypeParser: () => String } }),
  );
  const described = metrics.flatMap((column) => Object.entries(column));
  const columns = fields.map((field) => field.name);
  if (columns.join() !== described.map(([column]) => column).join())
    throw new Error(`${name} gives ${columns.join()}, and describes ${described.map(([column]) => column).join()}`);
  return rows.flatMap((row) => {
    const valueOf = (column: string): string => {
      const value = row[columns.indexOf(column)];
      if (value === null || value === undefined) throw new Error(`${name}.${column} is NULL`);
      return value;
    };
    const labels = Object.fromEntries(
      described.filter(([, { usage }]) => usage === 'LABEL').map(([column]) => [column, valueOf(column)]),
    );
    return described
      .filter(([, { usage }]) => usage !== 'LABEL')
      .map(([column]) => {
        const value = Number(valueOf(column));
        if (!Number.isFinite(value)) throw new Error(`${name}.${column} is no number: ${valueOf(column)}`);
        return { metric: `cnpg_${name}_${column}`, labels, value };
      });
  });
}

/**
 * Blocks of memory and disk that a statement looks at, by its plan; planning is not counted, nor what a session looks up once,
 * so that it has to have run the statement before.
 */
export async function blocksOf(client: Client, { query }: WrittenQuery): Promise<number> {
  const { rows } = await asExporter(client, () =>
    client.query<{ readonly 'QUERY PLAN': readonly [{ readonly Plan: Readonly<Record<string, unknown>> }] }>(
      `EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT JSON) ${query}`,
    ),
  );
  const plan = rows[0]?.['QUERY PLAN'][0].Plan ?? {};
  return Number(plan['Shared Hit Blocks']) + Number(plan['Shared Read Blocks']);
}

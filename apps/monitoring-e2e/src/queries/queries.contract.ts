import { metricsOf, MONITORING_QUERIES } from '@postgres-ha/database-cluster';
import {
  eventually,
  needPart,
  postgresServerPart,
  SERVER_MAJORS,
  startServerPair,
  type ServerPair,
} from '@postgres-ha/testkit';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksOf, collect, EXPORTER_RIGHTS, EXPORTER_ROLE, type Sample } from './exporter.ts';
import { makeTables } from './many-tables.ts';
import { renderedQueries } from './rendered-queries.ts';

const QUERIES = renderedQueries();
const TABLES = 10_000;
/** Catalogues of what all databases share can grow by a block or two with anything. */
const A_FEW_BLOCKS = 10;
const PATIENCE = { timeoutMs: 120_000, intervalMs: 100 };

for (const major of SERVER_MAJORS) {
  const part = postgresServerPart(major);
  const need = needPart(part);

  describe.skipIf(need.absent)(`queries on PostgreSQL ${major}${need.note}`, () => {
    const resources = new AsyncDisposableStack();
    let pair: ServerPair;
    let admin: Client;
    let primary: Client;
    let standby: Client;

    beforeAll(async () => {
      pair = resources.use(await startServerPair(part.directory));
      admin = await session('primary', 'postgres');
      for (const right of EXPORTER_RIGHTS) await admin.query(right);
      primary = await session('primary', EXPORTER_ROLE);
      standby = await eventually(
        'the role has come to the standby',
        () => session('standby', EXPORTER_ROLE).catch(() => undefined),
        PATIENCE,
      );
    });
    afterAll(() => resources.disposeAsync());

    async function session(on: 'primary' | 'standby', user: string, application = 'test'): Promise<Client> {
      const client = await pair[on].connect({ user, application });
      resources.defer(() => client.end());
      return client;
    }

    /** All samples of an instance, by metric. */
    async function samples(
      client: Client,
      role: 'primary' | 'standby',
    ): Promise<ReadonlyMap<string, readonly Sample[]>> {
      const collected: Sample[] = [];
      for (const query of QUERIES.values())
        if (role === 'primary' || query.primary !== true) collected.push(...(await collect(client, query)));
      return Map.groupBy(collected, ({ metric }) => metric);
    }

    async function valueOf(client: Client, role: 'primary' | 'standby', metric: string): Promise<number | undefined> {
      return (await samples(client, role)).get(metric)?.[0]?.value;
    }

    test('each metric that is documented is there, on the primary or on the standby, and no other', async () => {
      const found = new Set([
        ...(await samples(primary, 'primary')).keys(),
        ...(await samples(standby, 'standby')).keys(),
      ]);
      expect([...found].sort()).toEqual(
        MONITORING_QUERIES.flatMap(metricsOf)
          .map(({ name }) => name)
          .sort(),
      );
    });

    test('no two samples have the same name and labels', async () => {
      for (const all of [await samples(primary, 'primary'), await samples(standby, 'standby')]) {
        const names = [...all.values()].flat().map(({ metric, labels }) => `${metric} ${JSON.stringify(labels)}`);
        expect(new Set(names).size).toBe(names.length);
      }
    });

    test('a primary says that it is one, how far it has written, and who follows', async () => {
      const all = await eventually(
        'the standby streams',
        async () => {
          const seen = await samples(primary, 'primary');
          return seen.get('cnpg_pg_stat_replication_streaming')?.[0]?.value === 1 ? seen : undefined;
        },
        PATIENCE,
      );
      const one = (metric: string) => all.get(metric)?.map(({ value }) => value);
      expect(one('cnpg_pg_replication_is_replica')).toEqual([0]);
      expect(one('cnpg_pg_xlog_position_timeline')).toEqual([1]);
      expect(one('cnpg_pg_xlog_position_bytes')?.[0]).toBeGreaterThan(0);
      expect(all.get('cnpg_pg_stat_replication_synchronous')).toEqual([
        {
          metric: 'cnpg_pg_stat_replication_synchronous',
          labels: { usename: 'postgres', application_name: 's', client_addr: '', client_port: '-1' },
          value: 1,
        },
      ]);
      expect(one('cnpg_pg_stat_replication_sent_lsn')?.[0]).toBeGreaterThan(0);
      expect(one('cnpg_pg_synchronous_standbys_wanted')).toEqual([1]);
      expect(one('cnpg_pg_synchronous_standbys_connected')).toEqual([1]);
      expect(all.has('cnpg_pg_recovery_streaming')).toBe(false);
      expect(all.get('cnpg_pg_replication_slots_wal_lost')).toMatchObject([
        { labels: { slot_name: '_cnpg_standby', slot_type: 'physical', database: '' }, value: 0 },
      ]);
    });

    test('a standby says that it is one, that it streams, and how far it has come', async () => {
      const { rows } = await admin.query<{ readonly position: string }>(
        "SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0') AS position",
      );
      const position = Number(rows[0]?.position);
      const all = await eventually(
        'the standby has replayed what the primary wrote',
        async () => {
          const seen = await samples(standby, 'standby');
          return (seen.get('cnpg_pg_xlog_position_bytes')?.[0]?.value ?? 0) >= position ? seen : undefined;
        },
        PATIENCE,
      );
      const one = (metric: string) => all.get(metric)?.map(({ value }) => value);
      expect(one('cnpg_pg_replication_is_replica')).toEqual([1]);
      expect(one('cnpg_pg_xlog_position_timeline')).toEqual([1]);
      expect(one('cnpg_pg_recovery_streaming')).toEqual([1]);
      expect(one('cnpg_pg_recovery_replay_paused')).toEqual([0]);
      expect(one('cnpg_pg_recovery_received_bytes')?.[0]).toBeGreaterThanOrEqual(position);
      expect(one('cnpg_pg_recovery_replayed_bytes')?.[0]).toBeGreaterThanOrEqual(position);
    });

    test('a replay that somebody paused is seen', async () => {
      const operator = await session('standby', 'postgres');
      await operator.query('SELECT pg_wal_replay_pause()');
      expect(await valueOf(standby, 'standby', 'cnpg_pg_recovery_replay_paused')).toBe(1);
      await operator.query('SELECT pg_wal_replay_resume()');
      expect(await valueOf(standby, 'standby', 'cnpg_pg_recovery_replay_paused')).toBe(0);
    });

    test('connections are those of clients, and the limits are told', async () => {
      const used = async () => (await valueOf(primary, 'primary', 'cnpg_pg_connections_used')) ?? 0;
      const before = await used();
      const more = [await session('primary', 'postgres'), await session('primary', 'postgres')];
      expect(await used()).toBe(before + more.length);
      expect(await valueOf(primary, 'primary', 'cnpg_pg_connections_max')).toBe(40);
      expect(await valueOf(primary, 'primary', 'cnpg_pg_connections_reserved')).toBe(4);
      const databases = (await samples(primary, 'primary')).get('cnpg_pg_stat_database_numbackends');
      expect(databases?.map(({ labels }) => labels['datname']).sort()).toEqual(['postgres', 'template0', 'template1']);
      expect(databases?.find(({ labels }) => labels['datname'] === 'postgres')?.value).toBeGreaterThanOrEqual(
        before + 2,
      );
    });

    test('a transaction that waits for its client grows old, and none is 0', async () => {
      const idle = await session('primary', 'postgres', 'forgotten');
      const age = async (state: string) =>
        (await samples(primary, 'primary'))
          .get('cnpg_pg_client_transactions_oldest_seconds')
          ?.find(({ labels }) => labels['state'] === state)?.value;
      expect(await age('idle in transaction')).toBe(0);
      await idle.query('BEGIN');
      await idle.query('SELECT 1');
      await eventually(
        'it is a tenth of a second old',
        async () => ((await age('idle in transaction')) ?? 0) > 0.1 || undefined,
        PATIENCE,
      );
      await idle.query('COMMIT');
      expect(await age('idle in transaction')).toBe(0);
    });

    test.each([
      { names: '', wanted: 0 },
      { names: 's', wanted: 1 },
      { names: 'ANY 2 ("s","t","u")', wanted: 2 },
      { names: 'first 3 (*)', wanted: 3 },
      { names: '2 (s, t)', wanted: 2 },
    ])('synchronous_standby_names $names wants $wanted', async ({ names, wanted }) => {
      // Put into the statement: as a setting, commits would wait for standbys that are not there.
      const written = QUERIES.get('pg_synchronous_standbys');
      if (written === undefined) throw new Error('there is no such query');
      const query = written.query.replaceAll(
        "pg_catalog.current_setting('synchronous_standby_names')",
        `'${names}'::pg_catalog.text`,
      );
      expect(query).not.toBe(written.query);
      const [sample] = await collect(primary, { ...written, query });
      expect(sample?.value).toBe(wanted);
    });

    test(`no query looks at more of a database with ${TABLES} tables than of an empty one`, async () => {
      const blocks = async () => {
        await samples(primary, 'primary');
        const counts = new Map<string, number>();
        for (const [key, query] of QUERIES) counts.set(key, await blocksOf(primary, query));
        return counts;
      };
      const before = await blocks();
      await makeTables(admin, TABLES);
      const after = await blocks();
      for (const [key, count] of after)
        expect({ key, more: Math.max(0, count - (before.get(key) ?? 0) - A_FEW_BLOCKS) }).toEqual({ key, more: 0 });
      await samples(primary, 'primary');
      await samples(standby, 'standby');
    });

    test('a standby that is promoted begins a timeline, and says so', async () => {
      const operator = await session('standby', 'postgres');
      await operator.query('SELECT pg_promote(wait => true)');
      const all = await samples(standby, 'primary');
      const one = (metric: string) => all.get(metric)?.map(({ value }) => value);
      expect(one('cnpg_pg_replication_is_replica')).toEqual([0]);
      expect(one('cnpg_pg_xlog_position_timeline')).toEqual([2]);
    });
  });
}

import { startPostgres, startStandby } from '@postgres-ha/local-stack';
import { describe, expect, test } from 'vitest';
import { createLogin, probeOf } from './probed-server.ts';

const QUIET = { autovacuum: 'off', max_prepared_transactions: '5' };

describe.each([16, 17, 18])('PostgreSQL %i', (major) => {
  test('the list of commits equals what a client wrote down, whatever else the log holds', async () => {
    await using server = await startPostgres({ major, settings: QUIET });
    await server.query('CREATE EXTENSION pg_walinspect');
    await server.query('CREATE TABLE orders (id int PRIMARY KEY, text text)');
    await server.query('CREATE TABLE stock (id int)');
    await server.query('INSERT INTO stock SELECT generate_series(1, 20000)');
    await using probe = probeOf(server);
    const [writer, before, idle, analyzer] = [
      await server.connect(),
      await server.connect(),
      await server.connect(),
      await server.connect(),
    ];
    const ledger: string[] = [];
    const xid = async (client: typeof writer): Promise<string> =>
      (await client.query<{ xid: string }>('SELECT pg_current_xact_id()::text AS xid')).rows[0]?.xid ?? '';
    try {
      // begun on one side of the fork, committed on the other
      await before.query('BEGIN');
      await before.query(`INSERT INTO orders VALUES (-1, 'before the fork')`);
      ledger.push(await xid(before));
      for (const client of [idle, analyzer]) await client.query('BEGIN');
      await xid(idle);
      await analyzer.query('ANALYZE stock');
      await server.query('CHECKPOINT');
      const from = await server.value('SELECT pg_current_wal_insert_lsn()');
      for (const client of [before, idle, analyzer]) await client.query('COMMIT');

      for (let id = 0; id < 50; id++) {
        await writer.query('BEGIN');
        await writer.query('INSERT INTO orders VALUES ($1, $2)', [id, 'x'.repeat(id * 40)]);
        if (id % 5 === 0) await writer.query('SAVEPOINT one');
        if (id % 5 === 0) await writer.query('INSERT INTO stock VALUES (0)');
        const transaction = await xid(writer);
        const kept = id % 3 !== 0;
        await writer.query(kept ? 'COMMIT' : 'ROLLBACK');
        if (kept) ledger.push(transaction);
      }
      await writer.query('BEGIN');
      await writer.query('SAVEPOINT alone');
      await writer.query('UPDATE orders SET text = text WHERE id = 1');
      ledger.push(await xid(writer));
      await writer.query('COMMIT');
      await writer.query('BEGIN');
      await writer.query('INSERT INTO stock VALUES (1)');
      ledger.push(await xid(writer));
      await writer.query(`PREPARE TRANSACTION 'kept'`);
      await writer.query(`COMMIT PREPARED 'kept'`);
      await writer.query('BEGIN');
      await writer.query('INSERT INTO stock VALUES (1)');
      await writer.query(`PREPARE TRANSACTION 'still open'`);
      // none of these changes a row
      await writer.query('SELECT pg_current_xact_id()');
      await writer.query('BEGIN; SELECT * FROM orders WHERE id = 1 FOR UPDATE; COMMIT');
      for (const upkeep of ['ANALYZE', 'VACUUM', 'VACUUM (FREEZE) stock']) await writer.query(upkeep);

      const found = await probe.commits({ kind: 'commits', member: 'one', timeline: 1, from });
      expect('because' in found ? found.because : '').toBe('');
      expect(found).toMatchObject({ kind: 'commits', timeline: 1, from, count: ledger.length, atLeast: false });
      if (found.kind !== 'commits') return;
      const ids = found.commits.map(({ transactionId }) => transactionId);
      expect(ids.toSorted((a, b) => Number(a) - Number(b))).toEqual(ledger.toSorted((a, b) => Number(a) - Number(b)));
      expect(found.relations.map(({ name }) => name).toSorted()).toEqual(['public.orders', 'public.stock']);
      expect(found.commits.every(({ committedAt }) => !Number.isNaN(Date.parse(committedAt)))).toBe(true);
    } finally {
      await Promise.all([writer, before, idle, analyzer].map((client) => client.end()));
    }
  });

  test('upkeep alone is no commit, and a range without anything is none either', async () => {
    await using server = await startPostgres({ major, settings: QUIET });
    await server.query('CREATE EXTENSION pg_walinspect');
    await server.query('CREATE TABLE t AS SELECT generate_series(1, 20000) AS id');
    await using probe = probeOf(server);
    const from = await server.value('SELECT pg_current_wal_insert_lsn()');
    const question = { kind: 'commits', member: 'one', timeline: 1, from } as const;
    expect(await probe.commits(question)).toMatchObject({ count: 0, commits: [], relations: [] });
    for (const upkeep of ['ANALYZE', 'VACUUM t', 'ANALYZE t', 'VACUUM (FREEZE)', 'CHECKPOINT'])
      await server.query(upkeep);
    expect(await server.value(`SELECT pg_current_wal_flush_lsn() > '${from}'`)).toBe('true');
    expect(await probe.commits(question)).toMatchObject({ count: 0, commits: [], relations: [], atLeast: false });
  });

  test('a list that is capped says at least, and a longer one than is kept is still counted', async () => {
    await using server = await startPostgres({ major, settings: QUIET });
    await server.query('CREATE EXTENSION pg_walinspect');
    await server.query('CREATE TABLE t (id int, filler text)');
    const from = await server.value('SELECT pg_current_wal_insert_lsn()');
    await server.query(
      `DO $$ BEGIN FOR i IN 1..3000 LOOP INSERT INTO t VALUES (i, repeat('x', 4000)); COMMIT; END LOOP; END $$`,
    );
    const question = { kind: 'commits', member: 'one', timeline: 1, from } as const;
    await using few = probeOf(server, { commitLimits: { commits: 10 } });
    const listed = await few.commits(question);
    expect(listed).toMatchObject({ count: 3000, atLeast: false, relations: [{ name: 'public.t', records: 3000 }] });
    expect(listed.kind === 'commits' && listed.commits).toHaveLength(10);
    await using little = probeOf(server, { commitLimits: { walBytes: 50_000n } });
    const capped = await little.commits(question);
    expect(capped).toMatchObject({ atLeast: true });
    expect(capped.kind === 'commits' && capped.count > 0 && capped.count < 3000).toBe(true);
    await using hurried = probeOf(server, { commitLimits: { durationMs: -1 } });
    expect(await hurried.commits(question)).toMatchObject({ kind: 'commits', count: 0, atLeast: true, until: from });
  });

  test('two servers promoted apart to one timeline have one history and two marks', async () => {
    await using primary = await startPostgres({ major, settings: QUIET });
    await primary.query('CREATE EXTENSION pg_walinspect');
    await using first = await startStandby(primary);
    await using second = await startStandby(primary);
    await primary.stop('fast');
    const histories = [];
    const marks = [];
    for (const server of [first, second]) {
      await server.promote();
      await using probe = probeOf(server);
      const history = await probe.history({ kind: 'history', member: 'one' });
      if (history.kind !== 'history') throw new Error(history.because);
      const [ancestor] = history.ancestors;
      histories.push({ timeline: history.timeline, ancestors: history.ancestors });
      const question = {
        kind: 'fork-mark',
        member: 'one',
        timeline: 2,
        switchPoint: ancestor?.switchPoint ?? '',
      } as const;
      const [mark, again] = [await probe.forkMark(question), await probe.forkMark(question)];
      if (mark.kind !== 'fork-mark' || again.kind !== 'fork-mark') throw new Error('no mark');
      expect(again.mark).toBe(mark.mark);
      marks.push(mark.mark);
    }
    expect(histories[0]?.timeline).toBe(2);
    expect(marks.every((mark) => mark !== null)).toBe(true);
    expect(new Set(marks).size).toBe(2);
  });
});

describe('what is not answered says why', () => {
  test('no extension, no privilege, another timeline', async () => {
    await using server = await startPostgres({ major: 18, settings: QUIET });
    const login = await createLogin(server, 'watch', 'IN ROLE pg_monitor');
    await using probe = probeOf(server, { login });
    const from = await server.value('SELECT pg_current_wal_insert_lsn()');
    const commits = { kind: 'commits', member: 'one', timeline: 1, from } as const;
    const mark = { kind: 'fork-mark', member: 'one', timeline: 1, switchPoint: from } as const;
    expect(await probe.commits(commits)).toMatchObject({
      kind: 'no-evidence',
      question: commits,
      because: 'extension-missing',
    });
    await server.query('CREATE EXTENSION pg_walinspect');
    await server.query('CREATE TABLE t (id int)');
    expect(await probe.commits(commits)).toMatchObject({ because: 'privilege-missing' });
    expect(await probe.forkMark(mark)).toMatchObject({ because: 'privilege-missing' });
    expect(await probe.history({ kind: 'history', member: 'one' })).toMatchObject({ because: 'privilege-missing' });
    for (const name of ['records_info(pg_lsn, pg_lsn)', 'record_info(pg_lsn)']) {
      await server.query(`GRANT EXECUTE ON FUNCTION pg_get_wal_${name} TO watch`);
    }
    await server.query('ALTER ROLE watch REPLICATION');
    expect(await probe.commits(commits)).toMatchObject({ kind: 'commits', count: 5 });
    expect(await probe.commits({ ...commits, timeline: 2 })).toMatchObject({ because: 'other-timeline' });
    expect(await probe.history({ kind: 'history', member: 'one' })).toMatchObject({
      kind: 'history',
      timeline: 1,
      ancestors: [],
    });
    await server.stop('immediate');
    expect(await probe.commits(commits)).toMatchObject({ because: 'refused ECONNREFUSED' });
  });

  test('commits whose WAL is gone are counted from where there is some, as at least', async () => {
    await using server = await startPostgres({
      major: 18,
      segmentSizeBytes: 1024 * 1024,
      settings: { ...QUIET, max_wal_size: '2MB', min_wal_size: '2MB' },
    });
    await server.query('CREATE EXTENSION pg_walinspect');
    await server.query('CREATE TABLE t (id int)');
    const from = await server.value('SELECT pg_current_wal_insert_lsn()');
    for (let round = 0; round < 6; round++) {
      await server.query('INSERT INTO t SELECT generate_series(1, 10000)');
      await server.switchWal();
      await server.query('CHECKPOINT');
    }
    await using probe = probeOf(server);
    const found = await probe.commits({ kind: 'commits', member: 'one', timeline: 1, from });
    expect(found).toMatchObject({ kind: 'commits', atLeast: true });
    expect(found.kind === 'commits' && found.count <= 6).toBe(true);
  });

  test('a standby tells its commits and its history too', async () => {
    await using primary = await startPostgres({ major: 18, settings: QUIET });
    await primary.query('CREATE EXTENSION pg_walinspect');
    await primary.query('CREATE TABLE t (id int)');
    await using standby = await startStandby(primary);
    const from = await primary.value('SELECT pg_current_wal_insert_lsn()');
    await primary.query('INSERT INTO t VALUES (1)');
    const until = await primary.value('SELECT pg_current_wal_flush_lsn()');
    await using probe = probeOf(standby);
    const question = { kind: 'commits', member: 'one', timeline: 1, from, until } as const;
    let found = await probe.commits(question);
    while (found.kind === 'commits' && found.atLeast) found = await probe.commits(question);
    expect(found).toMatchObject({ kind: 'commits', count: 1, relations: [{ name: 'public.t', records: 1 }] });
    expect(await probe.history({ kind: 'history', member: 'one' })).toMatchObject({ timeline: 1, ancestors: [] });
  });
});

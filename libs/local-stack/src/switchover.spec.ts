import { expect, test } from 'vitest';
import {
  follow,
  reclone,
  saveTemplate,
  SMALL_SERVER,
  startPostgres,
  startStandby,
  switchOver,
  until,
  watchPromotion,
} from './index.ts';
import { caughtUp } from './replication-state.ts';
import { createLedger, readLedger } from './ledger.ts';
import { startWriter } from './ledger-writer.ts';

const WAIT = { timeout: 300_000 };

test(
  'a clean switchover loses no acknowledged commit, and the old primary streams from the new one',
  WAIT,
  async () => {
    await using one = await startPostgres({
      major: 17,
      settings: SMALL_SERVER,
      segmentSizeBytes: 2 ** 20,
      storage: 'memory',
    });
    await createLedger(one);
    await using two = await startStandby(one, { slot: 'none', name: 'two', storage: 'memory' });
    await using three = await startStandby(one, { slot: 'none', name: 'three', storage: 'memory' });
    await using writer = await startWriter(one, { name: 'orders' });
    await writer.reaches(20);

    const { requestedAt, lastStandbyAt, firstPrimaryAt } = await switchOver({ from: one, to: two }, { name: 'one' });
    expect(requestedAt <= lastStandbyAt && lastStandbyAt < firstPrimaryAt).toBe(true);
    await follow(three, two, { name: 'three' });
    await writer.fails();
    // the server says why it ends a session, unless the session writes first
    expect(['57P01', 'EPIPE', 'ECONNRESET']).toContain(writer.failure());

    await two.query('CREATE TABLE afterwards AS SELECT 1 AS n');
    for (const standby of [one, three]) await caughtUp({ primary: two, standby });
    expect(await one.value('SELECT pg_is_in_recovery()')).toBe('true');
    const names = await two.query('SELECT application_name FROM pg_stat_replication ORDER BY 1');
    expect(names.map((row) => row['application_name'])).toEqual(['one', 'three']);

    const held = new Set((await readLedger(three)).map(({ transactionId }) => transactionId));
    const acknowledged = await writer.stop();
    expect(acknowledged.length).toBeGreaterThanOrEqual(20);
    expect(acknowledged.filter(({ transactionId }) => !held.has(transactionId))).toEqual([]);
  },
);

test('a pair goes back to the files that were kept as often as one likes, on the same ports', WAIT, async () => {
  await using one = await startPostgres({
    major: 17,
    settings: SMALL_SERVER,
    segmentSizeBytes: 2 ** 20,
    storage: 'memory',
  });
  await using two = await startStandby(one, { slot: 'none', name: 'two', storage: 'memory' });
  await caughtUp({ primary: one, standby: two });
  await expect(saveTemplate([one])).rejects.toThrow('runs; stop it');
  for (const server of [one, two]) await server.stop('fast');
  await using kept = await saveTemplate([one, two], { storage: 'memory' });

  const ports = [one.port, two.port];
  for (let round = 1; round <= 2; round++) {
    await kept.restore();
    await caughtUp({ primary: one, standby: two });
    await watchPromotion(two);
    for (const server of [one, two]) await server.query(`CREATE TABLE round_${round} ()`);
    await until(two, `EXISTS (SELECT FROM pg_tables WHERE tablename = 'round_${round}')`);
    expect(await two.value(`SELECT count(*) FROM pg_tables WHERE tablename LIKE 'round%'`)).toBe('1');
  }
  expect([one.port, two.port]).toEqual(ports);
});

test('a primary whose history must go becomes a standby of the other one at its old address', WAIT, async () => {
  await using one = await startPostgres({
    major: 17,
    settings: SMALL_SERVER,
    segmentSizeBytes: 2 ** 20,
    storage: 'memory',
  });
  await using two = await startStandby(one, { slot: 'none', name: 'two', storage: 'memory' });
  await caughtUp({ primary: one, standby: two });
  const { port } = one;
  await watchPromotion(two);
  await one.query('CREATE TABLE lost ()');
  await two.query('CREATE TABLE kept ()');

  await reclone(one, two, { name: 'one' });
  await caughtUp({ primary: two, standby: one });
  expect(one.port).toBe(port);
  expect(await one.value(`SELECT string_agg(tablename, ' ') FROM pg_tables WHERE tablename IN ('lost', 'kept')`)).toBe(
    'kept',
  );
  expect(await two.value('SELECT string_agg(application_name, $1) FROM pg_stat_replication', [' '])).toBe('one');
});

import { startPostgres } from '@postgres-ha/local-stack';
import { describe, expect, test } from 'vitest';
import { createLogin, probeOf, startStreaming } from './probed-server.ts';

describe.each([16, 17, 18])('PostgreSQL %i', (major) => {
  test('a primary and its standby say what they are, and a promotion is seen by the next probe', async () => {
    await using primary = await startPostgres({ major });
    await using standby = await startStreaming(primary);
    await using first = probeOf(primary);
    await using second = probeOf(standby);

    const writer = await first.probe({ detail: 'full' });
    expect(writer).toMatchObject({ outcome: 'answered', via: 'side', code: null });
    expect(writer.answer).toMatchObject({
      inRecovery: false,
      readOnlyByDefault: false,
      timeline: 1,
      receivedLsn: null,
      receiver: null,
      systemIdentifier: await primary.value('SELECT system_identifier FROM pg_control_system()'),
      details: { followers: [{ application: 'walreceiver', state: 'streaming', syncState: 'async' }], otherClients: 0 },
    });
    const reader = await second.probe({ detail: 'fast' });
    expect(reader.answer).toMatchObject({
      inRecovery: true,
      timeline: null,
      receiver: { status: 'streaming', timeline: 1, senderPort: primary.port },
      details: null,
    });

    await standby.promote();
    const promoted = await second.probe({ detail: 'fast' });
    expect(promoted).toMatchObject({ via: 'session', session: reader.session });
    expect(promoted.answer).toMatchObject({
      inRecovery: false,
      timeline: 2,
      postmasterStartedAt: reader.answer?.postmasterStartedAt,
    });
    // the control file may still have the old timeline; the probe does not look there
    expect(await second.history({ kind: 'history', member: 'one' })).toMatchObject({
      kind: 'history',
      timeline: 2,
      ancestors: [{ timeline: 1 }],
    });
  });

  test('transaction ids grow with writes only, clients are counted without the watchdogs', async () => {
    await using server = await startPostgres({ major, settings: { autovacuum: 'off' } });
    await server.query('CREATE TABLE t (id int)');
    await using probe = probeOf(server);
    await using another = probeOf(server, { observer: 'another' });
    await another.probe({ detail: 'fast' });
    const before = await probe.probe({ detail: 'full' });
    const unchanged = await probe.probe({ detail: 'full' });
    const client = await server.connect();
    try {
      await client.query('INSERT INTO t VALUES (1)');
      const after = await probe.probe({ detail: 'full' });
      expect(unchanged.answer?.nextTransactionId).toBe(before.answer?.nextTransactionId);
      expect(after.answer?.nextTransactionId).toBe(String(Number(before.answer?.nextTransactionId) + 1));
      expect([unchanged, after].map(({ answer }) => answer?.details?.otherClients)).toEqual([0, 1]);
    } finally {
      await client.end();
    }
  });

  test('a login of pg_monitor is enough; a plain login sees less and says so', async () => {
    await using primary = await startPostgres({ major });
    await using standby = await startStreaming(primary);
    expect(await standby.value('SELECT pg_is_in_recovery()')).toBe('true');
    const monitor = await createLogin(primary, 'watch', 'IN ROLE pg_monitor');
    const plain = await createLogin(primary, 'plain');
    await using seeing = probeOf(primary, { login: monitor });
    await using blind = probeOf(primary, { login: plain });
    const full = await seeing.probe({ detail: 'full' });
    expect(full.answer).toMatchObject({
      inRecovery: false,
      timeline: 1,
      details: { followers: [{ state: 'streaming' }] },
    });
    const less = await blind.probe({ detail: 'full' });
    expect(less.answer).toMatchObject({
      inRecovery: false,
      timeline: 1,
      details: { followers: [{ application: 'walreceiver', state: 'unknown', flushLsn: null }] },
    });
    await primary.query('REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC');
    await using forbidden = probeOf(primary, { login: plain });
    expect((await forbidden.probe({ detail: 'fast' })).answer).toMatchObject({ systemIdentifier: null, timeline: 1 });
  });

  test('what a role or database sets does not change what is asked', async () => {
    await using server = await startPostgres({ major });
    const { user, password } = await createLogin(server, 'odd', 'IN ROLE pg_monitor');
    await server.query(`ALTER ROLE odd SET search_path = public`);
    await server.query(`ALTER ROLE odd SET timezone = 'Asia/Kolkata'`);
    await server.query(`ALTER ROLE odd SET idle_session_timeout = 50`);
    await server.query(`CREATE FUNCTION public.pg_is_in_recovery() RETURNS bool LANGUAGE sql AS 'SELECT true'`);
    await using probe = probeOf(server, { login: { user, password } });
    expect((await probe.probe({ detail: 'fast' })).answer).toMatchObject({ inRecovery: false });
    await server.query('SELECT pg_sleep(0.2)');
    expect(await probe.probe({ detail: 'fast' })).toMatchObject({ outcome: 'answered', via: 'session' });
  });
});

import { readFile } from 'node:fs/promises';
import { startPostgres, startStandby } from '@postgres-ha/local-stack';
import { eventually } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { probeOf, settingsOf } from './probed-server.ts';

const PATIENCE = { timeoutMs: 300_000, intervalMs: 20 };

describe('what does not answer is told apart by code', () => {
  test('a stopped server refuses, and is found again when it is back', async () => {
    await using server = await startPostgres({ major: 18 });
    await using probe = probeOf(server);
    const before = await probe.probe({ detail: 'fast' });
    await server.stop('immediate');
    const down = await probe.probe({ detail: 'fast' });
    expect(down).toMatchObject({ outcome: 'refused', code: 'ECONNREFUSED', via: 'side', session: null, answer: null });
    await server.start();
    const back = await probe.probe({ detail: 'fast' });
    expect(back).toMatchObject({ outcome: 'answered', via: 'side' });
    expect(back.session).not.toBe(before.session);
    expect(back.answer?.postmasterStartedAt).not.toBe(before.answer?.postmasterStartedAt);
  });

  test('a wrong password is an authentication, which is not tried again at each probe', async () => {
    await using server = await startPostgres({ major: 18, settings: { log_connections: 'on' } });
    // no time passes: after some it is tried again
    await using probe = probeOf(server, { login: { password: 'wrong' }, now: () => 0 });
    const results = [];
    for (let asked = 0; asked < 5; asked++) results.push(await probe.probe({ detail: 'fast' }));
    expect(new Set(results.map(({ outcome, code }) => `${outcome} ${code}`))).toEqual(
      new Set(['authentication 28P01']),
    );
    expect((await readFile(server.logFile, 'utf8')).match(/password authentication failed/g)).toHaveLength(1);
  });

  test('no password, an unknown database and a login that does not exist', async () => {
    await using server = await startPostgres({ major: 18 });
    await using none = probeOf(server, { connection: settingsOf(`host=127.0.0.1 port=${server.port} user=postgres`) });
    expect(await none.probe({ detail: 'fast' })).toMatchObject({ outcome: 'authentication', code: 'SASL' });
    await using stranger = probeOf(server, { login: { user: 'nobody' } });
    expect(await stranger.probe({ detail: 'fast' })).toMatchObject({ outcome: 'authentication', code: '28P01' });
    await using elsewhere = probeOf(server, { login: { database: 'none' } });
    expect(await elsewhere.probe({ detail: 'fast' })).toMatchObject({ outcome: 'other', code: '3D000' });
  });

  test('a server without a free slot is exhausted; a session that is open goes on', async () => {
    await using server = await startPostgres({
      major: 18,
      settings: { max_connections: '3', superuser_reserved_connections: '0', max_wal_senders: '0' },
    });
    await using early = probeOf(server);
    await early.probe({ detail: 'fast' });
    const clients: Awaited<ReturnType<typeof server.connect>>[] = [];
    try {
      const seen = await eventually(
        'a server that takes no more',
        async () => {
          await server.connect().then(
            (client) => clients.push(client),
            () => undefined,
          );
          await using late = probeOf(server, { observer: 'late' });
          const found = await late.probe({ detail: 'fast' });
          return found.outcome === 'answered' ? undefined : found;
        },
        PATIENCE,
      );
      expect(seen).toMatchObject({ outcome: 'exhausted', code: '53300' });
      expect(await early.probe({ detail: 'fast' })).toMatchObject({ outcome: 'answered', via: 'session' });
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  });

  test('a name that is not there is unreachable', async () => {
    await using server = await startPostgres({ major: 18 });
    await using nowhere = probeOf(server, { login: { host: 'no-such-host.invalid' } });
    expect(await nowhere.probe({ detail: 'fast' })).toMatchObject({ outcome: 'unreachable' });
  });

  test('a standby that is not ready to be read is rejecting', async () => {
    await using primary = await startPostgres({ major: 18 });
    await using standby = await startStandby(primary);
    await standby.query(`ALTER SYSTEM SET hot_standby = off`);
    await using probe = probeOf(standby);
    await probe.probe({ detail: 'fast' });
    await standby.stop('fast');
    expect(await probe.probe({ detail: 'fast' })).toMatchObject({ outcome: 'refused' });
    const giveUp = new AbortController();
    const started = standby.start({ signal: giveUp.signal }).catch(() => undefined);
    const seen = await eventually(
      'a server that replays and lets nobody in',
      async () => {
        const { outcome, code } = await probe.probe({ detail: 'fast' });
        return outcome === 'refused' ? undefined : { outcome, code };
      },
      PATIENCE,
    );
    expect(seen).toEqual({ outcome: 'rejecting', code: '57P03' });
    giveUp.abort();
    await started;
  });
});

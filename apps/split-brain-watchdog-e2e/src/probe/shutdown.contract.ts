import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres, startStandby, type PostgresServer } from '@postgres-ha/local-stack';
import type { MemberProbe } from '@postgres-ha/postgres-probe';
import type { ProbeObservation } from '@postgres-ha/split-brain';
import { eventually } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { createLogin, postmasterOf, probeOf } from './probed-server.ts';

const PATIENCE = { timeoutMs: 300_000, intervalMs: 100 };

/** Probes at the pace of the watchdog until the server has ended. */
async function probeUntilItEnds(server: PostgresServer, probe: MemberProbe): Promise<readonly ProbeObservation[]> {
  const seen: ProbeObservation[] = [];
  await eventually(
    'the end of the server',
    async () => {
      seen.push(await probe.probe({ detail: 'fast' }));
      return server.isRunning() ? undefined : true;
    },
    PATIENCE,
  );
  return seen;
}

/** Line 8 of postmaster.pid says how far a server is. */
async function isStopping({ directory }: PostgresServer): Promise<boolean> {
  const lines = (await readFile(join(directory, 'postmaster.pid'), 'utf8')).split('\n');
  return lines[7]?.trim() === 'stopping';
}

describe('a smart shutdown', () => {
  test('is not held up by a watchdog that is alone with a standby', async () => {
    await using primary = await startPostgres({ major: 18 });
    await using standby = await startStandby(primary);
    await using probe = probeOf(standby);
    await using other = probeOf(standby, { observer: 'other' });
    for (let asked = 0; asked < 3; asked++)
      await Promise.all([probe, other].map((each) => each.probe({ detail: 'fast' })));
    process.kill(await postmasterOf(standby), 'SIGTERM');
    // a busy machine lets a postmaster wait for its turn, and until then everybody is answered
    await eventually('the standby to stop', async () => ((await isStopping(standby)) ? true : undefined), PATIENCE);
    const [seen] = await Promise.all([probeUntilItEnds(standby, probe), probeUntilItEnds(standby, other)]);
    const last = await probe.probe({ detail: 'fast' });
    expect(last).toMatchObject({ outcome: 'refused' });
    expect(seen.filter(({ outcome }) => outcome === 'answered').length).toBeLessThan(5);
  });

  test('is watched through the open session for as long as another client writes, and no longer', async () => {
    await using server = await startPostgres({ major: 18, settings: { autovacuum: 'off' } });
    await server.query('CREATE TABLE t (id int)');
    const { user, password } = await createLogin(server, 'watch', 'IN ROLE pg_monitor');
    await server.query('GRANT EXECUTE ON FUNCTION pg_stat_file(text, boolean) TO watch');
    await using probe = probeOf(server, { login: { user, password } });
    const client = await server.connect();
    const before = await probe.probe({ detail: 'fast' });
    process.kill(await postmasterOf(server), 'SIGTERM');
    await using stranger = probeOf(server, { observer: 'late' });
    await eventually(
      'new connections being rejected',
      async () => ((await stranger.probe({ detail: 'fast' })).outcome === 'rejecting' ? true : undefined),
      PATIENCE,
    );
    const ids: string[] = [];
    for (let written = 0; written < 5; written++) {
      await client.query('INSERT INTO t VALUES (1)');
      const seen = await probe.probe({ detail: 'fast' });
      expect(seen).toMatchObject({ outcome: 'answered', via: 'session', session: before.session });
      ids.push(seen.answer?.nextTransactionId ?? '');
    }
    expect(new Set(ids).size).toBe(5);
    await client.end();
    await probeUntilItEnds(server, probe);
    expect(await probe.probe({ detail: 'fast' })).toMatchObject({ outcome: 'refused' });
  });

  test('is noticed by looks from aside where the login may not see the file of the postmaster', async () => {
    await using server = await startPostgres({ major: 16 });
    const login = await createLogin(server, 'watch', 'IN ROLE pg_monitor');
    await using probe = probeOf(server, { login, lookAsideEveryMs: 100 });
    await probe.probe({ detail: 'fast' });
    process.kill(await postmasterOf(server), 'SIGTERM');
    await probeUntilItEnds(server, probe);
    expect(await probe.probe({ detail: 'fast' })).toMatchObject({ outcome: 'refused' });
  });

  test('a fast shutdown ends the session, and the next look says how new connections fare', async () => {
    await using server = await startPostgres({ major: 17 });
    await using probe = probeOf(server);
    await probe.probe({ detail: 'fast' });
    const stopped = server.stop('fast');
    const seen = await probeUntilItEnds(server, probe);
    await stopped;
    for (const { outcome } of seen) expect(['answered', 'rejecting', 'refused', 'unreachable']).toContain(outcome);
    expect(await probe.probe({ detail: 'fast' })).toMatchObject({ outcome: 'refused' });
  });
});

import { startPostgres, type PostgresServer } from '@postgres-ha/local-stack';
import { eventually } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCuttingProxy, type Cut, type CuttingProxy } from './cutting-proxy.ts';
import { probeOf } from './probed-server.ts';

const resources = new AsyncDisposableStack();
let server: PostgresServer;
let proxy: CuttingProxy;

beforeAll(async () => {
  server = resources.use(await startPostgres({ major: 18, settings: { autovacuum: 'off' } }));
  proxy = resources.use(await startCuttingProxy(server.port));
});
afterAll(async () => {
  await resources.disposeAsync();
});

/** A whole probe, from the first byte of its connection to its answer, with a server whose bytes end somewhere. */
async function probeThrough(cut: Cut | undefined, timeoutMs: number) {
  proxy.plan(cut);
  await using probe = probeOf(server, { login: { port: proxy.port, parameters: { sslmode: 'disable' } }, timeoutMs });
  return await probe.probe({ detail: 'fast' });
}

describe('a connection that breaks', () => {
  test.each([
    { how: 'close', step: 1 },
    { how: 'reset', step: 5 },
    { how: 'garble', step: 5 },
  ] as const)('by $how, wherever it does, gives an outcome and never a wrong answer', async ({ how, step }) => {
    const right = await probeThrough(undefined, 60_000);
    const length = proxy.bytes();
    expect(right.outcome).toBe('answered');
    const outcomes = new Set<string>();
    // the start of the session differs by a few bytes from one connection to the next; what lies behind it is still met
    for (let atByte = 0; atByte < length; atByte += step) {
      const seen = await probeThrough({ atByte, how }, how === 'garble' ? 50 : 5_000);
      outcomes.add(seen.outcome);
      if (seen.outcome === 'answered') {
        expect(seen.answer?.postmasterStartedAt).toBe(right.answer?.postmasterStartedAt);
        expect(seen.answer?.inRecovery).toBe(false);
        expect(seen.answer?.systemIdentifier).toBe(right.answer?.systemIdentifier);
      } else {
        expect(seen.answer).toBeNull();
      }
    }
    expect(
      [...outcomes].every((outcome) =>
        ['answered', 'unreachable', 'other', 'timeout', 'authentication', 'tls'].includes(outcome),
      ),
    ).toBe(true);
    expect([...outcomes].some((outcome) => outcome !== 'answered')).toBe(true);
  });

  test('by silence is a time-out of ours, and nothing stays open after disposal', async () => {
    expect((await probeThrough(undefined, 60_000)).outcome).toBe('answered');
    const length = proxy.bytes();
    for (let atByte = 0; atByte < length; atByte += 37) {
      const seen = await probeThrough({ atByte, how: 'silence' }, 50);
      expect(['timeout', 'answered']).toContain(seen.outcome);
    }
    proxy.plan(undefined);
    await eventually('closed connections', () => Promise.resolve(proxy.openConnections() === 0 ? true : undefined), {
      timeoutMs: 300_000,
      intervalMs: 20,
    });
    await eventually(
      'no sessions at the server',
      async () =>
        (await server.value(
          `SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'postgres-ha-watchdog%'`,
        )) === '0'
          ? true
          : undefined,
      { timeoutMs: 300_000, intervalMs: 20 },
    );
  });

  test('in the middle of a session is found by the next probe, over a new one', async () => {
    proxy.plan(undefined);
    await using probe = probeOf(server, { login: { port: proxy.port } });
    const before = await probe.probe({ detail: 'fast' });
    await server.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'postgres-ha-watchdog%'`,
    );
    const after = await eventually(
      'another session',
      async () => {
        const seen = await probe.probe({ detail: 'fast' });
        return seen.session === before.session ? undefined : seen;
      },
      { timeoutMs: 300_000, intervalMs: 10 },
    );
    expect(after.outcome === 'answered' ? after.via : 'side').toBe('side');
  });
});

import { readFile } from 'node:fs/promises';
import { startPostgres } from '@postgres-ha/local-stack';
import { eventually } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { postmasterOf, probeOf } from './probed-server.ts';

async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(/\s+/).filter(Boolean).map(Number);
}

/** Those that have ended meanwhile need no signal. */
function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}

describe('a server that stands still', () => {
  test('a postmaster that stands still leaves the session answering', async () => {
    await using server = await startPostgres({ major: 18 });
    await using probe = probeOf(server);
    const before = await probe.probe({ detail: 'fast' });
    const postmaster = await postmasterOf(server);
    process.kill(postmaster, 'SIGSTOP');
    try {
      await using stranger = probeOf(server, { timeoutMs: 300 });
      expect(await stranger.probe({ detail: 'fast' })).toMatchObject({ outcome: 'timeout', via: 'side' });
      expect(await probe.probe({ detail: 'fast' })).toMatchObject({
        outcome: 'answered',
        via: 'session',
        session: before.session,
      });
    } finally {
      process.kill(postmaster, 'SIGCONT');
    }
  });

  test('an answer that comes after its probe has ended is not the answer to a later one', async () => {
    await using server = await startPostgres({ major: 18, settings: { autovacuum: 'off' } });
    await server.query('CREATE TABLE t (id int)');
    await using probe = probeOf(server, { timeoutMs: 300 });
    await eventually(
      'a first answer',
      async () => ((await probe.probe({ detail: 'fast' })).outcome === 'answered' ? true : undefined),
      { timeoutMs: 300_000, intervalMs: 50 },
    );
    const postmaster = await postmasterOf(server);
    const processes = [postmaster, ...(await childrenOf(postmaster))];
    signalAll(processes, 'SIGSTOP');
    const silent = [await probe.probe({ detail: 'fast' }), await probe.probe({ detail: 'fast' })];
    expect(silent.map(({ outcome }) => outcome)).toEqual(['timeout', 'timeout']);
    expect(silent.map(({ via }) => via)).toEqual(['session', 'side']);
    signalAll(processes, 'SIGCONT');
    // each answer is younger than the write before its question
    for (let id = 0; id < 20; id++) {
      await server.query('INSERT INTO t VALUES ($1)', [id]);
      const next = await server.value('SELECT pg_snapshot_xmax(pg_current_snapshot())');
      const seen = await probe.probe({ detail: 'fast' });
      if (seen.outcome === 'answered') expect(seen.answer?.nextTransactionId).toBe(next);
    }
    const recovered = await probe.probe({ detail: 'fast' });
    expect(recovered.sent).toBeGreaterThanOrEqual(silent.at(-1)?.received ?? Infinity);
  });

  test('does not delay the probes of another', async () => {
    await using still = await startPostgres({ major: 18 });
    await using well = await startPostgres({ major: 18 });
    await using slow = probeOf(still, { timeoutMs: 10_000 });
    await using quick = probeOf(well, { timeoutMs: 60_000 });
    await quick.probe({ detail: 'fast' });
    const postmaster = await postmasterOf(still);
    process.kill(postmaster, 'SIGSTOP');
    try {
      const waiting = slow.probe({ detail: 'fast' });
      let answered = 0;
      const first = await Promise.race([
        waiting.then(() => 'slow'),
        (async () => {
          for (; answered < 20; answered++) await quick.probe({ detail: 'fast' });
          return 'quick';
        })(),
      ]);
      expect(first).toBe('quick');
      expect((await waiting).outcome).toBe('timeout');
    } finally {
      process.kill(postmaster, 'SIGCONT');
    }
  });
});

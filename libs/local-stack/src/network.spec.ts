import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { eventually } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { canMakeNetworks, openNetwork, SMALL_SERVER, startPostgres, startStandby } from './index.ts';
import { createLedger } from './ledger.ts';
import { startWriter } from './ledger-writer.ts';
import { until } from './replication-state.ts';

const WAIT = { timeout: 300_000 };
const SETTINGS = { ...SMALL_SERVER, wal_sender_timeout: '1s', wal_receiver_timeout: '1s' };

test('without root a network says what to use instead', async () => {
  if (canMakeNetworks()) return;
  await expect(openNetwork({ nodes: ['a'] })).rejects.toThrow('need root on Linux');
});

describe.runIf(canMakeNetworks())('a network of namespaces', () => {
  test('carries a standby, loses an isolated node without telling anybody, and has it back', WAIT, async () => {
    await using network = await openNetwork({ nodes: ['a', 'b'] });
    const [a, b] = [network.node('a'), network.node('b')];
    await using primary = await startPostgres({ major: 17, settings: SETTINGS, segmentSizeBytes: 2 ** 20, place: a });
    await createLedger(primary);
    const upstream = { host: a.address, port: primary.port };
    await using standby = await startStandby(primary, { place: b, upstream, name: 'b', slot: 'none' });
    await using outside = await startWriter(primary, { name: 'outside', at: upstream });
    await using inside = await startWriter(primary, { name: 'inside' });
    await outside.reaches(5);
    await until(primary, `count(*) = 1 FROM pg_stat_replication WHERE client_addr = '${b.address}'`);

    await network.isolate('a');
    const unheard = outside.acknowledged.length + 2;
    await until(standby, 'NOT EXISTS (SELECT FROM pg_stat_wal_receiver)');
    await inside.reaches(inside.acknowledged.length + 10);
    expect(outside.acknowledged.length).toBeLessThanOrEqual(unheard);
    expect(outside.failure()).toBeUndefined();

    await network.heal();
    await outside.reaches(unheard + 5);
    await until(standby, `EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')`);

    await network.cut('here', 'b');
    await until(primary, `EXISTS (SELECT FROM pg_stat_replication WHERE state = 'streaming')`);
  });

  test('goes with the process that made it, also when that is killed', WAIT, async () => {
    const script = `
      const { openNetwork } = await import(process.argv[1]);
      const network = await openNetwork({ nodes: ['a'] });
      process.stdout.write(network.node('a').namespaceFile);
      setInterval(() => {}, 1000);
    `;
    const index = new URL('index.ts', import.meta.url).href;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script, index], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [file] = (await once(child.stdout, 'data')) as [Buffer];
    expect(existsSync(file.toString())).toBe(true);
    child.kill('SIGKILL');
    const gone = (): Promise<true | undefined> => Promise.resolve(existsSync(file.toString()) ? undefined : true);
    await eventually('the end of the network', gone, { timeoutMs: 100_000, intervalMs: 20 });
  });
});

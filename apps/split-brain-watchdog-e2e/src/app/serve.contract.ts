import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createLedger, startWriter } from '@postgres-ha/local-stack';
import { eventually } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';
import { startBeatServer } from './beat-server.ts';
import { configOf, startPair } from './pair.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { serveWatchdog, SOON, watchdog } from './watchdog-process.ts';

test('a watchdog sees a second primary appear, shows it everywhere, records it, and stops when it is told to', async () => {
  await using directory = await temporaryDirectory();
  await using beats = await startBeatServer();
  await using pair = await startPair();
  const recordings = join(directory.path, 'recordings');
  const config = await directory.write(
    'watchdog.yaml',
    configOf(
      pair,
      `recordings:
  directory: ${recordings}
heartbeat:
  url: ${beats.url}
  interval: 1s
`,
    ),
  );
  await using served = serveWatchdog(['--config', config]);

  await served.line('state-changed', ({ state }) => state === 'healthy');
  await eventually('that it is ready', async () => (await served.get('/readyz')).text === 'ok\n' || undefined, SOON);
  expect((await served.get('/healthz')).text).toBe('ok\n');
  await eventually('two heartbeats', () => Promise.resolve(beats.beats() >= 2 || undefined), SOON);
  const page = await served.get('/');
  expect(page.text).toMatch(/<h2>production\/orders<\/h2>.*healthy/s);
  expect(page.text).not.toMatch(/<script|(?:src|href)="(?!\/)/);
  const standbys = 'split_brain_watchdog_members{cluster="production/orders",role="standby"}';
  await eventually('its standby', async () => (await served.metric(standbys)) === 1 || undefined, SOON);

  await createLedger(pair.primary);
  await using writer = await startWriter(pair.primary, { name: 'w' });
  await writer.reaches(3);
  await pair.standby.promote();
  await writer.reaches(writer.acknowledged.length + 10);
  await served.line('state-changed', ({ state }) => state === 'dual-writing' || state === 'dual-writable');
  await served.line('incident', ({ status, severity }) => status === 'open' && severity === 'critical');
  expect(await served.metric('split_brain_watchdog_proofs_total{cluster="production/orders"}')).toBeGreaterThan(0);
  expect(await served.metric('split_brain_watchdog_incidents_open{severity="critical"}')).toBe(1);
  const status = JSON.parse((await served.get('/status.json')).text) as {
    clusters: { concerns: { title: string }[]; conditions: { proof: object | null }[] }[];
  };
  expect(status.clusters[0]?.conditions.some(({ proof }) => proof !== null)).toBe(true);
  const shown = (await served.get('/')).text;
  expect(shown).toContain(status.clusters[0]?.concerns[0]?.title);

  beats.refuse();
  await served.line('heartbeat-held-back', ({ because }) => String(because).includes('status 503'));

  served.signal('SIGTERM');
  const { code, stdout, stderr } = await served.ended;
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('worker-stopped');
  expect(stdout + shown).not.toContain(pair.primary.password);

  const [file = ''] = await readdir(join(recordings, 'production+orders'));
  expect(file).toMatch(/\.keep-\d{8}\.ndjson$/);
  const replayed = await watchdog(['replay', join(recordings, 'production+orders', file), '--json']);
  expect(replayed.code).toBe(1);
  const { changes } = JSON.parse(replayed.stdout) as { changes: { state: string }[] };
  expect(changes.map(({ state }) => state)).toEqual(
    expect.arrayContaining(['healthy', expect.stringMatching(/^dual-writ/)]),
  );
});

test('a watchdog of servers that are not there says that nothing is known, and pushes no heartbeat', async () => {
  await using directory = await temporaryDirectory();
  await using beats = await startBeatServer();
  const config = await directory.write(
    'watchdog.yaml',
    `clusters:
  - name: nowhere
    members:
      - name: a
        connection: postgresql://u@127.0.0.1:1/postgres
heartbeat:
  url: ${beats.url}
  interval: 1s
`,
  );
  await using served = serveWatchdog(['--config', config]);
  await served.line('heartbeat-held-back', ({ because }) => String(because).includes('0 of 1 members answered'));
  expect(beats.beats()).toBe(0);
  expect(await served.metric('split_brain_watchdog_cluster_state{cluster="nowhere",state="healthy"}')).toBe(0);
  served.signal('SIGTERM');
  expect((await served.ended).code).toBe(0);
});

test('a configuration that is wrong ends it with 2, before anything is begun', async () => {
  await using directory = await temporaryDirectory();
  const config = await directory.write('watchdog.yaml', 'clusters: []\n');
  const { code, stdout, stderr } = await watchdog(['serve', '--config', config]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('watchdog.yaml:1:1: found a list, expected at least one as clusters');
});

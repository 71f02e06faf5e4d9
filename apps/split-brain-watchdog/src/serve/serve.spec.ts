import { fakeClock, type FakeClock } from '@postgres-ha/worker-runtime/examples';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '@postgres-ha/command-line';
import {
  answerAs,
  exampleMachine,
  exampleServers,
  temporaryDirectory,
  type ExampleServers,
} from '../example-machine.ts';
import type { Machine } from '../machine.ts';
import { serve } from './serve.ts';

interface Line {
  readonly event: string;
  readonly [field: string]: unknown;
}

interface Serving extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly servers: ExampleServers;
  readonly lines: () => readonly Line[];
  readonly get: (path: string) => Promise<{ readonly status: number; readonly text: string }>;
  readonly stop: () => Promise<Outcome>;
}

/** A primary and a standby, watched by a clock that tests turn. */
async function serving(more: Partial<Machine> & { readonly yaml?: string } = {}): Promise<Serving> {
  const directory = temporaryDirectory();
  const { yaml = '', ...machine } = more;
  const config = directory.write(
    'watchdog.yaml',
    `clusters:
  - name: production/orders
    members:
      - name: a
        connection: postgresql://w:s3cret-word@a/postgres
      - name: b
        connection: postgresql://w:s3cret-word@b/postgres
${yaml}`,
  );
  const clock = fakeClock(Date.parse('2026-11-26T01:00:00Z'));
  const servers = exampleServers({ 'a:5432': answerAs('primary'), 'b:5432': answerAs('standby') });
  const printed: string[] = [];
  const stopping = new AbortController();
  const ended = serve(
    { config, listen: '127.0.0.1:0', grace: '25s' },
    exampleMachine({
      ...{ clock, readConnection: servers.readConnection, signal: stopping.signal },
      writeLine: (line) => printed.push(line),
      ...machine,
    }),
  );
  const lines = () => printed.map((line) => JSON.parse(line) as Line);
  while (!lines().some(({ event }) => event === 'worker-ready')) await clock.settle();
  const url = String(lines().find(({ event }) => event === 'worker-ready')?.['url']);
  const stop = async (): Promise<Outcome> => {
    stopping.abort();
    return await ended;
  };
  return {
    ...{ clock, servers, lines, stop },
    get: async (path) => {
      const response = await fetch(`${url}${path}`, { headers: { connection: 'close' } });
      return { status: response.status, text: await response.text() };
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      directory[Symbol.dispose]();
    },
  };
}

const SECOND = answerAs('primary', { timeline: 2, postmasterStartedAt: '1764100000000001' });

describe('a watchdog', () => {
  test('knows nothing before each member was looked at, and says so', async () => {
    await using watching = await serving();
    expect(await watching.get('/readyz')).toMatchObject({
      status: 503,
      text: 'unknown: production/orders not looked at yet\n',
    });
    expect((await watching.get('/metrics')).text).toContain(
      'cluster_state{cluster="production/orders",state="unknown"} 1',
    );
    expect((await watching.get('/')).text).toContain('Not judged yet.');
    await watching.clock.pass(3000);
    expect((await watching.get('/readyz')).status).toBe(200);
    expect((await watching.get('/metrics')).text).toContain(
      'cluster_state{cluster="production/orders",state="healthy"} 1',
    );
  });

  test('shows two primaries, with their proof, to people and to programs', async () => {
    await using watching = await serving();
    await watching.clock.pass(3000);
    watching.servers.become('b:5432', SECOND);
    await watching.clock.pass(3000);
    const page = (await watching.get('/')).text;
    expect(page).toContain('Rule R1 (sandwich)');
    expect(page).not.toContain('s3cret-word');
    const metrics = (await watching.get('/metrics')).text;
    expect(metrics).toContain('split_brain_watchdog_proofs_total{cluster="production/orders"} 1');
    expect(metrics).toContain('split_brain_watchdog_members{cluster="production/orders",role="primary"} 2');
    expect(metrics).toContain('split_brain_watchdog_incidents_open{severity="critical"} 1');
    expect(metrics).toContain('cluster_incidents_open{cluster="production/orders",severity="critical"} 1');
    expect(metrics).toContain('cluster_incidents_open{cluster="production/orders",severity="warning"} 0');
    const opened = /last_incident_timestamp_seconds\{cluster="production\/orders",severity="critical"\} (\S+)/.exec(
      metrics,
    );
    expect(Number(opened?.[1])).toBeGreaterThan(Date.parse('2026-11-26T01:00:00Z') / 1000);
    expect(metrics).not.toMatch(/last_incident_timestamp_seconds\{.*warning/);
    expect(JSON.parse((await watching.get('/status.json')).text)).toMatchObject({
      clusters: [{ name: 'production/orders', conditions: [{ severity: 'critical', proof: { rule: 'sandwich' } }] }],
      incidents: [{ status: 'open', severity: 'critical' }],
    });
    const told = watching.lines().filter(({ event }) => event === 'incident');
    expect(told).toMatchObject([{ level: 'error', status: 'open', severity: 'critical' }]);
  });

  test('tells when the certificates expire that members serve, and of one without TLS nothing', async () => {
    await using watching = await serving();
    const until = new Date('2027-02-01T00:00:00Z');
    watching.servers.serve('a:5432', until);
    await watching.clock.pass(3000);
    const samples = async () =>
      (await watching.get('/metrics')).text
        .split('\n')
        .filter((line) => line.includes('certificate_expiry') && !line.startsWith('#'));
    expect(await samples()).toEqual([
      `split_brain_watchdog_certificate_expiry_timestamp_seconds{cluster="production/orders",member="a"} ${until.getTime() / 1000}`,
    ]);
    watching.servers.serve('a:5432', undefined);
    expect(await samples()).toEqual([]);
  });

  test('has opened no incident where all is well, and says so', async () => {
    await using watching = await serving();
    await watching.clock.pass(3000);
    const metrics = (await watching.get('/metrics')).text;
    expect(metrics).toContain('cluster_incidents_open{cluster="production/orders",severity="critical"} 0');
    expect(metrics).not.toContain('last_incident_timestamp_seconds{');
  });

  test('shows a change of the primary, and how long it took', async () => {
    await using watching = await serving();
    await watching.clock.pass(3000);
    watching.servers.become('a:5432', undefined);
    await watching.clock.pass(2000);
    watching.servers.become('a:5432', answerAs('standby', { postmasterStartedAt: '1764100000000009' }));
    watching.servers.become('b:5432', SECOND);
    await watching.clock.pass(2000);
    const [change] = (JSON.parse((await watching.get('/status.json')).text) as Status).clusters[0]?.changes ?? [];
    expect(change).toMatchObject({ from: 'a', to: 'b' });
    expect(change?.tookMs).toBeGreaterThan(1000);
    expect(change?.tookMs).toBeLessThan(5000);
  });

  test('is not ill because of what it finds', async () => {
    await using watching = await serving();
    await watching.clock.pass(3000);
    watching.servers.become('a:5432', undefined);
    watching.servers.become('b:5432', undefined);
    await watching.clock.pass(60_000);
    expect((await watching.get('/healthz')).status).toBe(200);
  });

  test('pushes its heartbeat only while it hears enough members', async () => {
    const pushed: string[] = [];
    await using watching = await serving({
      yaml: 'heartbeat:\n  url: https://beats.example.com/1\n  interval: 5s\n  freshMembers: 100\n',
      push: (url) => {
        pushed.push(url);
        return Promise.resolve({ kind: 'taken' });
      },
    });
    await watching.clock.pass(20_000);
    expect(pushed.length).toBeGreaterThanOrEqual(3);
    watching.servers.become('b:5432', undefined);
    await watching.clock.pass(10_000);
    const before = pushed.length;
    await watching.clock.pass(60_000);
    expect(pushed.length).toBe(before);
    expect(watching.lines().findLast(({ event }) => event === 'heartbeat-held-back')?.['because']).toBe(
      '1 of 2 members answered, 2 are wanted',
    );
  });

  test('of which every member goes silent at once takes itself for cut off, and pages nobody', async () => {
    await using watching = await serving();
    await watching.clock.pass(5000);
    watching.servers.become('a:5432', undefined);
    watching.servers.become('b:5432', undefined);
    await watching.clock.pass(120_000);
    expect((await watching.get('/')).text).toContain('observer cut off');
    const critical = watching.lines().filter(({ event, severity }) => event === 'incident' && severity === 'critical');
    expect(critical).toEqual([]);
  });

  test('stops when it is told to', async () => {
    const watching = await serving();
    await watching.clock.pass(3000);
    expect(await watching.stop()).toMatchObject({ code: 0, text: '' });
    expect(watching.lines().map(({ event }) => event)).toContain('worker-stopped');
    await watching[Symbol.asyncDispose]();
  });

  test('watches on where recordings cannot be kept, and says so', async () => {
    await using watching = await serving({ yaml: 'recordings:\n  directory: watchdog.yaml/nowhere\n' });
    await watching.clock.pass(3000);
    expect(watching.lines()).toContainEqual(expect.objectContaining({ level: 'error', event: 'recordings-failing' }));
    expect((await watching.get('/readyz')).status).toBe(200);
  });
});

interface Status {
  readonly clusters: readonly { readonly changes: readonly { readonly tookMs: number }[] }[];
}

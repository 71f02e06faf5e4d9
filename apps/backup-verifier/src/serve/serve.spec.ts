import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { reportSchema } from '@postgres-ha/proof-report';
import { DAMAGED, PROVEN, UNKNOWN } from '@postgres-ha/proof-report/examples';
import { fakeClock } from '@postgres-ha/worker-runtime/examples';
import { describe, expect, test } from 'vitest';
import { proverOf } from '../example-machine.ts';
import { policyText, proverInTurn, startExample, type ExampleWorker } from './example-worker.ts';
import type { FindingChange } from './finding-sink.ts';
import { memoryHistory, type RunHistory } from './run-history.ts';

const MINUTE = 60_000;

function inShort(changes: readonly FindingChange[]): readonly string[] {
  return changes.map((change) =>
    change.kind === 'verdict'
      ? `${change.serverName}: ${change.from ?? 'nothing'} to ${change.to}`
      : `${change.kind} ${change.finding.id}`,
  );
}

function events(worker: ExampleWorker): readonly string[] {
  return worker.lines.map(({ event }) => event);
}

describe('a worker', () => {
  test('whose look ended unknown shows that report, and not a look that failed', async () => {
    await using worker = await startExample({ proveArchive: proverOf([UNKNOWN]) });
    await worker.clock.pass(MINUTE);
    expect(await worker.page('/report.txt')).toMatch(/^200 postgres-cluster: UNKNOWN: /);
  });

  test('looks by the schedule of the policy, and shows what it found', async () => {
    const prover = proverOf([PROVEN]);
    await using worker = await startExample({ proveArchive: prover });
    expect(await worker.page('/report.json')).toMatch(/^503 /);
    await worker.clock.pass(MINUTE);
    expect(prover.asked).toMatchObject([
      { level: 'L2', serverName: 'postgres-cluster', newestBackupMaxAgeSeconds: 93_600 },
    ]);
    const json = await worker.page('/report.json');
    expect(reportSchema.parse(JSON.parse(json.slice(4)))).toMatchObject({ overall: 'proven' });
    expect(await worker.page('/report.txt')).toMatch(/^200 postgres-cluster: PROVEN /);
    expect(await worker.page('/status.json')).toContain('"next": "2026-11-25T14:11:03.000Z"');
    expect(await worker.metric('backup_verifier_runs_total{outcome="proven"}')).toBe(1);
    expect(await worker.metric('backup_verifier_last_run_finished_timestamp_seconds')).toBe(
      Date.parse('2026-11-25T14:10:03Z') / 1000,
    );
    expect(await worker.metric('backup_verifier_next_run_timestamp_seconds')).toBe(
      Date.parse('2026-11-25T14:11:03Z') / 1000,
    );
    expect(events(worker)).toEqual(['worker-started', 'worker-ready', 'run-started', 'run-finished']);
  });

  test('does not wait for its schedule when it is told so', async () => {
    const prover = proverOf([PROVEN]);
    await using worker = await startExample({ proveArchive: prover, options: { runAtStart: true } });
    await worker.clock.settle();
    expect(prover.asked).toHaveLength(1);
  });

  test('is ready whatever it found, and says so by probes', async () => {
    await using worker = await startExample({ proveArchive: proverOf([DAMAGED]) });
    await worker.clock.pass(MINUTE);
    expect([await worker.page('/healthz'), await worker.page('/readyz')]).toEqual(['200 ok\n', '200 ok\n']);
    worker.stop();
    expect(await worker.outcome).toMatchObject({ code: 0 });
  });

  test('whose look takes longer than its period skips the next ones, and counts them', async () => {
    const clock = fakeClock(Date.parse('2026-11-25T14:10:00Z'));
    await using worker = await startExample({
      clock,
      proveArchive: async ({ signal }) => {
        await clock.wait(2.5 * MINUTE, signal);
        return [PROVEN];
      },
    });
    await clock.pass(3 * MINUTE);
    expect(await worker.metric('backup_verifier_skipped_runs_total{because="overlap"}')).toBe(2);
    expect(await worker.metric('backup_verifier_runs_total{outcome="proven"}')).toBe(1);
  });
});

describe('a look that fails', () => {
  test('by a fault is unknown, and the healthy report before is not shown as if it were new', async () => {
    await using worker = await startExample({ proveArchive: proverInTurn([PROVEN], new Error('a fault'), [PROVEN]) });
    await worker.clock.pass(2 * MINUTE);
    expect(inShort(worker.told)).toEqual([
      'postgres-cluster: nothing to proven',
      'postgres-cluster: proven to unknown',
    ]);
    const text = await worker.page('/report.txt');
    expect(text).toMatch(
      /^200 UNKNOWN: The last look, at 2026-11-25 14:11:03 UTC, failed: a fault of the verifier: a fault/,
    );
    expect(text).toContain('of the look before, until 2026-11-25 14:10:03 UTC, 1 min ago');
    expect(reportSchema.parse(JSON.parse((await worker.page('/report.json')).slice(4))).overall).toBe('unknown');
    expect(await worker.metric('backup_verifier_runs_total{outcome="failed"}')).toBe(1);
    const verdict = 'backup_verifier_verdict{server="postgres-cluster",verdict=';
    expect([await worker.metric(`${verdict}"unknown"}`), await worker.metric(`${verdict}"proven"}`)]).toEqual([1, 0]);
    await worker.clock.pass(MINUTE);
    expect(inShort(worker.told).at(-1)).toBe('postgres-cluster: unknown to proven');
  });

  test('from the start has nothing to show, and says why', async () => {
    await using worker = await startExample({ proveArchive: proverInTurn(new Error('a fault')) });
    await worker.clock.pass(MINUTE);
    expect(await worker.page('/report.txt')).toMatch(/^503 UNKNOWN: the last look, at .* failed: .*a fault/);
  });

  test('resolves nothing', async () => {
    await using worker = await startExample({ proveArchive: proverInTurn([DAMAGED], new Error('a fault'), []) });
    await worker.clock.pass(3 * MINUTE);
    expect(inShort(worker.told).filter((each) => each.startsWith('resolved'))).toEqual([]);
  });
});

describe('the policy', () => {
  test('is read anew by each look', async () => {
    const prover = proverOf([PROVEN]);
    await using worker = await startExample({ proveArchive: prover });
    await worker.clock.pass(MINUTE);
    worker.writePolicy(policyText().replace('93600', '7200'));
    await worker.clock.pass(MINUTE);
    expect(prover.asked.map((each) => each.newestBackupMaxAgeSeconds)).toEqual([93_600, 7200]);
  });

  test('with another schedule counts within seconds', async () => {
    await using worker = await startExample({ proveArchive: proverOf([PROVEN]) });
    worker.writePolicy(policyText({ cron: '0 30 15 * * *', timeZone: 'Europe/Berlin' }));
    await worker.clock.pass(5000);
    expect(await worker.metric('backup_verifier_next_run_timestamp_seconds')).toBe(
      Date.parse('2026-11-25T14:30:00Z') / 1000,
    );
    expect(events(worker)).toContain('policy-changed');
  });

  test.each([
    { name: 'no YAML', text: 'cluster: {' },
    { name: 'a schedule that is none', text: policyText({ cron: '0 2 * * *' }) },
    { name: 'a zone that nobody knows', text: policyText({ timeZone: 'Europe/Atlantis' }) },
    { name: 'a key too many', text: policyText().replace('{', '{"more": 1,') },
  ])('that becomes $name is unknown at its time, and no look goes by what it said before', async ({ text }) => {
    const prover = proverOf([PROVEN]);
    await using worker = await startExample({ proveArchive: prover });
    await worker.clock.pass(MINUTE);
    worker.writePolicy(text);
    await worker.clock.pass(MINUTE);
    expect(prover.asked).toHaveLength(1);
    expect(inShort(worker.told).at(-1)).toBe('postgres-cluster: proven to unknown');
    expect(await worker.metric('backup_verifier_configuration_valid')).toBe(0);
    expect(events(worker)).toContain('policy-broken');
    expect(await worker.page('/healthz')).toBe('200 ok\n');
    worker.writePolicy(policyText());
    await worker.clock.pass(MINUTE);
    expect(prover.asked).toHaveLength(2);
    expect(await worker.metric('backup_verifier_configuration_valid')).toBe(1);
  });
});

describe('a finding', () => {
  const findings = (worker: ExampleWorker): readonly string[] =>
    inShort(worker.told).filter((each) => !each.includes(':'));

  test('is told once, however often it is seen, and once more when it is gone', async () => {
    await using worker = await startExample({ proveArchive: proverInTurn([DAMAGED], [DAMAGED], [DAMAGED], [PROVEN]) });
    await worker.clock.pass(3 * MINUTE);
    const opened = findings(worker);
    expect(opened.length).toBeGreaterThan(0);
    expect(new Set(opened).size).toBe(opened.length);
    expect(opened.every((each) => each.startsWith('opened'))).toBe(true);
  });

  test('is not told again by the next process, which goes on from the history', async () => {
    const history = memoryHistory();
    {
      await using first = await startExample({ proveArchive: proverOf([DAMAGED]), history });
      await first.clock.pass(MINUTE);
      expect(findings(first).length).toBeGreaterThan(0);
    }
    await using second = await startExample({ proveArchive: proverOf([DAMAGED]), history, at: '2026-11-25T14:20:10Z' });
    await second.clock.pass(MINUTE);
    expect(inShort(second.told)).toEqual([]);
  });

  test('is told again after a death between telling and keeping', async () => {
    const history = memoryHistory();
    const dying: RunHistory = { ...history, addRun: () => new Promise(() => undefined) };
    const first = await startExample({ proveArchive: proverOf([DAMAGED]), history: dying });
    await first.clock.pass(MINUTE);
    await using second = await startExample({ proveArchive: proverOf([DAMAGED]), history });
    await second.clock.pass(MINUTE);
    expect(findings(second)).toEqual(findings(first));
  });

  test('that the sink cannot take is told with the next run', async () => {
    let fails = true;
    await using worker = await startExample({
      proveArchive: proverOf([DAMAGED]),
      sink: () => (fails ? Promise.reject(new Error('the sink is away')) : Promise.resolve()),
    });
    await worker.clock.pass(MINUTE);
    expect(worker.told).toEqual([]);
    expect(await worker.metric('backup_verifier_untold_findings')).toBeGreaterThan(0);
    fails = false;
    await worker.clock.pass(MINUTE);
    expect(findings(worker).length).toBeGreaterThan(0);
  });

  test('is told by one of two workers with one history', async () => {
    const history = memoryHistory();
    await using one = await startExample({ proveArchive: proverOf([DAMAGED]), history });
    await using other = await startExample({ proveArchive: proverOf([DAMAGED]), history });
    await one.clock.pass(MINUTE);
    await other.clock.pass(MINUTE);
    expect(findings(one).length).toBeGreaterThan(0);
    expect(findings(other)).toEqual([]);
  });

  test('is told although the history is away', async () => {
    const notices = [{ id: 'ledger-unavailable', found: 'no answer' }];
    const away: RunHistory = {
      addRun: () => Promise.resolve(notices),
      runs: () => Promise.resolve({ texts: ['{"kind":"something else"}', 'no JSON'], notices }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    await using worker = await startExample({ proveArchive: proverOf([DAMAGED]), history: away });
    await worker.clock.pass(2 * MINUTE);
    expect(findings(worker).length).toBe(new Set(findings(worker)).size);
    expect(findings(worker).length).toBeGreaterThan(0);
    expect(await worker.metric('backup_verifier_history_failures')).toBeGreaterThan(0);
  });
});

describe('a process that died', () => {
  test('in the midst of a run has kept nothing of it, and the next one makes up for it at once', async () => {
    const history = memoryHistory();
    const clock = fakeClock(Date.parse('2026-11-25T14:10:00Z'));
    const dead = await startExample({ proveArchive: proverInTurn([PROVEN]), history, clock });
    await clock.pass(MINUTE);
    const lost = await startExample({
      proveArchive: () => new Promise(() => undefined),
      history,
      at: '2026-11-25T14:11:00Z',
    });
    await lost.clock.pass(MINUTE);
    const prover = proverOf([PROVEN]);
    await using next = await startExample({ proveArchive: prover, history, at: '2026-11-25T14:13:30Z' });
    await next.clock.settle();
    expect(prover.asked).toHaveLength(1);
    expect(next.lines.find(({ event }) => event === 'runs-skipped')).toMatchObject({ because: 'late', count: 2 });
    dead.stop();
  });

  test('long ago: what it knew is shown with its age until there is something newer', async () => {
    const history = memoryHistory();
    {
      await using first = await startExample({ proveArchive: proverOf([PROVEN]), history });
      await first.clock.pass(MINUTE);
    }
    await using second = await startExample({
      history,
      at: '2026-11-27T14:10:00Z',
      proveArchive: () => new Promise(() => undefined),
    });
    expect(await second.metric('backup_verifier_last_run_finished_timestamp_seconds')).toBe(
      Date.parse('2026-11-25T14:10:03Z') / 1000,
    );
    expect(await second.page('/report.txt')).toMatch(
      /^503 UNKNOWN: .* An earlier one did at 2026-11-25 14:10:03 UTC, 47 h ago: proven\./,
    );
  });
});

describe('told to stop', () => {
  test('in the midst of a run, aborts it, tells and keeps nothing of it, and ends with 0', async () => {
    const history = memoryHistory();
    let aborted = false;
    await using worker = await startExample({
      history,
      proveArchive: async ({ signal }) => {
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve, { once: true });
        });
        aborted = true;
        return [UNKNOWN];
      },
    });
    await worker.clock.pass(MINUTE);
    worker.stop();
    expect(await worker.outcome).toEqual({ code: 0, text: '', json: undefined });
    expect(aborted).toBe(true);
    expect(worker.told).toEqual([]);
    expect((await history.runs({ limit: 9, signal: new AbortController().signal })).texts).toEqual([]);
    expect(events(worker).slice(-3)).toEqual(['worker-stopping', 'run-interrupted', 'worker-stopped']);
    await expect(worker.page('/report.txt')).rejects.toThrow();
  });

  test('and the run does not end: after its grace the process is not to wait for it', async () => {
    const worker = await startExample({ proveArchive: () => new Promise(() => undefined) });
    await worker.clock.pass(MINUTE);
    worker.stop();
    await worker.clock.pass(25_000);
    expect(await worker.outcome).toMatchObject({ code: 3, abandons: true });
    expect(events(worker).at(-1)).toBe('worker-abandoned');
  });
});

describe('bad input', () => {
  test('is said all at once, and nothing is begun', async () => {
    const prover = proverOf([PROVEN]);
    const worker = await startExample({
      proveArchive: prover,
      policy: policyText({ cron: '0 0 25 * * *', timeZone: 'Europe/Atlantis' }),
      options: { listen: 'everywhere', grace: 'long', level: 'L9', scratch: '/nowhere/at/all', timeout: '3' },
    });
    const { code, text } = await worker.outcome;
    expect(code).toBe(2);
    for (const where of [
      '--listen',
      '--grace',
      '--level',
      '--timeout',
      'policy: schedule.cron',
      'policy: schedule.timeZone',
    ]) {
      expect(text).toContain(`${where}: found `);
    }
    expect(worker.lines).toEqual([]);
    expect(prover.asked).toEqual([]);
  });

  test('without a policy there is no schedule', async () => {
    const worker = await startExample({ options: { policy: [] } });
    expect(await worker.outcome).toMatchObject({
      code: 2,
      text: expect.stringContaining('--policy: found none') as unknown,
    });
  });

  test('an address that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const worker = await startExample({ options: { listen: `127.0.0.1:${port}` } });
    expect(await worker.outcome).toMatchObject({ code: 2, text: expect.stringContaining('EADDRINUSE') as unknown });
    server.close();
  });
});

test('no credential is in the log, the pages or the metrics, whoever says it', async () => {
  const secret = 'planted/secret+of0123456789';
  await using worker = await startExample({
    proveArchive: proverInTurn(new Error(`the server said ${secret}`)),
    env: { AWS_SECRET_ACCESS_KEY: secret },
  });
  await worker.clock.pass(MINUTE);
  const pages = await Promise.all(['/', '/report.json', '/status.json', '/metrics'].map(worker.page));
  expect(JSON.stringify([worker.lines, pages])).not.toContain('planted');
});

import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SinkError, type Incident, type IncidentSink } from '@postgres-ha/incident';
import { DAMAGED, PROVEN } from '@postgres-ha/proof-report/examples';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../example-machine.ts';
import { proverInTurn, startExample, type ExampleWorker } from './example-worker.ts';
import { memoryHistory } from './run-history.ts';

const MINUTE = 60_000;

interface Place extends IncidentSink {
  readonly told: readonly Incident[];
}

function place(): Place {
  const told: Incident[] = [];
  return {
    name: 'place',
    told,
    selfTest: () => Promise.resolve(),
    deliver: (incident) => {
      told.push(incident);
      return Promise.resolve();
    },
  };
}

const inShort = ({ told }: Place): readonly string[] => told.map(({ key, status }) => `${key} ${status}`);

/** The outbox writes real files, which no clock of a test waits for. */
async function look(worker: ExampleWorker): Promise<void> {
  const ended = worker.lines.length;
  await worker.clock.pass(MINUTE);
  await expect
    .poll(() => worker.lines.slice(ended).some(({ event }) => event === 'run-finished' || event === 'run-failed'))
    .toBe(true);
}

describe('a worker with somebody to tell', () => {
  test('tells damage once, whatever number of looks saw it, and its end', async () => {
    using directory = temporaryDirectory(['notify.yaml']);
    directory.write('notify.yaml', 'sinks:\n  - { kind: pagerduty, routingKey: { env: KEY } }\n');
    const options = { notify: join(directory.path, 'notify.yaml'), outbox: join(directory.path, 'outbox') };
    const [sink, history] = [place(), memoryHistory()];
    const proveArchive = proverInTurn([DAMAGED], [DAMAGED], [DAMAGED]);
    {
      await using worker = await startExample({ proveArchive, sinks: [sink], options, history });
      for (let n = 0; n < 3; n += 1) await look(worker);
      await expect.poll(() => inShort(sink)).toEqual([`backup/${DAMAGED.serverName}/damaged open`]);
      expect(await worker.metric('backup_verifier_notifications_delivered{sink="place"}')).toBe(1);
      expect(await worker.metric('backup_verifier_open_incidents')).toBe(1);
      expect(await worker.page('/status.json')).toContain('"name": "place"');
    }
    // another process, after somebody mended it
    await using worker = await startExample({
      ...{
        proveArchive: proverInTurn([{ ...PROVEN, serverName: DAMAGED.serverName }]),
        sinks: [sink],
        options,
        history,
      },
      at: '2026-11-25T16:00:00Z',
    });
    await look(worker);
    await expect.poll(() => inShort(sink).at(-1)).toBe(`backup/${DAMAGED.serverName}/damaged resolved`);
    expect(sink.told).toHaveLength(2);
  });

  test('tells that a look failed, and that the next one did not', async () => {
    using directory = temporaryDirectory();
    directory.write('notify.yaml', 'sinks:\n  - { kind: pagerduty, routingKey: { env: KEY } }\n');
    const options = { notify: join(directory.path, 'notify.yaml'), outbox: join(directory.path, 'outbox') };
    const sink = place();
    const proveArchive = proverInTurn(new Error('no such bucket'), [PROVEN]);
    await using worker = await startExample({ proveArchive, sinks: [sink], options });
    await look(worker);
    await expect.poll(() => inShort(sink)).toEqual([`backup/${PROVEN.serverName}/unknown open`]);
    await look(worker);
    await expect.poll(() => inShort(sink).at(-1)).toBe(`backup/${PROVEN.serverName}/unknown resolved`);
  });

  test('says at its start which of those it is to tell cannot be reached', async () => {
    using directory = temporaryDirectory();
    directory.write('notify.yaml', 'sinks:\n  - { kind: pagerduty, routingKey: { env: KEY } }\n');
    const options = { notify: join(directory.path, 'notify.yaml'), outbox: join(directory.path, 'outbox') };
    const because = 'broken: it refused (HTTP status 401). Give credentials that it accepts.';
    const broken = { ...place(), name: 'broken', selfTest: () => Promise.reject(new SinkError('refused', because)) };
    await using worker = await startExample({ sinks: [place(), broken], options });
    await expect
      .poll(() => worker.lines.filter(({ event }) => event.startsWith('sink-test-')))
      .toEqual([
        expect.objectContaining({ level: 'info', event: 'sink-test-passed', sink: 'place' }),
        expect.objectContaining({ level: 'error', event: 'sink-test-failed', sink: 'broken', because }),
      ]);
    const status = JSON.parse((await worker.page('/status.json')).replace(/^200 /, '')) as { readonly sinks: unknown };
    expect(status.sinks).toMatchObject([
      { name: 'place', selfTest: 'passed' },
      { name: 'broken', selfTest: 'failed' },
    ]);
  });

  test('does not start beside another one', async () => {
    using directory = temporaryDirectory();
    directory.write('notify.yaml', 'sinks:\n  - { kind: pagerduty, routingKey: { env: KEY } }\n');
    const options = { notify: join(directory.path, 'notify.yaml'), outbox: join(directory.path, 'outbox') };
    await using first = await startExample({ options });
    await using second = await startExample({ options });
    expect(first.lines.map(({ event }) => event)).toContain('worker-ready');
    expect(await second.outcome).toMatchObject({ code: 2 });
    expect((await second.outcome).text).toContain(`in use by process ${process.pid}`);
  });

  test('says what is wrong with its settings before it begins', async () => {
    const options = { notify: join(tmpdir(), randomUUID()), outbox: 'x' };
    await using worker = await startExample({ options });
    expect(await worker.outcome).toMatchObject({ code: 2 });
    expect(worker.lines).toEqual([]);
  });
});

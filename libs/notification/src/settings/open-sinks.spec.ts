import { SinkError, type IncidentSink, type Json } from '@postgres-ha/incident';
import { describe, expect, test } from 'vitest';
import { exampleIncident } from '../example-incident.ts';
import { filteredSink, isFor } from './filtered-sink.ts';
import type { NotifySettings } from './notify-settings.ts';
import { openSinks } from './open-sinks.ts';

const settings: NotifySettings = {
  sinks: [
    { kind: 'slack', channel: 'C0123456789', token: { env: 'SLACK' } },
    { kind: 'webhook', url: { file: '/hook' } },
    { kind: 'github', repository: 'o/r', app: { id: 7, installation: 8, key: { file: '/key' } }, labels: ['incident'] },
  ],
};
const PEM = '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----';
const files: Readonly<Record<string, string>> = { '/hook': 'https://hooks.example.org/T0/secret-path\n', '/key': PEM };

function readFile(path: string): Promise<string> {
  const text = files[path];
  return text === undefined ? Promise.reject(new Error('ENOENT')) : Promise.resolve(text);
}

test('every sink is opened, named without secrets, with what the files and variables hold', async () => {
  const reading = await openSinks(settings, {
    file: 'notify.yaml',
    env: { SLACK: 'xoxb-1\n' },
    readFile,
  });
  expect(reading.kind === 'read' ? reading.value.map(({ name }) => name) : reading.problems).toEqual([
    'slack:C0123456789',
    'webhook',
    'github:o/r',
  ]);
});

test('all secrets that are not there are said at once, by the names of variables and files', async () => {
  const reading = await openSinks(settings, {
    file: 'notify.yaml',
    env: {},
    readFile: () => Promise.reject(new Error('EACCES')),
  });
  expect(reading).toMatchObject({
    kind: 'refused',
    problems: [
      { where: 'notify.yaml: sinks.0.token', found: 'no variable SLACK' },
      { where: 'notify.yaml: sinks.1.url', found: 'no file /hook' },
      { where: 'notify.yaml: sinks.2.app.key', found: 'no file /key' },
    ],
  });
});

describe('a filter', () => {
  const incident = exampleIncident();

  test.each([
    { filter: {}, shown: true },
    { filter: { minimumSeverity: 'critical' }, shown: true },
    { filter: { kinds: ['split-brain/*'] }, shown: true },
    { filter: { kinds: ['split-brain/dual-writing'] }, shown: true },
    { filter: { kinds: ['split-brain/dual'] }, shown: false },
    { filter: { kinds: ['backup/*'] }, shown: false },
  ] as const)('$filter shows a critical split brain: $shown', ({ filter, shown }) => {
    expect(isFor(incident, filter)).toBe(shown);
  });

  test('keeps away what was never bad enough, and shows what was once shown to its end', async () => {
    const seen: number[] = [];
    const sink = filteredSink(
      { ...inertSink('x'), deliver: ({ revision }) => Promise.resolve(void seen.push(revision)) },
      { minimumSeverity: 'critical', kinds: ['split-brain/*'], secrets: [] },
    );
    let progress: Json | undefined;
    const deliver = (more: Partial<typeof incident>): Promise<void> =>
      sink.deliver(
        { ...incident, ...more },
        {
          progress,
          save: (next) => Promise.resolve(void (progress = next)),
          signal: new AbortController().signal,
        },
      );
    await deliver({ revision: 1, severity: 'warning', worst: 'warning' });
    await deliver({ revision: 2 });
    await deliver({ revision: 3, severity: 'info', concern: { ...incident.concern, kind: 'failover/lost-writes' } });
    expect(seen).toEqual([2, 3]);
    // the same trouble long after is looked at anew
    await deliver({ revision: 4, severity: 'info', worst: 'info', openedAt: '2026-11-27T01:00:00.000Z' });
    expect(seen).toEqual([2, 3]);
  });

  test('passes on what the sink throws and asks', async () => {
    const refused = new SinkError('refused', 'no');
    const sink = filteredSink(
      { ...inertSink('x'), refreshMs: 5, deliver: () => Promise.reject(refused) },
      { secrets: [] },
    );
    expect(sink.refreshMs).toBe(5);
    const delivery = { progress: undefined, save: () => Promise.resolve(), signal: new AbortController().signal };
    await expect(sink.deliver(incident, delivery)).rejects.toBe(refused);
  });
});

function inertSink(name: string): IncidentSink {
  return { name, deliver: () => Promise.resolve(), selfTest: () => Promise.resolve() };
}

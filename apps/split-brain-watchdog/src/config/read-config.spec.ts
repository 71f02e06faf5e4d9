import { join } from 'node:path';
import { formatInputProblem } from '@postgres-ha/command-line';
import { describe, expect, test } from 'vitest';
import { EXAMPLE_CONFIG } from '../commands/example-config.ts';
import { exampleMachine, temporaryDirectory } from '../example-machine.ts';
import { readConfig } from './read-config.ts';

const SMALL = `clusters:
  - name: production/orders
    members:
      - name: orders-1
        connection: postgresql://watchdog:s3cret-in-uri@10.0.0.1/postgres
      - name: orders-2
        connection: host=10.0.0.2 user=watchdog password=s3cret-in-words
`;

function read(text: string, more: Parameters<typeof exampleMachine>[0] = {}) {
  using directory = temporaryDirectory();
  directory.write('watchdog.yaml', text);
  directory.write('password', 'from-a-file\n');
  directory.write('notify.yaml', 'sinks: []\n');
  const machine = exampleMachine({ ...more, workingDirectory: directory.path });
  return { read: readConfig('watchdog.yaml', machine), directory: directory.path };
}

function problems(text: string, more: Parameters<typeof exampleMachine>[0] = {}): readonly string[] {
  const { read: result } = read(text, more);
  return result.kind === 'read' ? [] : result.problems.map(formatInputProblem);
}

describe('a configuration', () => {
  test('of clusters alone has what is usual', () => {
    const { read: result } = read(SMALL);
    expect(result).toMatchObject({
      kind: 'read',
      value: {
        observer: 'office-1',
        timeoutMs: 2000,
        runbooks: null,
        clusters: [
          {
            cluster: { name: 'production/orders', probeIntervalMs: 1000, smartShutdownSeconds: null },
            connect: [
              { member: 'orders-1', address: '10.0.0.1:5432' },
              { member: 'orders-2', address: '10.0.0.2:5432' },
            ],
          },
        ],
      },
    });
  });

  test('knows which passwords must not be printed', () => {
    const { read: result } = read(SMALL.replace('user=watchdog', "user=watchdog sslpassword='of the key'"));
    expect(result.kind === 'read' ? result.value.secrets : []).toEqual(
      expect.arrayContaining(['s3cret-in-uri', 's3cret-in-words', 'of the key']),
    );
  });

  test('that is shown by `explain config` can be read, where all that it names is there', () => {
    const text = EXAMPLE_CONFIG.replaceAll('/run/secrets/orders-password', 'password');
    const url = 'postgresql://watchdog@10.0.1.1/postgres';
    const { read: result, directory } = read(text, {
      env: { BILLING_1_URL: url, BILLING_COPY_URL: url, HEARTBEAT_URL: 'https://beats.example.com/1' },
    });
    expect(result.kind === 'refused' ? result.problems.map(formatInputProblem) : []).toEqual([]);
    expect(result).toMatchObject({
      value: {
        observer: 'office-1',
        runbooks: 'https://runbooks.example.com/postgres',
        notify: { file: 'notify.yaml', text: 'sinks: []\n' },
        stateDirectory: '/var/lib/split-brain-watchdog/state',
        recordings: { sizeBytes: 2 * 1024 ** 3, keepIncidentsMs: 30 * 86_400_000 },
        listen: { host: '0.0.0.0', port: 8080 },
        heartbeat: { url: 'https://beats.example.com/1', intervalMs: 30_000, freshShare: 0.5 },
        clusters: [{ cluster: { smartShutdownSeconds: 180 } }, { cluster: { members: [{}, { claim: 'related' }] } }],
      },
    });
    expect(directory).toContain('split-brain-watchdog-test-');
  });

  test('hands settings of sinks over on the lines on which they stand', () => {
    const { read: result } = read(`${SMALL}stateDirectory: state
notify:
  sinks:
    - kind: slack
`);
    const notify = result.kind === 'read' ? result.value.notify : undefined;
    expect(notify?.file).toBe('watchdog.yaml');
    expect(notify?.text.split('\n').slice(9, 11)).toEqual(['  sinks:', '    - kind: slack']);
  });

  test('finds files beside itself, wherever the process is', () => {
    const { read: result, directory } = read(`${SMALL}stateDirectory: state\nnotifyFile: notify.yaml\n`);
    expect(result).toMatchObject({ value: { stateDirectory: join(directory, 'state') } });
  });
});

const MEMBER = `      - name: orders-2
        connection: host=10.0.0.2 user=watchdog password=s3cret-in-words
`;

describe('a configuration is refused, with the place and what to do', () => {
  test.each<{ readonly name: string; readonly text: string; readonly says: string; readonly more?: object }>([
    { name: 'no YAML', text: 'clusters: [', says: 'watchdog.yaml:1:12: found YAML that cannot be read' },
    { name: 'an alias', text: `${SMALL}observer: &o x\nruns: *o\n`, says: 'watchdog.yaml:9:7: found a YAML alias' },
    { name: 'a key twice', text: `${SMALL}observer: a\nobserver: b\n`, says: 'watchdog.yaml:9:1: found YAML' },
    {
      name: 'a key that there is not',
      text: `${SMALL}intervall: 1s\n`,
      says: 'watchdog.yaml:8:1: found the key "intervall", expected no such key in the file',
    },
    { name: 'nothing', text: '', says: 'watchdog.yaml: found nothing, expected a block of keys' },
    {
      name: 'no clusters',
      text: 'observer: a\n',
      says: 'found nothing, expected a list of clusters as clusters. Add it.',
    },
    {
      name: 'an empty list',
      text: 'clusters: []\n',
      says: 'watchdog.yaml:1:1: found a list, expected at least one as clusters',
    },
    {
      name: 'a name with spaces',
      text: SMALL.replace('production/orders', 'production orders'),
      says: 'watchdog.yaml:2:5: found "production orders", expected a name such as production/orders as clusters[0].name',
    },
    {
      name: 'a member twice',
      text: SMALL.replace('orders-2', 'orders-1'),
      says: 'watchdog.yaml:6:9: clusters[0].members[1].name: found "orders-1" again',
    },
    {
      name: 'no connection',
      text: SMALL.replace(/ {8}connection: host.*\n/, ''),
      says: 'clusters[0].members[1]: found no connection, expected one of connection, connectionEnvironment and connectionFile',
    },
    {
      name: 'two connections',
      text: SMALL.replace('connection: host', 'connectionFile: x\n        connection: host'),
      says: 'found connection and connectionFile, expected one of',
    },
    {
      name: 'a connection that is none',
      text: SMALL.replace('host=10.0.0.2', 'host 10.0.0.2'),
      says: 'watchdog.yaml:7:9: clusters[0].members[1].connection: found a connection string',
    },
    {
      name: 'a variable that is not set',
      text: SMALL.replace(MEMBER, '      - name: b\n        connectionEnvironment: ORDERS_2\n'),
      says: 'watchdog.yaml:7:9: clusters[0].members[1].connectionEnvironment: found no variable ORDERS_2, expected it to be set',
    },
    {
      name: 'a file that is not there',
      text: SMALL.replace(MEMBER, `${MEMBER}        passwordFile: nowhere\n`),
      says: 'watchdog.yaml:8:9: clusters[0].members[1].passwordFile: found "nowhere", which cannot be read (ENOENT)',
    },
    {
      name: 'a claim that there is not',
      text: SMALL.replace(MEMBER, `${MEMBER}        claim: friend\n`),
      says: 'found "friend", expected `member` or `related`',
    },
    {
      name: 'a duration without a unit',
      text: `${SMALL}interval: '5'\n`,
      says: 'watchdog.yaml:8:1: found "5", expected a duration such as 500ms, 1s or 5m as interval',
    },
    {
      name: 'an interval that is too short',
      text: `${SMALL}interval: 10ms\n`,
      says: 'watchdog.yaml:8:1: interval: found "10ms", expected 100ms to 60s',
    },
    {
      name: 'recordings that are too small',
      text: `${SMALL}recordings:\n  directory: r\n  size: 1KiB\n`,
      says: 'watchdog.yaml:10:3: recordings.size: found "1KiB", expected at least 1MiB',
    },
    {
      name: 'an address that is none',
      text: `${SMALL}listen: example.com:80\n`,
      says: 'watchdog.yaml:8:1: listen: found "example.com:80"',
    },
    {
      name: 'sinks without a directory',
      text: `${SMALL}notify:\n  sinks: []\n`,
      says: 'watchdog.yaml:8:1: notify: found sinks, and no stateDirectory',
    },
    {
      name: 'sinks twice',
      text: `${SMALL}stateDirectory: s\nnotifyFile: notify.yaml\nnotify:\n  sinks: []\n`,
      says: 'notifyFile: found `notify` beside it',
    },
    {
      name: 'a heartbeat to nowhere',
      text: `${SMALL}heartbeat:\n  interval: 5s\n`,
      says: 'heartbeat.url: found neither, expected `url` or `urlEnvironment`',
    },
    {
      name: 'a heartbeat that is no address',
      text: `${SMALL}heartbeat:\n  urlEnvironment: BEAT\n`,
      more: { env: { BEAT: 'tok-secret' } },
      says: 'found another text, expected an http or https address',
    },
  ])('$name', ({ text, says, more = {} }) => {
    const found = problems(text, more);
    expect(found.join('\n')).toContain(says);
    expect(found.join('\n')).not.toMatch(/s3cret|tok-secret/);
  });

  test('with all that is wrong at once', () => {
    expect(problems(`${SMALL.replace('orders-2', 'orders-1')}interval: 1ms\ntimeout: 9999s\n`).length).toBe(3);
  });

  test('where there is no file', () => {
    const read = readConfig('nowhere.yaml', exampleMachine({ workingDirectory: '/' }));
    expect(read).toMatchObject({ kind: 'refused', problems: [{ where: '--config' }] });
  });
});

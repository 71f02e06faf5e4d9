import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_CODES, formatInputProblem } from '@postgres-ha/command-line';
import { openSinks, readNotifySettings } from '@postgres-ha/notification';
import { recordingHeader, recordLine } from '@postgres-ha/split-brain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOGIN_SQL } from './commands/login-sql.ts';
import { publishedConfigSchema } from './config/published-schema.ts';
import { readConfig } from './config/read-config.ts';
import { answerAs, exampleMachine, exampleServers, temporaryDirectory } from './example-machine.ts';
import { start } from './program.ts';
import { primaryHistory } from './serve/primary-history.ts';
import { watchMetrics } from './serve/watch-metrics.ts';

const ROOT = join(import.meta.dirname, '../../..');
const text = readFileSync(join(ROOT, 'docs/split-brain.md'), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))].map(
    ([, , block = '']) => block,
  );
const [configText = '', notifyText = ''] = blocks('yaml');
const help = ['check', 'serve', 'replay', 'explain', 'notify-test', 'acknowledge'].map((name) =>
  readFileSync(join(import.meta.dirname, `golden/help-${name}.txt`), 'utf8'),
);
const shown = blocks('sh').flatMap((block) =>
  block
    .trim()
    .split('\n')
    .map((line) => line.trim()),
);
const examples = help.flatMap((page) => page.split('\n').filter((line) => line.startsWith('  split-brain-watchdog ')));

const RECORDING = 'recordings/production+orders/20261126T012000123Z.keep-20261210.ndjson';
const ENV = {
  STAGING_URL: 'postgresql://w@10.0.0.9/postgres',
  BILLING_PASSWORD: 'only-for-tests',
  HEARTBEAT_URL: 'https://beats.example.com/1',
  SLACK_BOT_TOKEN: 'only-for-tests',
  GITHUB_TOKEN: 'only-for-tests',
};

const directory = temporaryDirectory();
beforeAll(() => {
  const secret = directory.write('password', 'only-for-tests\n');
  const connection = directory.write('connection', 'host=10.0.1.1 user=w dbname=postgres\n');
  const here = configText
    .replaceAll('/run/secrets/watchdog/orders-password', secret)
    .replaceAll('/run/secrets/watchdog/billing-1', connection)
    .replaceAll('/var/lib/split-brain-watchdog', directory.path);
  directory.write('watchdog.yaml', here);
  directory.write('notify.yaml', notifyText);
  const header = recordingHeader(
    {
      ...{ name: 'production/orders', probeIntervalMs: 1000, smartShutdownSeconds: null },
      members: [{ name: 'orders-1', claim: 'member' }],
    },
    { observer: 'zone-a', startedAt: new Date(0) },
  );
  const tick = { kind: 'tick', observer: 'zone-a', received: 1 } as const;
  directory.write(RECORDING, [header, recordLine(tick)].join(''));
});
afterAll(() => {
  directory[Symbol.dispose]();
});

/** Servers that answer, so that a command does what it is there for. */
function machine() {
  const servers = exampleServers(
    Object.fromEntries(
      ['10.0.0.1', '10.0.0.2', '10.0.0.9', '10.0.1.1', '10.0.1.2'].map((host) => [
        `${host}:5432`,
        answerAs(/[.]1$/.test(host) ? 'primary' : 'standby'),
      ]),
    ),
  );
  return exampleMachine({ ...servers, workingDirectory: directory.path, env: ENV });
}

describe('the documentation of the watchdog', () => {
  const commands = [...new Set([...shown, ...examples.map((line) => line.trim())])];

  test('shows commands', () => {
    expect(commands.length).toBeGreaterThan(8);
  });

  test.each(commands)('shows a command that is right: %s', async (command) => {
    const [name, ...args] = command.split(' ');
    expect(name).toBe('split-brain-watchdog');
    const given = args.map((arg) => arg.replace('/etc/watchdog/', ''));
    // A worker that is told to stop before it starts ends as it should.
    const serves = args[0] === 'serve';
    const { outcome } = start(
      serves ? [...given, '--listen', '127.0.0.1:0'] : given,
      serves ? { ...machine(), signal: AbortSignal.abort() } : machine(),
    );
    const { code, text: said } = await outcome;
    expect(code, said).toBeLessThanOrEqual(args[0] === 'replay' ? EXIT_CODES.couldNotLook : EXIT_CODES.ok);
    expect(code, said).not.toBe(EXIT_CODES.badInput);
  });

  test('shows a configuration that can be read, with sinks that can be opened', async () => {
    const read = readConfig('watchdog.yaml', machine());
    expect(read.kind === 'refused' ? read.problems.map(formatInputProblem) : []).toEqual([]);
    const notify = readNotifySettings(notifyText, { file: 'notify.yaml' });
    if (notify.kind === 'refused') throw new Error(notify.problems.map(formatInputProblem).join('\n'));
    const options = { file: 'notify.yaml', env: ENV, readFile: () => Promise.resolve('only-for-tests') };
    expect((await openSinks(notify.value, options)).kind).toBe('read');
  });

  test('names every key that a configuration may have', () => {
    const keys = keysOf(publishedConfigSchema());
    expect(keys.length).toBeGreaterThan(25);
    const words = new Set(configText.match(/\w+/g));
    for (const key of keys) expect(words).toContain(key);
  });

  test('shows values that are the defaults', () => {
    const bare = [
      'clusters: [{ name: a, members: [{ name: a, connection: host=a user=w }] }]',
      'recordings: { directory: r }',
      'heartbeat: { urlEnvironment: HEARTBEAT_URL }',
    ];
    directory.write('bare.yaml', bare.join('\n'));
    const amounts = (file: string) => {
      const read = readConfig(file, machine());
      if (read.kind === 'refused') throw new Error(read.problems.map(formatInputProblem).join('\n'));
      const { timeoutMs, clusters, recordings, heartbeat } = read.value;
      return [
        ...[timeoutMs, clusters[0]?.cluster.probeIntervalMs, recordings?.sizeBytes, recordings?.keepIncidentsMs],
        ...[heartbeat?.intervalMs, heartbeat?.freshShare],
      ];
    };
    expect(amounts('watchdog.yaml')).toEqual(amounts('bare.yaml'));
  });

  test('shows the statements of `explain login`, and no other', () => {
    const statements = (sql: string) =>
      sql
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('--'))
        .map((line) => line.toLowerCase());
    expect(statements(blocks('sql')[0] ?? '')).toEqual(statements(LOGIN_SQL));
  });

  test('names only options and metrics that there are', async () => {
    const options = new Set(text.match(/(?<=`|\s)--[a-z][a-z-]+/g));
    expect(options.size).toBeGreaterThan(3);
    for (const option of options) expect(help.join('\n')).toContain(`${option} `);
    const read = readConfig('watchdog.yaml', machine());
    if (read.kind === 'refused') throw new Error('the configuration cannot be read');
    const none = () => undefined;
    const { registry } = watchMetrics({
      ...{ config: read.value, startedAt: new Date(0), now: () => 0, instant: () => 0, history: primaryHistory() },
      ...{ fleet: none, keeper: none, recorder: none, heartbeat: none },
    });
    const metrics = await registry.metrics();
    const named = new Set(text.match(/split_brain_watchdog_[a-z_]+/g));
    expect(named.size).toBeGreaterThan(8);
    for (const metric of named) expect(metrics).toContain(`# HELP ${metric} `);
  });

  test('has the exit codes that help has', () => {
    for (const code of Object.values(EXIT_CODES)) expect(text).toMatch(new RegExp(`^\\| ${code} +\\| `, 'm'));
  });
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Every key that can stand in a schema, however deep. */
function keysOf({ properties = {}, items }: Schema): readonly string[] {
  const own = Object.entries(properties).flatMap(([key, value]) => [key, ...keysOf(value)]);
  return [...own, ...(items === undefined ? [] : keysOf(items))];
}

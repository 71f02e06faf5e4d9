import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_CODES, formatInputProblem } from '@postgres-ha/command-line';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { publishedConfigSchema } from './config/published-schema.ts';
import { readConfig } from './config/read-config.ts';
import { exampleMachine } from './example-machine.ts';
import type { BotRepository, Machine } from './machine.ts';
import { start } from './program.ts';
import { botMetrics } from './serve/bot-metrics.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const page = read('docs/gitops-bot.md');
const pages = [page, read('docs/runbooks/gitops-bot.md'), read('apps/gitops-bot/README.md')];
const help = ['gitops-bot', 'plan', 'serve', 'action', 'schedule', 'locks', 'explain'].map((name) =>
  readFileSync(join(import.meta.dirname, `golden/help-${name}.txt`), 'utf8'),
);
const blocks = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))].map(
    ([, , block = '']) => block,
  );

const shown = [...pages.flatMap((text) => blocks(text, 'sh')), ...help]
  .flatMap((block) => block.split('\n'))
  .map((line) =>
    line
      .trim()
      .replace(/^npx /, '')
      .replace(/ +#.*$/, ''),
  )
  .filter((line) => /^gitops-bot \w/.test(line) && !line.includes('[options]'));

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const directory = temporaryDirectory();
const ENV = { OLD_WEBHOOK_SECRET: 'only-for-tests' };
/** What a page shows, at places that are there. */
function placed(text: string, name: string): string {
  const here = text
    .replaceAll('/run/secrets/gitops-bot/', `${directory.path}/`)
    .replace('/var/lib/gitops-bot', `${directory.path}/state`)
    .replaceAll(/127\.0\.0\.1:808\d/g, '127.0.0.1:0');
  directory.write(name, here);
  return name;
}
beforeAll(() => {
  directory.write('private-key.pem', privateKey);
  directory.write('webhook-secret', 'only-for-tests\n');
  placed(blocks(page, 'yaml')[0] ?? '', 'bot.yaml');
});
afterAll(() => {
  directory[Symbol.dispose]();
});

/** A GitHub in which nothing is to do. */
const REPOSITORY: BotRepository = {
  handle: () => Promise.resolve({ kind: 'nothing', because: 'no-command' }),
  tick: () => Promise.resolve({ kind: 'nothing', because: 'none' }),
  locks: () => Promise.resolve([]),
  release: () => Promise.resolve({ kind: 'not-locked' }),
};

function machine(more: Partial<Machine> = {}): Machine {
  return exampleMachine({
    ...{ workingDirectory: directory.path, env: ENV },
    openBot: () => ({ repository: () => REPOSITORY, askAgain: () => Promise.resolve(0) }),
    ...more,
  });
}

/** As a shell takes it apart. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

describe('the documentation of the bot', () => {
  const commands = [...new Set(shown)];

  test('shows commands', () => {
    expect(commands.length).toBeGreaterThan(12);
  });

  test.each(commands)('shows a command that is right: %s', async (line) => {
    const [, ...args] = words(line);
    const given = args.map((arg) => arg.replace('/etc/gitops-bot/', ''));
    // A worker that is told to stop before it starts ends as it should.
    const works = given[0] === 'serve' || (given[0] === 'schedule' && !given.includes('--once'));
    const listens = given[0] === 'serve' ? [...given, '--listen', '127.0.0.1:0'] : given;
    const onTheCheckout = given[0] === 'plan' ? { workingDirectory: ROOT } : {};
    const inAWorkflow =
      given[0] === 'action'
        ? {
            env: {
              ...{ GITHUB_EVENT_NAME: 'watch', GITHUB_REPOSITORY: 'acme/databases', GITHUB_TOKEN: 'only-for-tests' },
              GITHUB_EVENT_PATH: directory.write('event.json', '{}'),
            },
          }
        : {};
    const { outcome } = start(
      listens,
      machine({ ...onTheCheckout, ...inAWorkflow, ...(works && { signal: AbortSignal.abort() }) }),
    );
    const { code, text } = await outcome;
    expect(code, text).toBe(EXIT_CODES.ok);
  });

  test('shows what `plan` prints', async () => {
    const [shownPlan = ''] = blocks(page, 'console');
    const [command = '', ...lines] = shownPlan.trim().split('\n');
    const { outcome } = start(words(command.replace('$ npx ', '')).slice(1), machine({ workingDirectory: ROOT }));
    const { text } = await outcome;
    const expected = lines.filter((line) => line !== '…' && line !== '');
    expect(expected.length).toBeGreaterThan(6);
    for (const line of expected) expect(text).toContain(line);
  });

  test.each(['docs/gitops-bot.md', 'docs/examples/gitops-bot.yaml'])(
    'shows a configuration that can be read: %s',
    (path) => {
      const name = placed(path.endsWith('.md') ? (blocks(page, 'yaml')[0] ?? '') : exampleConfig(), 'shown.yaml');
      const config = readConfig(name, machine());
      expect(config.kind === 'refused' ? config.problems.map(formatInputProblem) : []).toEqual([]);
    },
  );

  test('names every key that a configuration may have', () => {
    const keys = keysOf(publishedConfigSchema());
    expect(keys.length).toBeGreaterThan(20);
    const named = new Set(page.match(/\w+/g));
    for (const key of keys) expect(named).toContain(key);
  });

  test('names only metrics that there are', async () => {
    const none = {
      repositories: [],
      lanes: new Map(),
      ticks: new Map(),
      locks: new Map(),
      recent: [],
      queue: () => undefined,
    };
    const { registry } = botMetrics({ ...none, startedAt: new Date(0) }, { now: () => 0 });
    const metrics = await registry.metrics();
    const named = new Set(page.match(/gitops_bot_[a-z_]+/g));
    expect(named.size).toBeGreaterThan(8);
    for (const metric of named) expect(metrics).toContain(`# HELP ${metric} `);
  });

  test('has the exit codes that help has', () => {
    for (const code of Object.values(EXIT_CODES)) expect(page).toMatch(new RegExp(`^\\| ${code} +\\| `, 'm'));
  });
});

interface KubernetesObject {
  readonly kind: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly podSelector?: { readonly matchLabels: object };
    readonly selector?: { readonly matchLabels: object };
    readonly template?: { readonly metadata: { readonly labels: object }; readonly spec: PodSpec };
  };
}

interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly {
    readonly args: readonly string[];
    readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
  readonly volumes: readonly {
    readonly name: string;
    readonly persistentVolumeClaim?: object;
    readonly secret?: object;
  }[];
}

function exampleObjects(): readonly KubernetesObject[] {
  return parseAllDocuments(read('docs/examples/gitops-bot.yaml'), { strict: true, uniqueKeys: true }).map(
    (document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as KubernetesObject;
    },
  );
}

function exampleConfig(): string {
  return exampleObjects().find(({ kind }) => kind === 'ConfigMap')?.data?.['bot.yaml'] ?? '';
}

describe('the example of a Deployment', () => {
  const pod = () => exampleObjects().find(({ kind }) => kind === 'Deployment')?.spec?.template;

  test('mounts what its configuration names, and keeps its state on a volume', () => {
    const [container] = pod()?.spec.containers ?? [];
    const at = (path: string) => {
      const mount = container?.volumeMounts.find(
        ({ mountPath }) => path === mountPath || path.startsWith(`${mountPath}/`),
      );
      return pod()?.spec.volumes.find(({ name }) => name === mount?.name);
    };
    const config = exampleConfig();
    expect(at(/stateDirectory: (\S+)/.exec(config)?.[1] ?? '')?.persistentVolumeClaim).toBeDefined();
    expect(at(/privateKeyFile: (\S+)/.exec(config)?.[1] ?? '')?.secret).toBeDefined();
    const ports = [...config.matchAll(/listen: 0\.0\.0\.0:(\d+)/g)].map(([, port]) => Number(port));
    expect(container?.ports.map(({ containerPort }) => containerPort).toSorted()).toEqual(ports.toSorted());
  });

  test('is chosen by its own labels, by the network policy too, and has longer to stop than it takes', () => {
    const labels = pod()?.metadata.labels;
    const objects = exampleObjects();
    expect(objects.find(({ kind }) => kind === 'Deployment')?.spec?.selector?.matchLabels).toEqual(labels);
    expect(objects.find(({ kind }) => kind === 'NetworkPolicy')?.spec?.podSelector?.matchLabels).toEqual(labels);
    expect(pod()?.spec.terminationGracePeriodSeconds).toBeGreaterThan(25);
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

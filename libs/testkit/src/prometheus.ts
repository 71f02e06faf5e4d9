import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Part } from './missing-part.ts';
import { forward } from './network-namespace.ts';
import { prometheusApi, type PrometheusApi } from './prometheus-api.ts';

export interface Prometheus extends PrometheusApi, AsyncDisposable {
  /** Other rules or another configuration, without a restart; what was scraped stays. Resolves once they are in use. */
  readonly reload: (setup: PrometheusSetup) => Promise<void>;
}

export interface PrometheusSetup {
  /** `prometheus.yml` as a value; JSON is YAML. Relative paths in it are of a directory of its own. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Rule files by name such as `rules.yaml`. They take the place of `rule_files` of the configuration; without them that stays as it is. */
  readonly rules?: Readonly<Record<string, string>>;
}

export interface PrometheusOptions extends PrometheusSetup {
  /** The program looks back so far for the last value of a series; five minutes where absent. */
  readonly lookbackSeconds?: number;
  /** Path of the network namespace that it runs in; that of this process where absent. Its API is reached in either case. */
  readonly networkNamespace?: string;
}

/** Prometheus, a package of the system that `.ci/parts` installs on Debian. */
export function prometheusPart(): Part {
  return programPart('Prometheus', 'prometheus');
}

/** `promtool`, which checks and tests rules. It comes with Prometheus. */
export function promtoolPart(): Part {
  return programPart('promtool', 'promtool');
}

/** A real one on loopback, without a cluster, ready to answer. It scrapes and evaluates what its configuration says. */
export async function startPrometheus({
  lookbackSeconds = 300,
  networkNamespace,
  ...setup
}: PrometheusOptions): Promise<Prometheus> {
  const binary = inPath('prometheus');
  if (binary === undefined) throw new Error('There is no Prometheus: see prometheusPart');
  await using resources = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'prometheus-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  await configure(directory, setup);
  const { child, address, said } = await start(binary, { directory, lookbackSeconds, networkNamespace });
  resources.defer(() => stop(child));
  const reached =
    networkNamespace === undefined
      ? address
      : resources.use(await forward({ connectIn: networkNamespace, to: address })).address;
  const running = resources.move();
  return {
    ...prometheusApi(`http://${reached}`),
    reload: async (next) => {
      await configure(directory, next);
      const response = await fetch(`http://${reached}/-/reload`, { method: 'POST' });
      if (!response.ok) throw new Error(`Prometheus does not take it:\n${said.slice(-5).join('\n')}`);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function configure(directory: string, { config, rules }: PrometheusSetup): Promise<void> {
  const folder = join(directory, 'rules');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [name, text] of Object.entries(rules ?? {})) await writeFile(join(folder, name), text);
  const files = rules === undefined ? {} : { rule_files: ['rules/*'] };
  await writeFile(join(directory, 'prometheus.yml'), JSON.stringify({ ...config, ...files }));
}

interface Started {
  readonly child: ChildProcess;
  /** `127.0.0.1:1234` */
  readonly address: string;
  /** The end of its log. */
  readonly said: readonly string[];
}

const KEPT_LINES = 50;

interface Start {
  readonly directory: string;
  readonly lookbackSeconds: number;
  readonly networkNamespace: string | undefined;
}

async function start(binary: string, { directory, lookbackSeconds, networkNamespace }: Start): Promise<Started> {
  const [command, ...before]: readonly [string, ...string[]] =
    networkNamespace === undefined ? [binary] : ['nsenter', `--net=${networkNamespace}`, binary];
  const child = spawn(
    command,
    [
      ...before,
      `--config.file=${join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--query.lookback-delta=${lookbackSeconds}s`,
      '--web.listen-address=127.0.0.1:0',
      '--web.enable-lifecycle',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const said: string[] = [];
  const lines = createInterface({ input: child.stderr });
  lines.on('line', (line) => {
    said.push(line);
    if (said.length > KEPT_LINES) said.shift();
  });
  const address = await new Promise<string | undefined>((resolve) => {
    let listening: string | undefined;
    lines.on('line', (line) => {
      listening ??= /msg="Listening on" address=(\S+)/.exec(line)?.[1];
      if (line.includes('msg="Server is ready to receive web requests."')) resolve(listening);
    });
    lines.once('close', () => {
      resolve(undefined);
    });
  });
  if (address !== undefined) return { child, address, said };
  await stop(child);
  throw new Error(`Prometheus did not start:\n${said.join('\n')}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function programPart(name: string, program: string): Part {
  return inPath(program) === undefined
    ? { name, missing: `no ${program} in PATH; .ci/parts installs it on Debian` }
    : { name };
}

function inPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

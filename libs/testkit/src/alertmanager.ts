import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Part } from './missing-part.ts';

export interface Alertmanager extends AsyncDisposable {
  /** `http://127.0.0.1:1234` */
  readonly url: string;
  /** Stops it and starts another one on the same port, as an update does: what it had in memory is gone. */
  readonly restart: () => Promise<void>;
}

export interface AlertmanagerOptions {
  /** Where it tells of alerts, `http://127.0.0.1:1234/`; nowhere without it. */
  readonly receiver?: string;
  /** All of `alertmanager.yaml`, instead of the one that tells the receiver at once. */
  readonly configuration?: string;
}

const PROGRAMS = ['prometheus-alertmanager', 'alertmanager'];

/** Prometheus' Alertmanager, a package of the system that `.ci/parts` installs on Debian. */
export function alertmanagerPart(): Part {
  const name = 'Alertmanager';
  return program() === undefined
    ? { name, missing: `no ${PROGRAMS.join(' or ')} in PATH; .ci/parts installs it on Debian` }
    : { name };
}

/** A real one on loopback, without others of its kind. */
export async function startAlertmanager({ receiver, configuration }: AlertmanagerOptions = {}): Promise<Alertmanager> {
  const binary = program();
  if (binary === undefined) throw new Error('There is no Alertmanager: see alertmanagerPart');
  const directory = await mkdtemp(join(tmpdir(), 'alertmanager-'));
  await writeFile(join(directory, 'alertmanager.yml'), configuration ?? tellingAtOnce(receiver));
  let running: Running;
  try {
    running = await start(binary, { directory, address: '127.0.0.1:0' });
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  const { address } = running;
  return {
    url: `http://${address}`,
    restart: async () => {
      await stop(running.child);
      running = await start(binary, { directory, address });
    },
    [Symbol.asyncDispose]: async () => {
      await stop(running.child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  /** `127.0.0.1:1234` */
  readonly address: string;
}

async function start(
  binary: string,
  { directory, address }: { readonly directory: string; readonly address: string },
): Promise<Running> {
  const child = spawn(
    binary,
    [
      `--config.file=${join(directory, 'alertmanager.yml')}`,
      `--storage.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    const listening = /msg="Listening on" address=(\S+)/.exec(line)?.[1];
    if (listening === undefined) continue;
    child.stderr.resume();
    return { child, address: listening };
  }
  throw new Error(`Alertmanager did not start:\n${said.join('\n')}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function tellingAtOnce(receiver: string | undefined): string {
  const webhooks = receiver === undefined ? '' : `\n    webhook_configs: [{ url: "${receiver}", send_resolved: true }]`;
  return `route: { receiver: all, group_by: [incident], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers:
  - name: all${webhooks}
`;
}

function program(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

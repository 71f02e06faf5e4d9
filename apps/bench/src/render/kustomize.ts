import { spawnSync } from 'node:child_process';
import { accessSync, constants, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { Contender, Run } from '../rounds.ts';
import { runProcess } from './child-process.ts';
import { objectsIn, type Group } from './rendered-groups.ts';

/** Folders that kustomize can build: one for each group, and the one around them for all of them at once. */
export interface Kustomizations {
  readonly directory: string;
  readonly groups: readonly string[];
}

/** After this, a build of everything is stopped: its time grows faster than the square of the objects. */
const PATIENCE_MS = 60_000;

/** Where kubectl is: the rig's own, one that the rig downloaded, or one on the path. */
export function findKubectl(environment: NodeJS.ProcessEnv): string | undefined {
  const rig = environment['RIG_BIN'];
  const folders = [
    ...(rig === undefined ? [] : [rig]),
    join(homedir(), '.cache/postgres-ha-rig/bin'),
    ...(environment['PATH'] ?? '').split(delimiter),
  ];
  return folders.map((folder) => join(folder, 'kubectl')).find(isExecutable);
}

/** Copies what was rendered, and lists it as resources. */
export function prepareKustomizations(directory: string, groups: readonly Group[]): Kustomizations {
  for (const { name, files } of groups) {
    mkdirSync(join(directory, name), { recursive: true });
    for (const file of files) copyFileSync(file, join(directory, name, basename(file)));
    writeKustomization(
      join(directory, name),
      files.map((file) => basename(file)),
    );
  }
  const names = groups.map(({ name }) => name);
  writeKustomization(directory, names);
  return { directory, groups: names };
}

export function kustomizeContenders(kubectl: string, { directory, groups }: Kustomizations): readonly Contender[] {
  const who = kustomizeVersion(kubectl);
  const build = (folder: string) => ['kustomize', folder, '--output', join(folder, OUTPUT)];
  return [
    {
      who,
      what: 'one build for each folder, cold',
      run: () => {
        const runs = groups.map((group) => runProcess(kubectl, build(join(directory, group))));
        return { kind: 'done', ms: runs.reduce((sum, { ms }) => sum + ms, 0) };
      },
    },
    { who, what: 'one build for everything, cold', run: () => runWithPatience(kubectl, build(directory)) },
  ];
}

/** What was built folder by folder and, where that came to an end, what was built at once. */
export function builtObjects({ directory, groups }: Kustomizations): readonly (readonly KubeObject[])[] {
  const built = (folder: string) => objectsIn(readFileSync(join(folder, OUTPUT), 'utf8'));
  const atOnce = existsSync(join(directory, OUTPUT)) ? [built(directory)] : [];
  return [groups.flatMap((group) => built(join(directory, group))), ...atOnce];
}

const OUTPUT = 'built.txt';

function runWithPatience(command: string, args: readonly string[]): Run {
  const start = performance.now();
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: PATIENCE_MS });
  const ms = performance.now() - start;
  if (status === 0) return { kind: 'done', ms };
  if (ms >= PATIENCE_MS) return { kind: 'stopped', afterMs: PATIENCE_MS };
  throw new Error(`${[command, ...args].join(' ')}: ${stderr}`, { cause: error });
}

function writeKustomization(folder: string, resources: readonly string[]): void {
  writeFileSync(join(folder, 'kustomization.yaml'), `resources:\n${resources.map((name) => `- ${name}\n`).join('')}`);
}

function kustomizeVersion(kubectl: string): string {
  const { output } = runProcess(kubectl, ['version', '--client', '--output', 'json']);
  const { clientVersion } = JSON.parse(output) as { readonly clientVersion: { readonly gitVersion: string } };
  return `kubectl kustomize ${clientVersion.gitVersion}`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { Contender } from '../rounds.ts';
import { runProcess, startWarmProcess, type WarmProcess } from './child-process.ts';
import { objectsIn, type Group } from './rendered-groups.ts';

const PROGRAM = join(import.meta.dirname, 'processes/cdk8s.ts');

/** Where cdk8s finds the objects, and where it puts its files. */
export interface Synthesis {
  readonly groupsFile: string;
  readonly outdir: string;
}

/** Lays the objects ready for cdk8s, as JSON: making them is no part of what is measured. */
export function prepareSynthesis(directory: string, groups: readonly Group[]): Synthesis {
  const synthesis = { groupsFile: join(directory, 'groups.json'), outdir: join(directory, 'cdk8s') };
  writeFileSync(synthesis.groupsFile, JSON.stringify(groups));
  return synthesis;
}

/** A new process for each run; the time that it takes to read the objects is taken off. */
export function cdk8sCold({ groupsFile, outdir }: Synthesis): Contender {
  return {
    who: cdk8sVersion(),
    what: 'synth, cold, writes every file',
    run: () => {
      rmSync(outdir, { recursive: true, force: true });
      const { ms, output } = runProcess(process.execPath, [PROGRAM, 'once', groupsFile, outdir]);
      return { kind: 'done', ms: ms - Number(output) };
    },
  };
}

export function cdk8sWarm(process: WarmProcess): Contender {
  return { who: cdk8sVersion(), what: 'synth, warm, writes every file', run: process.run };
}

export function startCdk8s({ groupsFile, outdir }: Synthesis): Promise<WarmProcess> {
  return startWarmProcess(PROGRAM, ['warm', groupsFile, outdir]);
}

export function synthesizedObjects({ outdir }: Synthesis): readonly KubeObject[] {
  return readdirSync(outdir).flatMap((name) => objectsIn(readFileSync(join(outdir, name), 'utf8')));
}

function cdk8sVersion(): string {
  const { version } = createRequire(import.meta.url)('cdk8s/package.json') as { readonly version: string };
  return `cdk8s ${version}`;
}

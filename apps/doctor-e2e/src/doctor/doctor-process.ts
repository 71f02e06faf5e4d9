import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Diagnosis } from '@postgres-ha/diagnosis';

export interface DoctorEnd {
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A doctor that is at work. */
export interface RunningDoctor {
  readonly signal: (name: NodeJS.Signals) => void;
  readonly ended: Promise<DoctorEnd>;
}

export interface DoctorRun {
  readonly kubeconfig: string;
  readonly cwd?: string;
}

const MAIN = resolve(import.meta.dirname, '../../../doctor/src/main.ts');

/** Runs `doctor` as a process of its own, to its end. */
export function runDoctor(args: readonly string[], run: DoctorRun): Promise<DoctorEnd> {
  return startDoctor(args, run).ended;
}

export function startDoctor(args: readonly string[], { kubeconfig, cwd }: DoctorRun): RunningDoctor {
  const child = spawn(process.execPath, [MAIN, ...args, '--kubeconfig', kubeconfig], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const ended = once(child, 'close').then((end): DoctorEnd => {
    const [exitCode, killedBy] = end as [number | null, NodeJS.Signals | null];
    return { exitCode, killedBy, ...said };
  });
  return { signal: (name) => child.kill(name), ended };
}

/** What `--json` printed of the one cluster that was asked about. @throws with all that was said, when it is no diagnosis */
export function diagnosisOf(end: DoctorEnd): Diagnosis {
  const { clusters = [] } = printedBy(end) as { readonly clusters?: readonly { readonly diagnosis: Diagnosis }[] };
  const [only, ...others] = clusters;
  if (only === undefined || others.length > 0)
    throw new Error(`doctor printed ${clusters.length} diagnoses:\n${end.stdout}`);
  return only.diagnosis;
}

/** The JSON that was printed. */
export function printedBy({ stdout, stderr, exitCode }: DoctorEnd): unknown {
  try {
    return JSON.parse(stdout) as unknown;
  } catch (cause) {
    throw new Error(`doctor ended with ${exitCode} and printed no JSON:\n${stdout}\n${stderr}`, { cause });
  }
}

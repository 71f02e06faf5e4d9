import type { RunCause } from '@postgres-ha/worker-runtime';
import { redact } from '@postgres-ha/worker-runtime/process';
import { look, type Look } from '../commands/verify.ts';
import { formatInputProblem, type InputProblem } from '@postgres-ha/command-line';
import type { Machine } from '../machine.ts';
import type { EndedLook } from './last-look.ts';
import type { PolicyWatch } from './policy-watch.ts';
import type { Looked } from './told.ts';

interface Parts {
  readonly machine: Machine;
  readonly policy: PolicyWatch;
  /** Of the policy that could be read last; for what is said when it cannot be read any more. */
  readonly serverName: () => string | undefined;
}

/** One look, by the policy as it is now. It does not throw: what went wrong is a failed look, of which nothing is known. */
export async function runOnce(cause: RunCause, { machine, policy, serverName }: Parts): Promise<EndedLook> {
  const startedAt = machine.now();
  const settings = policy.settings();
  const looked = await (settings === undefined
    ? refusedBy(policy.problems())
    : look(settings.request, machine).catch((error: unknown): Look => ({
        kind: 'failed',
        because: `a fault of the verifier: ${messageOf(error)}`,
      })));
  return {
    cause,
    startedAt,
    finishedAt: machine.now(),
    looked: lookedOf(looked, {
      notes: settings?.request.notes ?? [],
      serverName: serverName(),
      clean: (text) => redact(text, machine.env),
    }),
  };
}

function refusedBy(problems: readonly InputProblem[]): Look {
  return { kind: 'refused', problems };
}

interface Context {
  readonly notes: readonly string[];
  readonly serverName: string | undefined;
  /** What is said goes to pages, to the history and to whoever is told. */
  readonly clean: (text: string) => string;
}

function lookedOf(looked: Look, { notes, serverName, clean }: Context): Looked {
  switch (looked.kind) {
    case 'reports':
      return { kind: 'reports', reports: looked.reports, notes };
    case 'refused':
      return { kind: 'failed', because: clean(looked.problems.map(formatInputProblem).join(' ')), serverName };
    case 'failed':
      return { kind: 'failed', because: clean(looked.because), serverName };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Timetable } from '@postgres-ha/worker-runtime';
import type { InputProblem } from '@postgres-ha/command-line';
import { readRun, type RunSettings, type ServeArguments } from './serve-request.ts';

/** What was found when the policy was looked at. */
export type PolicyChange =
  | { readonly kind: 'changed'; readonly timetable: Timetable }
  /** From now on no run can be begun by it. */
  | { readonly kind: 'broken'; readonly problems: readonly InputProblem[] };

/** The policy, as it is now. */
export interface PolicyWatch {
  /**
   * Looks whether the file is another one. The last timetable that could be read is what runs are begun by, so that a broken policy is seen at
   * its time; nothing else of it is used.
   */
  readonly timetable: () => Timetable;
  /** As it was with the last timetable. */
  readonly jitterMs: () => number;
  readonly problems: () => readonly InputProblem[];
  /** For a run: everything is read anew. */
  readonly settings: () => RunSettings | undefined;
}

export function watchPolicy(
  given: ServeArguments,
  { first, onChange }: { readonly first: RunSettings; readonly onChange: (change: PolicyChange) => void },
): PolicyWatch {
  let { timetable, jitterMs } = first;
  let problems: readonly InputProblem[] = [];
  let bytes = policyBytes(given);
  const settings = (): RunSettings | undefined => {
    const read = readRun(given);
    const before = { timetable, problems };
    if (read.kind === 'read') {
      problems = [];
      ({ timetable, jitterMs } = read.value);
      const isOther = timetable.cron !== before.timetable.cron || timetable.timeZone !== before.timetable.timeZone;
      if (isOther || before.problems.length > 0) onChange({ kind: 'changed', timetable });
      return read.value;
    }
    ({ problems } = read);
    if (JSON.stringify(problems) !== JSON.stringify(before.problems)) onChange({ kind: 'broken', problems });
    return undefined;
  };
  return {
    timetable: () => {
      const now = policyBytes(given);
      if (!isSame(now, bytes)) {
        bytes = now;
        settings();
      }
      return timetable;
    },
    jitterMs: () => jitterMs,
    problems: () => problems,
    settings,
  };
}

/** Undefined when there is no such file, or it cannot be read; why is for `readRun` to say. */
function policyBytes({ options, machine }: ServeArguments): Buffer | undefined {
  try {
    return readFileSync(resolve(machine.workingDirectory, options.policy?.[0] ?? ''));
  } catch {
    return undefined;
  }
}

function isSame(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

import { readListenAddress, readTimetable, type ListenAddress, type Timetable } from '@postgres-ha/worker-runtime';
import { durationMs, type InputProblem, quoted, readAs, type Reading, refuse } from '@postgres-ha/command-line';
import type { Machine } from '../machine.ts';
import type { Policy } from '../policy/policy-schema.ts';
import { policyFrom, readRequest } from '../request/read-request.ts';
import type { Request, RunOptions } from '../request/request.ts';
import { readNotify, type NotifyOptions, type NotifyRequest } from './notify-request.ts';

export interface ServeOptions extends RunOptions, NotifyOptions {
  readonly listen: string;
  readonly grace: string;
  readonly runAtStart?: boolean;
}

/** What a worker was asked for, beside what each of its runs reads anew. */
export interface ServeSettings {
  readonly listen: ListenAddress;
  /** How long it may take to stop. */
  readonly graceMs: number;
  readonly first: 'at-start' | 'by-schedule';
  /** Undefined when nobody is told but the log. */
  readonly notify: NotifyRequest | undefined;
}

/** What a run goes by, and when runs are. */
export interface RunSettings {
  readonly request: Request;
  readonly timetable: Timetable;
  /** How much later than its time a run may begin, by chance. */
  readonly jitterMs: number;
}

/** As they were given on the command line. */
export interface ServeArguments {
  readonly address: string | undefined;
  readonly options: ServeOptions;
  readonly machine: Machine;
}

/** Everything that is wrong with what a worker was given, at once; nothing has been begun. */
export function readServe(
  given: ServeArguments,
): Reading<{ readonly settings: ServeSettings; readonly run: RunSettings }> {
  const { listen: listenText, grace: graceText, runAtStart } = given.options;
  const listen = readListenAddress(listenText, '--listen');
  const graceMs = durationMs(graceText);
  const run = readRun(given);
  const notify = readNotify(given.options, given.machine);
  if (listen.kind === 'read' && graceMs !== undefined && run.kind === 'read' && notify.kind === 'read') {
    const first = runAtStart === true ? 'at-start' : 'by-schedule';
    return readAs({ settings: { listen: listen.value, graceMs, first, notify: notify.value }, run: run.value });
  }
  const grace: readonly InputProblem[] =
    graceMs === undefined
      ? [{ where: '--grace', found: quoted(graceText), expected: 'a duration such as 25s', remedy: 'Write the unit.' }]
      : [];
  return refuse(
    ...(listen.kind === 'refused' ? listen.problems : []),
    ...grace,
    ...(run.kind === 'refused' ? run.problems : []),
    ...(notify.kind === 'refused' ? notify.problems : []),
  );
}

/** Reads the policy and all that it leads to anew. */
export function readRun({ address, options, machine }: ServeArguments): Reading<RunSettings> {
  const request = readRequest(address, { options, machine, memory: 'of the policy' });
  const timetable = timetableOf(options, machine);
  if (request.kind === 'read' && timetable.kind === 'read') {
    return readAs({ request: request.value, ...timetable.value });
  }
  const problems = [request, timetable].flatMap((each) => (each.kind === 'refused' ? each.problems : []));
  // A policy that cannot be read is a problem of both.
  return refuse(...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values());
}

function timetableOf({ policy: files = [] }: ServeOptions, machine: Machine): Reading<Omit<RunSettings, 'request'>> {
  const policy = policyFrom(files, machine.workingDirectory);
  if (policy.kind === 'refused') return policy;
  if (policy.value === undefined) {
    return refuse({
      where: '--policy',
      found: 'none',
      expected: 'the verification policy of a cluster',
      remedy:
        'It says when to look: name the 02-backup-configuration.yaml, or the file that its ConfigMap is mounted as.',
    });
  }
  return scheduleOf(policy.value);
}

function scheduleOf({ schedule: { cron, timeZone }, verification }: Policy): Reading<Omit<RunSettings, 'request'>> {
  const where = { cron: 'policy: schedule.cron', timeZone: 'policy: schedule.timeZone' };
  const timetable = readTimetable({ cron, timeZone, where });
  if (timetable.kind === 'refused') return timetable;
  return readAs({ timetable: timetable.value, jitterMs: (verification?.jitterSeconds ?? 0) * 1000 });
}

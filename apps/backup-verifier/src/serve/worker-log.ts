import type { Log, ScheduleEvent } from '@postgres-ha/worker-runtime';
import { formatInputProblem } from '@postgres-ha/command-line';
import { overallOf, type RunResult } from './last-look.ts';
import type { PolicyChange } from './policy-watch.ts';

/** Writes what the schedule tells. */
export function logSchedule(log: Log, event: ScheduleEvent<RunResult>): void {
  switch (event.kind) {
    case 'started':
      log.info('run-started', slotOf(event.cause));
      return;
    case 'skipped':
      log.warn('runs-skipped', {
        because: event.because,
        count: event.count,
        ...(event.more && { more: true }),
        latest: new Date(event.latest),
      });
      return;
    case 'clock-set-back':
      log.warn('clock-set-back', { seconds: Math.round(event.byMs / 1000) });
      return;
    case 'ended':
      logEnd(log, event);
  }
}

function logEnd(log: Log, { cause, end, startedAt, at }: Extract<ScheduleEvent<RunResult>, { kind: 'ended' }>): void {
  const facts = { ...slotOf(cause), seconds: (at - startedAt) / 1000 };
  switch (end.kind) {
    case 'failed':
      log.error('run-failed', { ...facts, error: end.error });
      return;
    case 'stopped':
      return;
    case 'finished': {
      if (end.result.kind === 'interrupted') {
        log.warn('run-interrupted', facts);
        return;
      }
      const { looked } = end.result.ended;
      if (looked.kind === 'failed') {
        log.error('run-failed', { ...facts, overall: 'unknown', because: looked.because });
        return;
      }
      const servers = looked.reports.map(({ serverName, overall, asked, backups, read }) => ({
        ...{ serverName, overall, asked, backups: backups.length },
        ...{ objects: read.objects, bytes: read.bytes },
      }));
      const overall = overallOf(looked);
      log[overall === 'proven' ? 'info' : 'warn']('run-finished', { ...facts, overall, servers });
    }
  }
}

function slotOf(cause: Extract<ScheduleEvent<RunResult>, { kind: 'started' }>['cause']): {
  readonly slot: Date | null;
} {
  return { slot: cause.kind === 'slot' ? new Date(cause.slot) : null };
}

export function logPolicy(log: Log, change: PolicyChange): void {
  if (change.kind === 'broken') {
    log.error('policy-broken', { problems: change.problems.map(formatInputProblem) });
  } else {
    const { cron, timeZone } = change.timetable;
    log.info('policy-changed', { cron, timeZone });
  }
}

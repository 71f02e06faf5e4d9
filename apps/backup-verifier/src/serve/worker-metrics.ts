import { Counter, Gauge, Registry, type ScheduleEvent, type ScheduleState } from '@postgres-ha/worker-runtime';
import { overallOf, type RunResult } from './last-look.ts';
import type { Teller } from './teller.ts';

/** What the worker knows when it is asked. */
export interface Measured {
  readonly schedule: () => ScheduleState | undefined;
  readonly teller: () => Teller | undefined;
  readonly configurationIsValid: () => boolean;
}

/** Metrics of the worker itself; those of the archives are of `libs/proof-report`. */
export interface WorkerMetrics {
  readonly registry: Registry;
  readonly onSchedule: (event: ScheduleEvent<RunResult>) => void;
}

export function workerMetrics({ schedule, teller, configurationIsValid }: Measured): WorkerMetrics {
  const registry = new Registry();
  const registers = [registry];
  const runs = new Counter({
    name: 'backup_verifier_runs_total',
    help: 'Looks that have ended, by what came of them; failed is a look that was not one.',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['proven', 'acknowledged', 'damaged', 'unknown', 'failed']) runs.inc({ outcome }, 0);
  const skipped = new Counter({
    name: 'backup_verifier_skipped_runs_total',
    help: 'Times of the schedule without a run of their own: another was running, or they came while nobody could look.',
    labelNames: ['because'],
    registers,
  });
  for (const because of ['overlap', 'late']) skipped.inc({ because }, 0);
  const seconds = gauge('backup_verifier_last_run_seconds', 'How long the last look took.');
  asked(
    'backup_verifier_last_run_finished_timestamp_seconds',
    'When the last look ended, whatever came of it, of an earlier process too; 0 when there was none.',
    () => {
      const at = teller()?.last()?.finishedAt;
      return secondsOf(at === undefined ? undefined : Date.parse(at));
    },
  );
  asked('backup_verifier_next_run_timestamp_seconds', 'When the next look is due; 0 when there is none.', () =>
    secondsOf(schedule()?.next),
  );
  asked('backup_verifier_run_started_timestamp_seconds', 'When the look began that is under way; 0 when none is.', () =>
    secondsOf(schedule()?.running?.startedAt),
  );
  asked('backup_verifier_configuration_valid', 'Whether a look could begin by the policy as it is now.', () =>
    configurationIsValid() ? 1 : 0,
  );
  asked('backup_verifier_open_findings', 'Findings that were told and are not resolved.', () => {
    return teller()?.told().findings.length ?? 0;
  });
  asked('backup_verifier_history_failures', 'Times that the history gave or kept less than was asked.', () => {
    return teller()?.failures().history ?? 0;
  });
  asked(
    'backup_verifier_untold_findings',
    'Times that a change of a finding could not be told; it is told again.',
    () => {
      return teller()?.failures().sink ?? 0;
    },
  );

  function gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers });
  }
  function asked(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  }
  return {
    registry,
    onSchedule: (event) => {
      if (event.kind === 'skipped') skipped.inc({ because: event.because }, event.count);
      if (event.kind !== 'ended') return;
      const { end, startedAt, at } = event;
      if (end.kind === 'finished' && end.result.kind === 'interrupted') return;
      seconds.set((at - startedAt) / 1000);
      const looked = end.kind === 'finished' && end.result.kind === 'looked' ? end.result.ended.looked : undefined;
      runs.inc({ outcome: looked === undefined || looked.kind === 'failed' ? 'failed' : overallOf(looked) });
    },
  };
}

function secondsOf(milliseconds: number | undefined): number {
  return milliseconds === undefined ? 0 : milliseconds / 1000;
}

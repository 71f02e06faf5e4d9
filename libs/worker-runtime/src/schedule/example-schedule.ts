import type { Clock } from './clock.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';
import type { RunCause, ScheduleEvent } from './schedule-event.ts';
import { createSchedule, type Schedule, type ScheduleOptions } from './schedule.ts';
import { readTimetable, type Timetable } from './timetable.ts';

export function timetable(cron: string, timeZone = 'UTC'): Timetable {
  const read = readTimetable({ cron, timeZone, where: { cron: 'cron', timeZone: 'timeZone' } });
  if (read.kind === 'refused') throw new Error(JSON.stringify(read.problems));
  return read.value;
}

export interface ExampleSchedule {
  readonly clock: FakeClock;
  readonly schedule: Schedule<string>;
  readonly events: readonly ScheduleEvent<string>[];
  /** Events in short: `run 02:30:00`, `overlap 1`, `late 3`, `ended`, `failed`, `set back`. */
  readonly told: () => readonly string[];
  /** The most that ever ran at the same time. */
  readonly atOnce: () => number;
  readonly stop: () => void;
}

interface Example {
  readonly at: string;
  readonly cron?: string;
  readonly timeZone?: string;
  /** How long a run takes, in milliseconds; it may throw. */
  readonly takes?: (cause: RunCause) => number;
  readonly more?: Partial<ScheduleOptions<string>> | ((clock: FakeClock) => Partial<ScheduleOptions<string>>);
}

/** A schedule on a clock that the test turns. */
export function exampleSchedule({ at, cron = '0 * * * * *', timeZone = 'UTC', takes, more }: Example): ExampleSchedule {
  const clock = fakeClock(Date.parse(at));
  const events: ScheduleEvent<string>[] = [];
  const stop = new AbortController();
  let [running, most] = [0, 0];
  const plan = timetable(cron, timeZone);
  const schedule = createSchedule<string>({
    timetable: () => plan,
    run: async (cause, signal) => {
      running += 1;
      most = Math.max(most, running);
      try {
        await worked(clock, takes?.(cause) ?? 0, signal);
        return 'done';
      } finally {
        running -= 1;
      }
    },
    onEvent: (event) => events.push(event),
    clock,
    random: () => 0,
    signal: stop.signal,
    ...(typeof more === 'function' ? more(clock) : more),
  });
  return {
    clock,
    schedule,
    events,
    told: () => events.map(inShort),
    atOnce: () => most,
    stop: () => {
      stop.abort();
    },
  };
}

async function worked(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await clock.wait(milliseconds, signal);
}

function inShort(event: ScheduleEvent<string>): string {
  const time = (at: number): string => new Date(at).toISOString().slice(11, 19);
  switch (event.kind) {
    case 'started':
      return event.cause.kind === 'slot' ? `run ${time(event.cause.slot)} at ${time(event.at)}` : 'run asked';
    case 'ended':
      return event.end.kind;
    case 'skipped':
      return `${event.because} ${event.count}${event.more ? '+' : ''}`;
    case 'clock-set-back':
      return 'set back';
  }
}

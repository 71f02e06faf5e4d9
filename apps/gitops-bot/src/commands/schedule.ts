import type { DeliveryOutcome } from '@postgres-ha/change-delivery';
import { EXIT_CODES, refused, type Outcome } from '@postgres-ha/command-line';
import { createSchedule } from '@postgres-ha/worker-runtime';
import type { BotConfig } from '../config/bot-config.ts';
import { readConfig } from '../config/read-config.ts';
import type { Machine } from '../machine.ts';
import { aborted } from '../serve/aborted.ts';
import { classifyFailure } from '../work/classify-failure.ts';
import { openForConfig, type OpenedBot } from './open-for-config.ts';

/** As they were given on the command line. */
export interface ScheduleOptions {
  readonly config: string;
  readonly once?: true;
}

/**
 * Looks after what is open, without webhooks: comments that nobody told of, bases that moved, freezes that begin and end, maintenance that is
 * due, claims that expired. Once, or by the timetable until it is told to stop.
 */
export async function schedule({ config: file, once }: ScheduleOptions, machine: Machine): Promise<Outcome> {
  const read = readConfig(file, machine);
  if (read.kind === 'refused') return refused(read.problems, 'Nothing was looked after.');
  const config = read.value;
  const opened = openForConfig(config, { machine, level: once === true ? 'error' : 'info' });
  if (once === true) return onceOver(config, { machine, opened });
  const { clock, random, signal } = machine;
  const { log } = opened;
  const timed = createSchedule({
    timetable: () => config.timetable,
    run: (_cause, limited) => lookAfter(config, { opened, signal: limited }),
    onEvent: (event) => {
      if (event.kind !== 'ended' || event.end.kind !== 'finished') return;
      for (const { repository, because } of event.end.result) {
        if (because === undefined) log.info('tick-done', { repository });
        else log.error('tick-failed', { repository, because });
      }
    },
    ...{ clock, random, signal },
  });
  log.info('worker-started', { repositories: config.repositories });
  void timed.runNow();
  await aborted(signal);
  await timed.ended;
  log.info('worker-stopped');
  return { code: EXIT_CODES.ok, text: '', json: undefined };
}

interface Looked {
  readonly repository: string;
  /** Undefined: it went well. */
  readonly because: string | undefined;
}

async function lookAfter(
  { repositories }: BotConfig,
  { opened, signal }: { readonly opened: OpenedBot; readonly signal: AbortSignal },
): Promise<readonly Looked[]> {
  const looked: Looked[] = [];
  for (const repository of repositories) {
    try {
      looked.push({ repository, because: problemOf(await opened.bot.repository(repository).tick(signal)) });
    } catch (error) {
      signal.throwIfAborted();
      looked.push({ repository, because: opened.clean(classifyFailure(error).because) });
    }
  }
  return looked;
}

/** What could not be looked after. */
function problemOf(outcome: DeliveryOutcome): string | undefined {
  if (outcome.kind === 'later') return outcome.because;
  if (outcome.kind !== 'kept-up' || outcome.report.failed.length === 0) return undefined;
  return outcome.report.failed.join('; ');
}

async function onceOver(
  config: BotConfig,
  { machine, opened }: { readonly machine: Machine; readonly opened: OpenedBot },
): Promise<Outcome> {
  const looked = await lookAfter(config, { opened, signal: machine.signal });
  const failed = looked.some(({ because }) => because !== undefined);
  return {
    code: failed ? EXIT_CODES.couldNotLook : EXIT_CODES.ok,
    text: looked
      .map(({ repository, because }) =>
        because === undefined ? `${repository}: looked after` : `${repository}: UNKNOWN: ${because}`,
      )
      .join('\n'),
    json: { repositories: looked.map(({ repository, because }) => ({ repository, problem: because ?? null })) },
  };
}

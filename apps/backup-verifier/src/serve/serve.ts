import { EXIT_CODES, readAs, type Outcome, type Reading } from '@postgres-ha/command-line';
import type { IncidentSink } from '@postgres-ha/incident';
import { OutboxError } from '@postgres-ha/notification';
import { metricsText, type RunSummary } from '@postgres-ha/proof-report';
import { removeAbandonedScratch } from '@postgres-ha/scratch-postgres';
import {
  createSchedule,
  jsonLog,
  ListenError,
  processMetrics,
  serveHttp,
  withinGrace,
  type Clock,
  type Health,
  type Log,
  type Schedule,
} from '@postgres-ha/worker-runtime';
import { redact } from '@postgres-ha/worker-runtime/process';
import { endedEarly } from '../interruption.ts';
import type { Machine } from '../machine.ts';
import { refused } from '../refused.ts';
import type { FindingSink } from './finding-sink.ts';
import type { EndedLook, RunResult } from './last-look.ts';
import { watchPolicy } from './policy-watch.ts';
import { runOnce } from './run-once.ts';
import { openNotifications, type Notifications } from './notifications.ts';
import type { NotifyRequest } from './notify-request.ts';
import type { RunHistory } from './run-history.ts';
import { summariesIn, TREND_RUNS } from './run-record.ts';
import { readServe, type RunSettings, type ServeArguments, type ServeSettings } from './serve-request.ts';
import { openTeller, type Teller } from './teller.ts';
import { NOTHING_TOLD } from './told.ts';
import { logPolicy, logSchedule } from './worker-log.ts';
import { workerMetrics } from './worker-metrics.ts';
import { workerPages } from './worker-pages.ts';

/** What a worker is put together from. */
export interface ServeParts {
  readonly clock: Clock;
  readonly openHistory: (settings: RunSettings, parts: HistoryParts) => Promise<RunHistory>;
  readonly openSinks: (request: NotifyRequest, machine: Machine) => Promise<Reading<readonly IncidentSink[]>>;
  readonly openSink: (log: Log) => FindingSink;
  /** What is kept of a run, to draw and to measure over time; JSON-safe. */
  readonly summarize: (ended: EndedLook) => RunSummary | undefined;
}

export interface HistoryParts {
  readonly log: Log;
  /** Where runs are kept when the policy names no ledger; undefined when nowhere. */
  readonly directory: string | undefined;
}

/** Twelve looks of the schedule that did not happen. */
const HANGS_MS = 60_000;

const STOPPED: Outcome = { code: EXIT_CODES.ok, text: '', json: undefined };

/** Proves an archive again and again, until it is told to stop. */
export async function serve(given: ServeArguments, parts: ServeParts): Promise<Outcome> {
  const read = readServe(given);
  if (read.kind === 'refused') return refused(read.problems);
  const { machine } = given;
  const { notify } = read.value.settings;
  const sinks = notify === undefined ? readAs([]) : await parts.openSinks(notify, machine);
  if (sinks.kind === 'refused') return refused(sinks.problems);
  const clean = (text: string): string => redact(text, machine.env);
  const log = jsonLog({ write: machine.writeLine, now: parts.clock.now, redact: clean });
  try {
    return await work({ given, parts, log, clean, sinks: sinks.value, ...read.value });
  } catch (error) {
    // Who is told to stop while he starts has nothing to finish.
    if (machine.signal.aborted && !(error instanceof ListenError)) return STOPPED;
    if (error instanceof OutboxError) {
      const { where, found, expected, remedy } = error;
      return refused([{ where: `--outbox: ${where}`, found, expected, remedy }]);
    }
    if (!(error instanceof ListenError)) throw error;
    const remedy = 'Choose another with --listen, or end what listens there.';
    const found = `${given.options.listen}, where nothing can listen (${error.code})`;
    return refused([{ where: '--listen', found, expected: 'an address of this machine that is free', remedy }]);
  }
}

interface Work {
  readonly given: ServeArguments;
  readonly parts: ServeParts;
  readonly log: Log;
  readonly clean: (text: string) => string;
  readonly sinks: readonly IncidentSink[];
  readonly settings: ServeSettings;
  readonly run: RunSettings;
}

async function work({ given, parts, log, clean, sinks, settings, run }: Work): Promise<Outcome> {
  const { machine } = given;
  const { clock } = parts;
  const { signal } = machine;
  await using opened = new AsyncDisposableStack();
  const stopping = (): void => {
    log.info('worker-stopping', { because: endedEarly(signal), graceSeconds: settings.graceMs / 1000 });
  };
  signal.addEventListener('abort', stopping, { once: true });
  // Pages and probes are there before what they tell of.
  const live: { schedule?: Schedule<RunResult>; teller?: Teller; notifications?: Notifications } = {};
  let [last, lastReports]: (EndedLook | undefined)[] = [];
  let summaries: readonly RunSummary[] = [];
  const policy = watchPolicy(given, {
    first: run,
    onChange: (change) => {
      logPolicy(log, change);
    },
  });
  const metrics = workerMetrics({
    schedule: () => live.schedule?.state(),
    teller: () => live.teller,
    configurationIsValid: () => policy.problems().length === 0,
  });
  opened.use(processMetrics(metrics.registry, machine.measured));
  const { notify } = settings;
  if (notify !== undefined) {
    const given = { request: notify, sinks, clock, random: machine.random, log, registry: metrics.registry, signal };
    live.notifications = opened.use(await openNotifications(given));
  }
  const http = await serveHttp({
    listen: settings.listen,
    health: () => healthOf(live.schedule),
    readiness: () => readinessOf(live.schedule, signal),
    metrics: async () => {
      const reports = lastReports?.looked.kind === 'reports' ? lastReports.looked.reports : [];
      const { verdicts } = live.teller?.told() ?? NOTHING_TOLD;
      return `${await metrics.registry.metrics()}${metricsText(reports, { history: summaries, verdicts })}`;
    },
    pages: workerPages({
      now: machine.now,
      last: () => last,
      lastReports: () => lastReports,
      history: () => summaries,
      known: () => live.teller?.last(),
      schedule: () => live.schedule?.state(),
      problems: policy.problems,
      told: () => live.teller?.told() ?? NOTHING_TOLD,
      sinks: () => live.notifications?.status() ?? [],
    }),
    redact: clean,
    onError: (path, error) => {
      log.error('page-failed', { path, error });
    },
  });
  opened.use(http);
  const { cron, timeZone } = run.timetable;
  log.info('worker-started', { url: http.url, cron, timeZone });
  await cleanUp(run, { log, signal });
  const history = opened.use(await parts.openHistory(run, { log, directory: notify?.directory }));
  const known = await openTeller({ history, sink: parts.openSink(log), log, summarize: parts.summarize }, signal);
  live.teller = known;
  summaries = summariesIn((await history.runs({ limit: TREND_RUNS, signal })).texts);
  const since = known.last()?.slot;
  const started = createSchedule<RunResult>({
    timetable: policy.timetable,
    run: async (cause, until) => {
      const ended = await runOnce(cause, {
        machine: { ...machine, signal: until, terminal: undefined },
        policy,
        serverName: () => run.request.server?.name,
      });
      if (until.aborted) return { kind: 'interrupted' };
      last = ended;
      if (ended.looked.kind === 'reports') lastReports = ended;
      const told = await known.tell(ended, until);
      await live.notifications?.look(ended, told);
      const summary = parts.summarize(ended);
      if (summary !== undefined) summaries = [summary, ...summaries].slice(0, TREND_RUNS);
      return { kind: 'looked', ended };
    },
    onEvent: (event) => {
      metrics.onSchedule(event);
      logSchedule(log, event);
    },
    clock,
    random: machine.random,
    jitterMs: policy.jitterMs,
    ...(since !== undefined && { since: Date.parse(since) }),
    signal,
  });
  live.schedule = started;
  log.info('worker-ready', { url: http.url, next: new Date(started.state().next ?? 0) });
  if (settings.first === 'at-start') void started.runNow();
  return await untilStopped({ schedule: started, opened, log, signal, graceMs: settings.graceMs, clock });
}

/** What a worker that was killed has left goes first. Each run does the same, so that a failure here is no reason not to start. */
async function cleanUp(
  { request: { scratch } }: RunSettings,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  if (scratch === undefined) return;
  try {
    const removed = await removeAbandonedScratch(scratch.parent, { signal });
    if (removed.length > 0) log.info('scratch-removed', { removed });
  } catch (error) {
    if (!signal.aborted) log.warn('scratch-not-removed', { error });
  }
}

/** It hangs when its schedule does not look at the clock any more; that it answers at all shows that the event loop turns. */
function healthOf(schedule: Schedule<RunResult> | undefined): Health {
  const ms = schedule?.state().sinceLookMs ?? 0;
  return ms < HANGS_MS ? { kind: 'ok' } : { kind: 'failing', because: `no look at the clock for ${Math.round(ms)} ms` };
}

/** Whether it can be asked. What it found is no matter of readiness: a worker that nobody asks any more cannot say that backups are damaged. */
function readinessOf(schedule: Schedule<RunResult> | undefined, signal: AbortSignal): Health {
  if (signal.aborted) return { kind: 'failing', because: 'stopping' };
  return schedule === undefined ? { kind: 'failing', because: 'starting' } : { kind: 'ok' };
}

interface Stopping {
  readonly schedule: Schedule<RunResult>;
  readonly opened: AsyncDisposableStack;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly graceMs: number;
  readonly clock: Clock;
}

async function untilStopped({ schedule, opened, log, signal, graceMs, clock }: Stopping): Promise<Outcome> {
  const over = schedule.ended;
  await Promise.race([over, aborted(signal)]);
  const closing = over.then(() => opened.disposeAsync());
  if ((await withinGrace(closing, { graceMs, clock })) === 'stopped') {
    log.info('worker-stopped');
    return STOPPED;
  }
  log.error('worker-abandoned', { because: 'the run did not end within its grace; the next start cleans up' });
  return { code: EXIT_CODES.couldNotLook, text: '', json: undefined, abandons: true };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}

import { join } from 'node:path';
import type { HeldLock } from '@postgres-ha/change-delivery';
import { EXIT_CODES, refused, type Outcome } from '@postgres-ha/command-line';
import { withoutSecrets } from '@postgres-ha/config-file';
import { readDelivery, verifyWebhook } from '@postgres-ha/github-api';
import {
  createSchedule,
  jsonLog,
  ListenError,
  processMetrics,
  serveHttp,
  withinGrace,
  type Health,
  type Log,
} from '@postgres-ha/worker-runtime';
import { DirectoryError } from '@postgres-ha/worker-runtime/disk';
import type { Bot, Machine } from '../machine.ts';
import { openDeliveryQueue, type DeliveryQueue } from '../queue/delivery-queue.ts';
import { serveWebhooks } from '../webhooks/webhook-server.ts';
import { openLane, type Handled, type RepositoryLane } from '../work/repository-lane.ts';
import { aborted } from './aborted.ts';
import { logAnswered, logHandled } from './bot-log.ts';
import { botMetrics } from './bot-metrics.ts';
import { botPage } from './bot-page.ts';
import { botStatus, type BotMemory } from './bot-view.ts';
import { readServe, type ServeOptions, type ServeSettings } from './serve-request.ts';

const STOPPED: Outcome = { code: EXIT_CODES.ok, text: '', json: undefined };
const NOTHING_SERVED = 'Nothing was served.';
const STOPPING: Health = { kind: 'failing', because: 'stopping' };
const OK: Health = { kind: 'ok' };

const MOST_WAITING = 10_000;
const DAY_MS = 86_400_000;
/** GitHub delivers again what is up to three days old. */
const REMEMBER_MS = 7 * DAY_MS;
const OLDEST_MS = 3 * DAY_MS;
const LONGEST_MS = 600_000;
const MOST_ATTEMPTS = 8;
const MOST_RECENT = 100;
/** A lane that runs one thing for so long does not look at its signals. */
const HUNG_MS = 2 * LONGEST_MS;

/** Takes webhooks and handles them until it is told to stop. */
export async function serve(options: ServeOptions, machine: Machine): Promise<Outcome> {
  const read = readServe(options, machine);
  if (read.kind === 'refused') return refused(read.problems, NOTHING_SERVED);
  const { clock, signal } = machine;
  const clean = withoutSecrets(read.value.config.secrets, machine.env);
  const log = jsonLog({ write: machine.writeLine, now: clock.now, redact: clean });
  try {
    return await work({ ...read.value, machine, log, clean });
  } catch (error) {
    if (error instanceof ListenError) {
      const remedy = 'Choose another, or end what listens there.';
      const expected = 'addresses of this machine that are free';
      return refused([{ where: 'listen', found: error.message, expected, remedy }], NOTHING_SERVED);
    }
    if (error instanceof DirectoryError) {
      const { where, found, expected, remedy } = error;
      return refused([{ where: `stateDirectory: ${where}`, found, expected, remedy }], NOTHING_SERVED);
    }
    // Who is told to stop while he starts has nothing to finish.
    if (signal.aborted) return STOPPED;
    throw error;
  }
}

interface Work extends ServeSettings {
  readonly machine: Machine;
  readonly log: Log;
  readonly clean: (text: string) => string;
}

async function work({
  config,
  webhooks,
  stateDirectory,
  listen,
  graceMs,
  machine,
  log,
  clean,
}: Work): Promise<Outcome> {
  const { clock, random, signal } = machine;
  await using opened = new AsyncDisposableStack();
  const lanes = new Map<string, RepositoryLane>();
  const ticks = new Map<string, { readonly at: Date; readonly problem: string | undefined }>();
  const locks = new Map<string, readonly HeldLock[]>();
  const recent: Handled[] = [];
  const live: { queue?: DeliveryQueue } = {};
  const { repositories } = config;
  const memory: BotMemory = {
    ...{ startedAt: new Date(clock.now()), repositories, lanes, ticks, locks, recent },
    queue: () => live.queue,
  };
  const metrics = botMetrics(memory, { now: clock.now });
  opened.use(processMetrics(metrics.registry, machine.measured));
  // The page and probes are there before what they tell of.
  const http = await serveHttp({
    listen,
    health: () => healthOf(lanes, clock.elapsed()),
    readiness: () =>
      signal.aborted ? STOPPING : live.queue === undefined ? { kind: 'failing', because: 'starting' } : OK,
    metrics: () => metrics.registry.metrics(),
    pages: {
      '/': () => ({ contentType: 'text/html; charset=utf-8', body: botPage(botStatus(memory), clock.now()) }),
      '/status.json': () => ({
        contentType: 'application/json',
        body: `${JSON.stringify(botStatus(memory), null, 2)}\n`,
      }),
    },
    redact: clean,
    onError: (path, error) => {
      log.error('page-failed', { path, error });
    },
  });
  opened.use(http);
  log.info('worker-started', { url: http.url, repositories });
  const taken = await openDeliveryQueue({
    ...{ directory: join(stateDirectory, 'deliveries'), most: MOST_WAITING, rememberMs: REMEMBER_MS },
    now: () => new Date(clock.now()),
    onCorrupt: (file) => {
      log.error('delivery-corrupt', { file });
    },
  });
  live.queue = opened.use(taken);
  const ended: Promise<unknown>[] = [];
  const ending = new AbortController();
  const working = AbortSignal.any([signal, ending.signal]);
  // Before the queue is closed, and also where the start ends here.
  opened.defer(async () => {
    ending.abort();
    await Promise.all(ended);
  });
  const bot = machine.openBot({ ...config, clock, log, onLimit: metrics.onLimit });
  const onHandled = (handled: Handled): void => {
    recent.push(handled);
    if (recent.length > MOST_RECENT) recent.shift();
    metrics.onHandled(handled);
    logHandled(log, handled);
    const { repository, what, at, end } = handled;
    if (what === 'tick') ticks.set(repository, { at, problem: end.kind === 'done' ? undefined : end.because });
  };
  for (const name of repositories) {
    const repository = bot.repository(name);
    const lane = openLane({
      ...{ repository: name, queue: taken, clock, random, signal: working, onHandled, handle: repository.handle },
      ...{ longestMs: LONGEST_MS, mostAttempts: MOST_ATTEMPTS, oldestMs: OLDEST_MS },
      tick: async (limited) => {
        const outcome = await repository.tick(limited);
        locks.set(name, await repository.locks(limited));
        return outcome;
      },
    });
    lanes.set(name, lane);
    ended.push(lane.ended);
  }
  const receiving = opened.use(
    await serveWebhooks({
      ...{ ...webhooks, repositories, queue: taken, verify: verifyWebhook, read: readDelivery },
      onAnswered: (as, about) => {
        metrics.onAnswered(as);
        logAnswered(log, as, about);
        if (as === 'queued') for (const lane of lanes.values()) lane.wake();
      },
    }),
  );
  const schedule = createSchedule({
    timetable: () => config.timetable,
    run: async (_cause, limited) => {
      await taken.prune();
      await askAgain(bot, { since: new Date(clock.now() - OLDEST_MS), log, signal: limited });
      await Promise.all([...lanes.values()].map((lane) => lane.tick()));
    },
    onEvent: (event) => {
      if (event.kind === 'ended' && event.end.kind === 'failed') log.error('tick-failed', { error: event.end.error });
    },
    ...{ clock, random, signal: working },
  });
  // What was missed while nobody listened is looked for at once.
  void schedule.runNow();
  ended.push(schedule.ended);
  log.info('worker-ready', { url: http.url, webhooks: receiving.url });
  await aborted(signal);
  log.info('worker-stopping', { graceSeconds: graceMs / 1000 });
  // First nothing new is taken, then what runs ends; what was taken is on the disk.
  if ((await withinGrace(opened.disposeAsync(), { graceMs, clock })) === 'stopped') {
    log.info('worker-stopped');
    return STOPPED;
  }
  log.error('worker-abandoned', { because: 'something did not end within its grace' });
  return { code: EXIT_CODES.couldNotLook, text: '', json: undefined, abandons: true };
}

/** GitHub never sends by itself what it could not deliver. */
async function askAgain(
  bot: Bot,
  { since, log, signal }: { readonly since: Date; readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  try {
    const count = await bot.askAgain(since, signal);
    if (count > 0) log.info('deliveries-asked-for-again', { count });
  } catch (error) {
    // The ticks find what they were about.
    if (!signal.aborted) log.warn('deliveries-not-asked-for', { error });
  }
}

function healthOf(lanes: ReadonlyMap<string, RepositoryLane>, now: number): Health {
  for (const [name, lane] of lanes) {
    const running = lane.running();
    if (running !== undefined && now - running.since > HUNG_MS) {
      return { kind: 'failing', because: `${name} is at one thing for ${Math.round((now - running.since) / 1000)} s` };
    }
  }
  return OK;
}

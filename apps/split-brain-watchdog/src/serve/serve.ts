import { EXIT_CODES, refused, type Outcome } from '@postgres-ha/command-line';
import type { IncidentSink } from '@postgres-ha/incident';
import { watchFleet, type FleetWatch } from '@postgres-ha/cluster-watch';
import { concernsOf, type Instant } from '@postgres-ha/split-brain';
import {
  jsonLog,
  ListenError,
  processMetrics,
  serveHttp,
  withinGrace,
  type Health,
  type Log,
} from '@postgres-ha/worker-runtime';
import { withoutSecrets } from '@postgres-ha/config-file';
import type { IncidentKeeper } from '../incidents/incident-keeper.ts';
import type { Machine } from '../machine.ts';
import { openRecorder, type Recorder } from '../recordings/recorder.ts';
import { isComplete } from './freshness.ts';
import type { Heartbeat } from './heartbeat.ts';
import { holdIncidents } from './hold-incidents.ts';
import { watchStatus, type LiveView } from './live-view.ts';
import { watchPage } from './page/watch-page.ts';
import { primaryHistory } from './primary-history.ts';
import { pulseOf } from './pulse.ts';
import { readServe, type ServeOptions, type ServeSettings } from './serve-request.ts';
import { judgementLog, logPrimaryChange, logRecorder } from './watch-log.ts';
import { watchMetrics } from './watch-metrics.ts';

const STOPPED: Outcome = { code: EXIT_CODES.ok, text: '', json: undefined };
const NOTHING_WATCHED = 'Nothing was watched.';

/** Watches until it is told to stop. */
export async function serve(options: ServeOptions, machine: Machine): Promise<Outcome> {
  const read = readServe(options, machine);
  if (read.kind === 'refused') return refused(read.problems, NOTHING_WATCHED);
  const { notify } = read.value.config;
  const sinks = notify === undefined ? { kind: 'read' as const, value: [] } : await machine.openSinks(notify);
  if (sinks.kind === 'refused') return refused(sinks.problems, NOTHING_WATCHED);
  const { clock, signal } = machine;
  const clean = withoutSecrets(read.value.config.secrets, machine.env);
  const log = jsonLog({ write: machine.writeLine, now: clock.now, redact: clean });
  try {
    return await work({ ...read.value, sinks: sinks.value, machine, log, clean });
  } catch (error) {
    if (!(error instanceof ListenError)) {
      // Who is told to stop while he starts has nothing to finish.
      if (signal.aborted) return STOPPED;
      throw error;
    }
    const where = options.listen === undefined ? 'listen' : '--listen';
    const found = `${read.value.listen.host}:${read.value.listen.port}, where nothing can listen (${error.code})`;
    const remedy = 'Choose another with --listen, or end what listens there.';
    return refused([{ where, found, expected: 'an address of this machine that is free', remedy }], NOTHING_WATCHED);
  }
}

interface Work extends ServeSettings {
  readonly sinks: readonly IncidentSink[];
  readonly machine: Machine;
  readonly log: Log;
  readonly clean: (text: string) => string;
}

async function work({ config, listen, graceMs, sinks, machine, log, clean }: Work): Promise<Outcome> {
  const { clock, signal } = machine;
  const zero = clock.elapsed();
  const instant = (): Instant => clock.elapsed() - zero;
  const startedAt = new Date(clock.now());
  await using opened = new AsyncDisposableStack();
  // Pages and probes are there before what they tell of.
  const live: { fleet?: FleetWatch; keeper?: IncidentKeeper; recorder?: Recorder | undefined; heartbeat?: Heartbeat } =
    {};
  const history = primaryHistory();
  const view: LiveView = {
    ...{ config, startedAt, now: clock.now, instant, history },
    fleet: () => live.fleet,
    keeper: () => live.keeper,
    recorder: () => live.recorder,
    heartbeat: () => live.heartbeat,
  };
  const metrics = watchMetrics(view);
  opened.use(processMetrics(metrics.registry, machine.measured));
  const pulse = pulseOf(view);
  const http = await serveHttp({
    listen,
    health: pulse.health,
    readiness: () => (signal.aborted ? STOPPING : pulse.readiness()),
    metrics: () => metrics.registry.metrics(),
    pages: {
      '/': () => ({ contentType: 'text/html; charset=utf-8', body: watchPage(watchStatus(view)) }),
      '/status.json': () => ({
        contentType: 'application/json',
        body: `${JSON.stringify(watchStatus(view), null, 2)}\n`,
      }),
    },
    redact: clean,
    onError: (path, error) => {
      log.error('page-failed', { path, error });
    },
  });
  opened.use(http);
  const clusters = config.clusters.map(({ cluster }) => cluster);
  log.info('worker-started', {
    ...{ url: http.url, observer: config.observer },
    clusters: clusters.map(({ name, members }) => ({ name, members: members.map((member) => member.name) })),
  });
  const recorder = await recorderOf({ config, machine, log, startedAt });
  live.recorder = recorder === undefined ? undefined : opened.use(recorder);
  const { random } = machine;
  const { stateDirectory } = config;
  const sources = clusters.map(({ name }) => sourceOf(name));
  const keeper = opened.use(await machine.openKeeper({ sinks, stateDirectory, sources, clock, random, log }));
  live.keeper = keeper;
  const hold = holdIncidents(recorder);
  const probes = config.clusters.map(({ connect }) =>
    connect.map((each) =>
      opened.use(each.open({ observer: config.observer, timeoutMs: config.timeoutMs, now: instant })),
    ),
  );
  const tell = judgementLog(log);
  const fleet = watchFleet({
    clusters: clusters.map((cluster, index) => ({ cluster, probes: probes[index] ?? [] })),
    ...{ observer: config.observer, now: instant, wait: clock.wait, signal },
    ...(machine.judgeCluster !== undefined && { judgeCluster: machine.judgeCluster }),
    listener: {
      onEvent: (cluster, event) => {
        recorder?.record(cluster, event);
        metrics.onEvent(event);
      },
      onJudgement: (cluster, judgement) => {
        metrics.onJudgement(judgement);
        tell(judgement);
        const change = history.see(judgement);
        if (change !== undefined) logPrimaryChange(log, change);
        const concerns = concernsOf(judgement, { runbooks: config.runbooks });
        const intervalMs = clusters.find(({ name }) => name === cluster)?.probeIntervalMs ?? 0;
        const complete = isComplete(judgement, intervalMs);
        keeper.see(sourceOf(cluster), { at: new Date(clock.now()), concerns, complete });
        hold(cluster, { concerns, incidents: keeper.incidents() });
      },
    },
  });
  live.fleet = opened.use(fleet);
  const heartbeat = pulse.heartbeat({ push: machine.push, clock, log, signal });
  if (heartbeat !== undefined) live.heartbeat = heartbeat;
  log.info('worker-ready', { url: http.url });
  await aborted(signal);
  log.info('worker-stopping', { graceSeconds: graceMs / 1000 });
  const closing = (heartbeat?.ended ?? Promise.resolve()).then(() => opened.disposeAsync());
  if ((await withinGrace(closing, { graceMs, clock })) === 'stopped') {
    log.info('worker-stopped');
    return STOPPED;
  }
  log.error('worker-abandoned', { because: 'something did not end within its grace' });
  return { code: EXIT_CODES.couldNotLook, text: '', json: undefined, abandons: true };
}

/** Who sees incidents of a cluster, by a name that stays. */
function sourceOf(cluster: string): string {
  return `split-brain/${cluster}`;
}

const STOPPING: Health = { kind: 'failing', because: 'stopping' };

/** Without recordings it is watched all the same. */
async function recorderOf({
  config,
  machine: { clock },
  log,
  startedAt,
}: Pick<Work, 'config' | 'machine' | 'log'> & { readonly startedAt: Date }): Promise<Recorder | undefined> {
  const { recordings, observer } = config;
  if (recordings === undefined) return undefined;
  const clusters = config.clusters.map(({ cluster }) => cluster);
  try {
    return await openRecorder({
      ...{ ...recordings, clusters, observer, startedAt, clock },
      onTrouble: (trouble) => {
        logRecorder(log, trouble);
      },
    });
  } catch (error) {
    log.error('recordings-failing', { code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' });
    return undefined;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else {
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
    }
  });
}

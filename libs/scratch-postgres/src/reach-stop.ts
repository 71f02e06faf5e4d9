import type { ControlFile, Lsn, PostgresMajor } from '@postgres-ha/postgres-storage';
import { gatherEvidence, type Evidence, type Inspect } from './evidence.ts';
import { inspectDatabases } from './inspect-databases.ts';
import { judgeEnd } from './judge-end.ts';
import { lackIn, lackOf } from './lacking-resources.ts';
import type { Reached, ReplayOutcome, ReplayPhase, StopDurations, StopReached } from './outcome.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { checkPages, type PagesEvidence } from './relation-pages.ts';
import type { ReplayOptions } from './replay.ts';
import { controlFileOf } from './restored-cluster.ts';
import { startServer, type ScratchServer } from './scratch-server.ts';
import type { Scratch } from './scratch.ts';
import { serverSettings, type PrimaryLimits } from './server-settings.ts';
import type { Stop } from './stop.ts';
import { stopText } from './stop.ts';
import { timelineAt } from './timeline-at.ts';
import { findUnreadable } from './unreadable-wal.ts';
import type { WalService } from './wal-service.ts';
import { watchRecovery, type Resting } from './watch-recovery.ts';

/** What one stop hands on to the next. */
export interface StopAttempt {
  readonly limits: PrimaryLimits;
  /** As it was restored. */
  readonly control: ControlFile;
}

export interface ReachStopOptions extends Omit<ReplayOptions, 'binaries' | 'pages'>, StopAttempt {
  readonly stop: Stop;
  readonly wal: WalService;
  readonly binaries: PostgresBinaries;
  readonly afterwards: 'go-on' | 'end' | 'check-pages';
  readonly before: Reached;
}

export type StopResult =
  | ({ readonly kind: 'reached'; readonly stop: StopReached; readonly pages?: PagesEvidence } & StopAttempt)
  | Exclude<ReplayOutcome, { readonly kind: 'replayed' }>;

/** So often can WAL raise what a standby needs before something else is wrong. */
const MOST_RAISES = 16;
const END_MS = 2000;
/** Data or an index corrupted. */
const DATA_DAMAGED = /^XX00[12]$/;

export async function reachStop(scratch: Scratch, options: ReachStopOptions): Promise<StopResult> {
  let { limits } = options;
  for (let raises = 0; ; raises++) {
    const result = await tryStop(scratch, { ...options, limits });
    if (result.kind !== 'limits') return result;
    if (raises === MOST_RAISES) {
      return { kind: 'unknown', because: 'server-unusable', detail: 'limits rise without end', ...options.before };
    }
    limits = result.limits;
  }
}

async function tryStop(
  scratch: Scratch,
  options: ReachStopOptions,
): Promise<StopResult | { readonly kind: 'limits'; readonly limits: PrimaryLimits }> {
  const { stop, wal, binaries, limits, signal, before, roles = ['postgres'] } = options;
  const watch = stopwatch();
  let phase: ReplayPhase = 'start';
  const enter = (next: ReplayPhase): void => {
    if (phase === next) return;
    watch.end(phase);
    phase = next;
  };
  await using server = startServer(scratch, {
    binDirectory: binaries.binDirectory,
    settings: serverSettings({
      major: binaries.major as PostgresMajor,
      paths: scratch.paths,
      limits,
      stop,
      timeline: options.timeline,
      preloadLibraries: options.preloadLibraries ?? [],
      memory: options.memory ?? {},
    }),
    signal,
    onChannel: (channel, onNews) => {
      wal.serve(channel, {
        signal,
        onRequest: () => {
          if (phase === 'start') enter('consistency');
          onNews();
        },
      });
    },
  });
  const rest = await watchRecovery(server, {
    scratch,
    major: binaries.major,
    roles,
    signal,
    onSession: () => {
      enter('replay');
    },
  });
  const lacking = (): StopResult | undefined => {
    const lack = lackIn(server.log.entries);
    return lack && { kind: 'unknown', ...lack, ...before };
  };
  if (rest.kind === 'no-session') return lacking() ?? judgeRefusal(rest, { phase, before });

  const needed = raised(limits, await controlFileOf(scratch));
  if (needed !== undefined) return { kind: 'limits', limits: needed };
  const ended = async (lastSeenLsn: Lsn | undefined): Promise<StopResult> => {
    const end = await server.ended;
    signal.throwIfAborted();
    const { walBlockSizeBytes } = options.control;
    const unreadable = await findUnreadable(scratch, { binaries, wal, walBlockSizeBytes });
    return judgeEnd({ end, log: server.log, wal, stop, phase, lastSeenLsn, unreadable, reached: before });
  };
  if (rest.kind === 'ended') return await ended(rest.lastSeenLsn);
  if (stop.kind === 'lsn' && rest.reachedLsn <= stop.lsn) {
    const because = [`recovery rests before ${stopText(stop)}`, ...server.log.lines.slice(-3)];
    return { kind: 'stopped-short', wanted: stop, reachedLsn: rest.reachedLsn, because, ...before };
  }
  if (rest.kind === 'promoted' && options.afterwards === 'go-on') {
    const detail = `${stopText(stop)}: reached before a session could look, so recovery ended there and cannot go on`;
    return { kind: 'unknown', because: 'not-paused', detail, ...before };
  }
  const inspect = inspectionAt(options);
  const { client, role } = rest;
  const { created } = wal;
  let evidence: Evidence;
  let pages: ServerEnding;
  try {
    enter('evidence');
    evidence = await gatherEvidence(client, {
      ...{ scratch, binaries, role, inspect, signal },
      createdTablespaces: created,
    });
    enter('shutdown');
    pages = await endServer(server, rest, { scratch, options, evidence });
    watch.end('shutdown');
  } catch (error) {
    signal.throwIfAborted();
    // a server that ends takes the sessions with it a moment before
    await server.settled(END_MS);
    const lack = lacking();
    if (lack !== undefined) return lack;
    if (server.end === undefined) throw error;
    return await ended(rest.reachedLsn);
  }
  // what was answered meanwhile may not be all
  const lack = lacking();
  if (lack !== undefined) return lack;
  if (pages.kind === 'died') return { kind: 'unknown', because: 'killed', detail: pages.found, ...before };
  if (pages.kind === 'unclean') {
    const because = server.log.fatal.map(({ text }) => text);
    return { kind: 'failed', phase, because: because.length > 0 ? because : [pages.found], sqlStates: [], ...before };
  }
  const lastCommitAt = rest.lastCommitAt ?? before.stops.at(-1)?.lastCommitAt;
  const consistentAt = before.stops[0]?.consistentAt ?? server.log.consistentAt;
  return {
    kind: 'reached',
    limits,
    control: options.control,
    ...(pages.evidence && { pages: pages.evidence }),
    stop: {
      stop,
      reachedLsn: rest.reachedLsn,
      timeline: await timelineAt(scratch, { reachedLsn: rest.reachedLsn, target: options.timeline }),
      ...(lastCommitAt !== undefined && { lastCommitAt }),
      ...(consistentAt !== undefined && { consistentAt }),
      durationsMs: watch.durations(),
      evidence,
    },
  };
}

/** A damaged system catalogue can keep every session out; all else that does is no fault of the archive. */
function judgeRefusal(
  { sqlState, detail }: { readonly sqlState: string; readonly detail: string },
  { phase, before }: { readonly phase: ReplayPhase; readonly before: Reached },
): StopResult {
  if (DATA_DAMAGED.test(sqlState))
    return { kind: 'failed', phase, because: [detail], sqlStates: [sqlState], ...before };
  const noSuperuser = sqlState === '28000' || sqlState === '42501';
  const because = lackOf(sqlState) ?? (noSuperuser ? 'no-superuser' : 'server-unusable');
  return { kind: 'unknown', because, detail: `${sqlState}: ${detail}`, ...before };
}

type ServerEnding =
  | { readonly kind: 'ended'; readonly evidence?: PagesEvidence }
  | { readonly kind: 'unclean'; readonly found: string }
  /** While somebody looked, long after the archive was done with. */
  | { readonly kind: 'died'; readonly found: string };

/** At the last stop, what is asked there only follows in the same sessions. */
function inspectionAt({ afterwards, inspect, inspectAtEnd }: ReachStopOptions): Inspect | undefined {
  if (afterwards === 'go-on' || inspectAtEnd === undefined) return inspect;
  return async (client, database, signal) => {
    await inspect?.(client, database, signal);
    await inspectAtEnd(client, database, signal);
  };
}

/**
 * Between stops the server is ended at once, with what a checkpoint of the source allows written, and recovers again from there: a clean
 * end would wait for the pause, up to a second. It may keep pages in memory that it read torn and has repaired, so before pages are looked
 * at it is let out of recovery, and ends cleanly with everything written.
 */
async function endServer(
  server: ScratchServer,
  { client, kind, role }: Resting & { readonly kind: 'paused' | 'promoted' },
  { scratch, options, evidence }: Ending,
): Promise<ServerEnding> {
  const { afterwards, wal, signal, inspectPromoted, binaries } = options;
  if (afterwards !== 'check-pages') {
    if (afterwards === 'go-on') await client.query('CHECKPOINT');
    await client.end();
    await server.endNow();
    return { kind: 'ended' };
  }
  if (kind === 'paused') {
    wal.close();
    await client.query('SELECT pg_wal_replay_resume()');
    await leftRecovery(client, server, signal);
  }
  await client.end();
  if (inspectPromoted !== undefined) {
    try {
      const { major } = binaries;
      await inspectDatabases(scratch.paths, { evidence, role, major, inspect: inspectPromoted, signal });
    } catch (error) {
      signal.throwIfAborted();
      await server.settled(END_MS);
      if (server.end === undefined) throw error;
      return { kind: 'died', found: 'the server ended while its promoted databases were looked at' };
    }
  }
  await server.shutDown();
  signal.throwIfAborted();
  const control = await controlFileOf(scratch);
  if (control.state !== 'shut down') {
    return { kind: 'unclean', found: `global/pg_control: found state ${control.state}, expected shut down` };
  }
  return { kind: 'ended', evidence: await checkPages(scratch, { control, signal }) };
}

interface Ending {
  readonly scratch: Scratch;
  readonly options: ReachStopOptions;
  readonly evidence: Evidence;
}

async function leftRecovery(client: Resting['client'], server: ScratchServer, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    if (server.end !== undefined) return;
    const { rows } = await client.query<{ recovering: boolean }>('SELECT pg_is_in_recovery() AS recovering');
    if (rows[0]?.recovering === false) return;
    await server.news(20);
  }
}

/** What the WAL has raised since the server was given its limits. */
function raised(limits: PrimaryLimits, control: ControlFile): PrimaryLimits | undefined {
  const names = [
    'maxConnections',
    'maxWorkerProcesses',
    'maxWalSenders',
    'maxPreparedTransactions',
    'maxLocksPerTransaction',
  ] as const;
  if (names.every((name) => control[name] <= limits[name])) return undefined;
  const [connections, workers, senders, prepared, locks] = names.map((name) => Math.max(limits[name], control[name]));
  return {
    maxConnections: connections ?? 0,
    maxWorkerProcesses: workers ?? 0,
    maxWalSenders: senders ?? 0,
    maxPreparedTransactions: prepared ?? 0,
    maxLocksPerTransaction: locks ?? 0,
  };
}

interface Stopwatch {
  end(phase: ReplayPhase): void;
  durations(): StopDurations;
}

function stopwatch(): Stopwatch {
  const durations: Record<ReplayPhase, number> = { start: 0, consistency: 0, replay: 0, evidence: 0, shutdown: 0 };
  let from = performance.now();
  return {
    end(phase) {
      const now = performance.now();
      durations[phase] += now - from;
      from = now;
    },
    durations: () => ({ ...durations }),
  };
}

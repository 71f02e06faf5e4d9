import type { ControlFile } from '@postgres-ha/postgres-storage';
import type { TimelineId } from '@postgres-ha/postgres-storage';
import type { Inspect } from './evidence.ts';
import type { Reached, ReplayOutcome, UnknownReason } from './outcome.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { reachStop, type StopAttempt } from './reach-stop.ts';
import { readRestoredCluster } from './restored-cluster.ts';
import { isDiskFull } from './scratch-error.ts';
import type { Scratch } from './scratch.ts';
import type { ServerMemory } from './server-settings.ts';
import type { Stop } from './stop.ts';
import { createWalService, type RequestWal } from './wal-service.ts';

export interface ReplayOptions {
  /** The first of the right major is used. */
  readonly binaries: readonly PostgresBinaries[];
  /** In the order of the log, at least one. Each is a recovery of its own that goes on from the one before. */
  readonly stops: readonly Stop[];
  /** The timeline to follow; given, as the newest one cannot be guessed from what happens to be archived. */
  readonly timeline: TimelineId;
  readonly requestWal: RequestWal;
  /** Names to try for the superuser; `postgres` if not given. */
  readonly roles?: readonly string[];
  /** Libraries without which the WAL cannot be replayed, as they add resource managers. */
  readonly preloadLibraries?: readonly string[];
  readonly memory?: ServerMemory;
  /** Called at each stop, for each database that lets sessions in. What it throws is thrown by `replay`. */
  readonly inspect?: Inspect;
  /** Called at the last stop as well, after `inspect`, in the same sessions. */
  readonly inspectAtEnd?: Inspect;
  /**
   * Called after the promotion that goes before the look at pages, for each database that lets sessions in, with a session that may write.
   * It is the last thing that is done with the server.
   */
  readonly inspectPromoted?: Inspect;
  /** Whether the last stop is followed by a promotion, a clean end and a look at every page. */
  readonly pages: 'check' | 'leave';
  readonly signal: AbortSignal;
}

/**
 * Starts a server on restored files and replays WAL to each stop in turn. It never ends in "replayed" when a stop was not reached:
 * recovery has a target, so PostgreSQL itself treats an end before it as an error.
 *
 * @throws RangeError for no stops or stops that go back; whatever `inspect` throws
 */
export async function replay(scratch: Scratch, options: ReplayOptions): Promise<ReplayOutcome> {
  checkStops(options.stops);
  const { signal } = options;
  const reached: Reached = { stops: [], createdTablespaces: [] };
  const unknown = (because: UnknownReason, detail: string): ReplayOutcome => ({
    kind: 'unknown',
    because,
    detail,
    ...reached,
  });
  try {
    signal.throwIfAborted();
    const cluster = await readRestoredCluster(scratch);
    if (cluster.kind === 'unknown') return unknown(cluster.because, cluster.detail);
    if (cluster.kind === 'refused-to-start') return cluster;
    const fit = fittingBinaries(cluster, options);
    if (fit.kind === 'unknown') return unknown(fit.because, fit.detail);
    return await replayStops(scratch, { options, control: cluster.control, binaries: fit.binaries });
  } catch (error) {
    if (signal.aborted) return unknown(abortReason(signal), String(signal.reason));
    if (isDiskFull(error)) return unknown('disk-full', String(error));
    throw error;
  }
}

async function replayStops(
  scratch: Scratch,
  {
    options,
    control,
    binaries,
  }: { readonly options: ReplayOptions; readonly control: ControlFile; readonly binaries: PostgresBinaries },
): Promise<ReplayOutcome> {
  const { requestWal, stops, signal } = options;
  const { segmentSizeBytes, walBlockSizeBytes } = control;
  const wal = createWalService({ scratch, requestWal, segmentSizeBytes, walBlockSizeBytes });
  const done: Reached['stops'][number][] = [];
  const reached = (): Reached => ({ stops: [...done], createdTablespaces: wal.created });
  let attempt: StopAttempt = { limits: control, control };
  for (const [index, stop] of stops.entries()) {
    const isLast = index === stops.length - 1;
    const result = await reachStop(scratch, {
      ...options,
      ...attempt,
      stop,
      wal,
      binaries,
      afterwards: !isLast ? 'go-on' : options.pages === 'check' ? 'check-pages' : 'end',
      before: reached(),
    }).catch((error: unknown) => {
      if (!signal.aborted && !isDiskFull(error)) throw error;
      const because = signal.aborted ? abortReason(signal) : 'disk-full';
      return { kind: 'unknown', because, detail: String(signal.reason ?? error), ...reached() } as const;
    });
    if (result.kind !== 'reached') return result;
    done.push(result.stop);
    attempt = result;
    if (isLast) return { kind: 'replayed', ...reached(), ...(result.pages && { pages: result.pages }) };
  }
  throw new RangeError('stops: found none, expected at least one');
}

function checkStops(stops: readonly Stop[]): void {
  const positions = stops.flatMap((stop) => (stop.kind === 'lsn' ? [stop.lsn] : []));
  if (stops.length === 0) throw new RangeError('stops: found none, expected at least one');
  if (positions.some((position, index) => position < (positions[index - 1] ?? 0n))) {
    throw new RangeError('stops: found one that goes back, expected the order of the log');
  }
}

function fittingBinaries(
  { major, control }: { readonly major: number; readonly control: ControlFile },
  { binaries, preloadLibraries = [] }: ReplayOptions,
):
  | { readonly kind: 'fit'; readonly binaries: PostgresBinaries }
  | { readonly kind: 'unknown'; readonly because: UnknownReason; readonly detail: string } {
  const fit = binaries.find((candidate) => candidate.major === major);
  if (fit === undefined) {
    const there = binaries.map(({ version }) => version).join(', ');
    return {
      kind: 'unknown',
      because: 'major-mismatch',
      detail: `found ${there || 'none'}, expected PostgreSQL ${major}`,
    };
  }
  const sizes = [control.blockSizeBytes, control.walBlockSizeBytes];
  if (sizes[0] !== fit.blockSizeBytes || sizes[1] !== fit.walBlockSizeBytes) {
    const detail = `found pages of ${sizes.join(' and ')} bytes, expected ${fit.blockSizeBytes} and ${fit.walBlockSizeBytes}`;
    return { kind: 'unknown', because: 'build-mismatch', detail };
  }
  const missing = preloadLibraries.filter((name) => !fit.libraries.has(name));
  if (missing.length > 0) {
    return {
      kind: 'unknown',
      because: 'missing-library',
      detail: `${fit.libraryDirectory}: found no ${missing.join(', ')}`,
    };
  }
  return { kind: 'fit', binaries: fit };
}

function abortReason({ reason }: AbortSignal): UnknownReason {
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? 'time-limit' : 'aborted';
}

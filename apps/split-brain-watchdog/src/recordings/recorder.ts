import { recordingHeader, recordLine, type WatchedCluster, type WatchEvent } from '@postgres-ha/split-brain';
import type { Clock } from '@postgres-ha/worker-runtime';
import { openSegment, type OpenSegment } from './open-segment.ts';
import { prelude, type Prelude } from './prelude.ts';
import { segmentFiles } from './segment-files.ts';
import { folderOf } from './segment-name.ts';

/** Keeps what is seen, so that the minutes before an incident can be replayed. It never holds up who watches: what cannot be written is lost, and said to be. */
export interface Recorder extends AsyncDisposable {
  readonly record: (cluster: string, event: WatchEvent) => void;
  /** From now on what is recorded of a cluster stays, with what was recorded lately; until it is let go, and some days more. */
  readonly hold: (cluster: string) => void;
  readonly letGo: (cluster: string) => void;
  /** Writes what waits to be written; resolves when that was tried. */
  readonly flush: () => Promise<void>;
  readonly state: () => RecorderState;
}

export interface RecorderState {
  readonly bytes: number;
  /** Events that were seen and are in no recording. */
  readonly lost: number;
  /** System error code of the last try; undefined where it worked. */
  readonly failing: string | undefined;
}

export interface RecorderOptions {
  readonly directory: string;
  readonly sizeBytes: number;
  readonly keepIncidentsMs: number;
  readonly clusters: readonly WatchedCluster[];
  readonly observer: string;
  /** What the clock on the wall showed at instant 0. */
  readonly startedAt: Date;
  readonly clock: Clock;
  readonly onTrouble: (trouble: RecorderTrouble) => void;
}

export type RecorderTrouble =
  | { readonly kind: 'failing'; readonly code: string }
  | { readonly kind: 'working-again'; readonly lost: number }
  /** There was no room but theirs. */
  | { readonly kind: 'incident-dropped'; readonly paths: readonly string[] };

interface Lane {
  readonly cluster: WatchedCluster;
  readonly prelude: Prelude;
  waiting: WatchEvent[];
  segment: OpenSegment | undefined;
  held: boolean;
  /** To be kept from the next writing on. */
  keep: boolean;
  /** Something is missing after what was written: what follows goes into a new file. */
  torn: boolean;
}

const WRITE_EVERY_MS = 1000;
const RETRY_AFTER_MS = 30_000;
/** Of one cluster, while the disk hangs. */
const MAX_WAITING = 5000;
/** Of what was before an incident, as much is kept. */
const BEFORE_MS = 15 * 60_000;
/** For each cluster: one of them may be empty still, and the oldest goes as a whole. */
const SEGMENTS = 16;

/** @throws what the system says where the directory cannot be used at all */
export async function openRecorder(options: RecorderOptions): Promise<Recorder> {
  const { directory, sizeBytes, keepIncidentsMs, observer, startedAt, clock, onTrouble } = options;
  const files = await segmentFiles(directory, sizeBytes);
  const segmentBytes = Math.min(8 * 1024 ** 2, Math.floor(sizeBytes / (SEGMENTS * options.clusters.length)));
  const lanes = new Map<string, Lane>(
    options.clusters.map((cluster) => [
      cluster.name,
      { cluster, prelude: prelude(), waiting: [], segment: undefined, held: false, keep: false, torn: false },
    ]),
  );
  const ended = new AbortController();
  let lost = 0;
  let failing: string | undefined;
  let retryAt = 0;
  let writing = Promise.resolve();

  function drop(lane: Lane): void {
    for (const event of lane.waiting) lane.prelude.learn(event);
    lost += lane.waiting.length;
    lane.waiting = [];
  }

  async function write(lane: Lane): Promise<void> {
    const { cluster, waiting } = lane;
    const now = new Date(clock.now());
    const keepUntil = new Date(now.getTime() + keepIncidentsMs);
    const folder = folderOf(cluster.name);
    if (lane.keep) {
      lane.keep = false;
      const moved = await files.keep(folder, { since: new Date(now.getTime() - BEFORE_MS), until: keepUntil });
      lane.segment?.renamed(moved);
    }
    if (lane.torn) {
      lane.torn = false;
      await close(lane);
    }
    if (waiting.length === 0) return;
    lane.segment ??= openSegment(
      await files.create({ folder, startedAt: now, keepUntil: lane.held ? keepUntil : undefined }),
      { grown: files.grown },
    );
    const begins = lane.segment.bytes() === 0;
    lane.waiting = [];
    const head = begins
      ? [recordingHeader(cluster, { observer, startedAt }), ...lane.prelude.events().map(recordLine)]
      : [];
    try {
      await lane.segment.append([...head, ...waiting.map(recordLine)].join(''));
    } catch (error) {
      lost += waiting.length;
      throw error;
    } finally {
      for (const event of waiting) lane.prelude.learn(event);
    }
    if (lane.segment.bytes() >= segmentBytes) await close(lane);
  }

  async function close(lane: Lane): Promise<void> {
    const { segment } = lane;
    lane.segment = undefined;
    await segment?.close();
  }

  async function writeAll(): Promise<void> {
    try {
      for (const lane of lanes.values()) await write(lane);
      const open = new Set(
        [...lanes.values()].flatMap(({ segment }) => (segment === undefined ? [] : [segment.path()])),
      );
      const dropped = await files.makeRoom({ now: new Date(clock.now()), open });
      if (dropped.length > 0) onTrouble({ kind: 'incident-dropped', paths: dropped.map(({ path }) => path) });
      if (failing !== undefined) onTrouble({ kind: 'working-again', lost });
      failing = undefined;
    } catch (error) {
      await gaveUp((error as NodeJS.ErrnoException).code ?? 'UNKNOWN');
    }
  }

  /** What was begun may have half a line at its end, and what follows has a gap: it goes on in new files. */
  async function gaveUp(code: string): Promise<void> {
    for (const lane of lanes.values()) {
      drop(lane);
      await close(lane).catch(() => undefined);
    }
    if (failing !== code) onTrouble({ kind: 'failing', code });
    failing = code;
    retryAt = clock.elapsed() + RETRY_AFTER_MS;
  }

  /** One after the other. */
  function flush(): Promise<void> {
    writing = writing.then(async () => {
      if (clock.elapsed() >= retryAt || ended.signal.aborted) await writeAll();
    });
    return writing;
  }

  async function run(): Promise<void> {
    while (!ended.signal.aborted) {
      await clock.wait(WRITE_EVERY_MS, ended.signal);
      await flush();
    }
    for (const lane of lanes.values()) await close(lane).catch(() => undefined);
  }
  const running = run();

  return {
    record: (cluster, event) => {
      const lane = lanes.get(cluster);
      if (lane === undefined) return;
      lane.waiting.push(event);
      if (lane.waiting.length <= MAX_WAITING) return;
      drop(lane);
      lane.torn = true;
    },
    hold: (cluster) => {
      const lane = lanes.get(cluster);
      if (lane === undefined || lane.held) return;
      lane.held = true;
      lane.keep = true;
    },
    letGo: (cluster) => {
      const lane = lanes.get(cluster);
      if (lane?.held !== true) return;
      lane.held = false;
      // Once more: days count from the end.
      lane.keep = true;
    },
    flush,
    state: () => ({ bytes: files.bytes(), lost, failing }),
    [Symbol.asyncDispose]: async () => {
      ended.abort();
      await running;
    },
  };
}

import { join } from 'node:path';
import {
  acknowledge,
  advance,
  forget,
  noIncidents,
  shownIncidents,
  withdraw,
  incidentId,
  type Acknowledgement,
  type Advanced,
  type Incident,
  type Incidents,
  type Json,
  type Look,
} from '@postgres-ha/incident';
import type { Clock, Log } from '@postgres-ha/worker-runtime';
import { codeOf, DirectoryError, lockDirectory, systemDisk, type Disk } from '@postgres-ha/worker-runtime/disk';
import { openKeeper, type KeeperHealth } from './keeper.ts';
import { OutboxError } from './outbox-error.ts';
import {
  progressText,
  readProgress,
  readState,
  stateText,
  unreadable,
  type OutboxState,
  type SinkProgress,
} from './outbox-files.ts';

/**
 * What is known of incidents, and how far each sink is with each of them, kept so that a process that is killed at any moment is followed by
 * one that goes on where it was. It is no queue: a sink is brought to the newest revision of an incident, whatever it missed.
 */
export interface Outbox extends AsyncDisposable {
  /** Takes a look; resolves when what changed by it is kept. @returns what sinks are to show anew */
  readonly advance: (look: Look) => Promise<readonly Incident[]>;
  readonly acknowledge: (acknowledgement: Acknowledgement) => Promise<readonly Incident[]>;
  /** Of a source that will not look again. */
  readonly withdraw: (source: string, because: string) => Promise<readonly Incident[]>;
  readonly incidents: () => Incidents;
  /** What sinks are to show, open or over. */
  readonly shown: () => readonly Incident[];
  /** Of a sink by its name. One that is new here is not told of what is over. */
  readonly forSink: (name: string) => Promise<SinkBox>;
  /** Drops what is over since before then, and shown so by all of these sinks. */
  readonly forget: (options: { readonly before: Date; readonly sinks: readonly string[] }) => Promise<void>;
  /** Told when there is something new for sinks, after it was kept. */
  readonly onChange: (listener: () => void) => Disposable;
  readonly health: () => KeeperHealth;
}

/** How far one sink is. */
export interface SinkBox {
  /** Incidents that it does not show as they are, those first that changed first. */
  readonly waiting: () => readonly Incident[];
  /** Open incidents that it shows as they are. */
  readonly showing: () => readonly Incident[];
  readonly progressOf: (id: string) => SinkProgress;
  /** Kept when it resolves. */
  readonly save: (id: string, progress: Json) => Promise<void>;
  readonly delivered: (id: string, revision: number) => Promise<void>;
}

export interface OutboxOptions {
  /** Of this process alone while it is open; made where it is not there. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The machine's own when left out. */
  readonly disk?: Disk;
}

/** @throws OutboxError when another process has it, or what lies there cannot be read; then nothing is changed */
export async function openOutbox({ directory, clock, log, disk = systemDisk() }: OutboxOptions): Promise<Outbox> {
  const deliveries = join(directory, 'deliveries');
  const statePath = join(directory, 'incidents.json');
  const now = (): Date => new Date(clock.now());
  await using opening = new AsyncDisposableStack();
  opening.use(await around(directory, () => lockDirectory(directory, now)));
  await around(directory, () => disk.files(directory));
  const { state: found, progress } = await around(directory, () => readAll(disk, { statePath, deliveries }));
  let state = found;
  const keeper = openKeeper(disk, {
    clock,
    onTrouble: (error) => {
      if (error === undefined) log.info('outbox-kept', { directory });
      else log.error('outbox-not-kept', { directory, error });
    },
  });
  opening.use(keeper);
  const listeners = new Set<() => void>();

  const pathOf = (sink: string, id: string): string => join(deliveries, `${incidentId(sink)}-${id}.json`);
  const keepState = (): Promise<void> => keeper.put(statePath, () => stateText(state));
  const take = async ({ incidents, changed }: Advanced): Promise<readonly Incident[]> => {
    const before = state.incidents;
    state = { ...state, incidents };
    if (isKeptAs(before, incidents)) return changed;
    await keepState();
    if (changed.length > 0) for (const listener of listeners) listener();
    return changed;
  };
  const progressOf = (sink: string, id: string): SinkProgress =>
    progress.get(pathOf(sink, id)) ?? { sink, incident: id, revision: 0, progress: undefined };
  const keepProgress = (next: SinkProgress): Promise<void> => {
    const path = pathOf(next.sink, next.incident);
    progress.set(path, next);
    return keeper.put(path, () => progressText(next));
  };
  const shows = (sink: string, { id, revision, resolvedAt }: Incident): boolean => {
    const shown = progress.get(pathOf(sink, id));
    if (shown !== undefined) return shown.revision >= revision;
    const since = state.sinks.find(({ name }) => name === sink)?.since;
    return resolvedAt !== null && since !== undefined && resolvedAt <= since;
  };

  const lives = opening.move();
  return {
    advance: (look) => take(advance(state.incidents, look)),
    acknowledge: (given) => take(acknowledge(state.incidents, given)),
    withdraw: (source, because) => take(withdraw(state.incidents, { at: now(), source, because })),
    incidents: () => state.incidents,
    shown: () => shownIncidents(state.incidents),
    forSink: async (sink) => {
      if (!state.sinks.some(({ name }) => name === sink)) {
        state = { ...state, sinks: [...state.sinks, { name: sink, since: now().toISOString() }] };
        await keepState();
      }
      return {
        waiting: () =>
          shownIncidents(state.incidents)
            .filter((incident) => !shows(sink, incident))
            .toSorted((a, b) => (a.changedAt < b.changedAt ? -1 : a.changedAt > b.changedAt ? 1 : 0)),
        showing: () =>
          shownIncidents(state.incidents).filter((incident) => incident.status === 'open' && shows(sink, incident)),
        progressOf: (id) => progressOf(sink, id),
        save: (id, json) => keepProgress({ ...progressOf(sink, id), progress: json }),
        delivered: async (id, revision) => {
          const before = progressOf(sink, id);
          if (before.revision !== revision) await keepProgress({ ...before, revision });
        },
      };
    },
    forget: async ({ before, sinks }) => {
      const shown = new Map(shownIncidents(state.incidents).map((incident) => [incident.id, incident]));
      const incidents = forget(state.incidents, {
        before,
        isShown: (id) => {
          const incident = shown.get(id);
          return incident === undefined || sinks.every((sink) => shows(sink, incident));
        },
      });
      if (incidents === state.incidents) return;
      state = { ...state, incidents };
      // First: what is left of deliveries without an incident goes when the outbox is opened.
      await keepState();
      await Promise.all(
        orphans(progress, incidents).map((path) => {
          progress.delete(path);
          return keeper.remove(path);
        }),
      );
    },
    onChange: (listener) => {
      listeners.add(listener);
      return {
        [Symbol.dispose]: () => {
          listeners.delete(listener);
        },
      };
    },
    health: keeper.health,
    [Symbol.asyncDispose]: () => lives.disposeAsync(),
  };
}

async function readAll(
  disk: Disk,
  { statePath, deliveries }: { readonly statePath: string; readonly deliveries: string },
): Promise<{ readonly state: OutboxState; readonly progress: Map<string, SinkProgress> }> {
  const text = await disk.read(statePath);
  const names = (await disk.files(deliveries)).filter((name) => name.endsWith('.json'));
  if (text === undefined && names.length > 0) {
    throw unreadable(statePath, 'none beside what sinks were told', 'the incidents that it was about');
  }
  const state = text === undefined ? { incidents: noIncidents(), sinks: [] } : readState(statePath, text);
  const progress = new Map<string, SinkProgress>();
  for (const name of names) {
    const path = join(deliveries, name);
    progress.set(path, readProgress(path, (await disk.read(path)) ?? ''));
  }
  for (const path of orphans(progress, state.incidents)) {
    progress.delete(path);
    await disk.remove(path);
  }
  return { state, progress };
}

/** Of incidents that are forgotten: one that comes by the same name is another. */
function orphans(progress: ReadonlyMap<string, SinkProgress>, { tracked, summaries }: Incidents): readonly string[] {
  const ids = new Set([...tracked, ...summaries].map(({ incident }) => incident.id));
  return [...progress].filter(([, { incident }]) => !ids.has(incident)).map(([path]) => path);
}

/** How often something was not seen since is not kept: a new process counts anew. */
function isKeptAs(before: Incidents, now: Incidents): boolean {
  const sides = [before.tracked, before.summaries, now.tracked, now.summaries] as const;
  const [tracked, summaries, trackedNow, summariesNow] = sides;
  return isSame(tracked, trackedNow) && isSame(summaries, summariesNow);
}

function isSame(before: Incidents['tracked'], now: Incidents['tracked']): boolean {
  return (
    before === now ||
    (before.length === now.length &&
      now.every((each, index) => {
        const old = before[index];
        return (
          old?.incident === each.incident &&
          old.within === each.within &&
          old.sightings.length === each.sightings.length &&
          each.sightings.every(({ source }, at) => source === old.sightings[at]?.source)
        );
      }))
  );
}

async function around<T>(directory: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof OutboxError) throw cause;
    if (cause instanceof DirectoryError) throw new OutboxError(cause, { cause });
    const code = codeOf(cause);
    throw new OutboxError(
      {
        problem: 'unusable',
        where: directory,
        found: `a directory that cannot be read or written${code === '' ? '' : ` (${code})`}`,
        expected: 'one that this user may write',
        remedy: 'Name another, or mend its rights.',
      },
      { cause },
    );
  }
}

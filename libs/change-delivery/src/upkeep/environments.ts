import { calendarOf, type Calendar } from '@postgres-ha/calendar';
import type { RepositoryState } from '@postgres-ha/change-request';
import { readEnvironment } from '@postgres-ha/environment';
import type { Desk } from '../desk.ts';

/** An environment of the default branch, as far as upkeep needs it. */
export interface EnvironmentSeen {
  readonly environment: string;
  readonly clusters: readonly string[];
  /** Empty where it says nothing, or cannot be read: then every pull request for it says so. */
  readonly calendar: Calendar;
}

const EMPTY: Calendar = { freezes: [], maintenance: [] };

/** By their names. Of one without a calendar only its environment.yaml is read. */
export async function environmentsOf(desk: Desk, state: RepositoryState): Promise<readonly EnvironmentSeen[]> {
  const paths = [...state.files.keys()];
  const names = paths.flatMap((path) => /^environments\/([^/]+)\/environment\.yaml$/.exec(path)?.[1] ?? []).toSorted();
  const found: EnvironmentSeen[] = [];
  for (const environment of names) {
    const folder = `environments/${environment}/`;
    const clusters = paths
      .filter((path) => path.startsWith(folder))
      .flatMap((path) => /^([^/]+)\/cluster\.yaml$/.exec(path.slice(folder.length))?.[1] ?? [])
      .toSorted();
    found.push({ environment, clusters, calendar: await calendarSeen(desk, { state, environment, clusters }) });
  }
  return found;
}

interface CalendarWanted {
  readonly state: RepositoryState;
  readonly environment: string;
  readonly clusters: readonly string[];
}

async function calendarSeen({ signal }: Desk, { state, environment, clusters }: CalendarWanted): Promise<Calendar> {
  const file = (name: string): string => `environments/${environment}/${name}`;
  const own = await state.read([file('environment.yaml')], signal);
  const text = new TextDecoder().decode(own.get(file('environment.yaml')));
  if (!/^calendar\b/m.test(text)) return EMPTY;
  const bytes = new Map([
    ...own,
    ...(await state.read(
      clusters.map((name) => file(`${name}/cluster.yaml`)),
      signal,
    )),
  ]);
  const source = (path: string) => ({ path, bytes: bytes.get(path) ?? new Uint8Array() });
  const reading = readEnvironment({
    name: environment,
    environment: source(file('environment.yaml')),
    clusters: clusters.map((name) => ({ name, file: source(file(`${name}/cluster.yaml`)) })),
  });
  return reading.kind === 'read' ? calendarOf(reading.environment) : EMPTY;
}

import { calendarOf, type Freeze, type Maintenance } from '@postgres-ha/calendar';
import type { Environment } from '@postgres-ha/environment';
import type { StatesOfEnvironment } from './rules/rule.ts';

/** An entry of a calendar that is new, gone or says something else. Nothing is rendered of it, so that no object changes with it. */
export interface CalendarChange {
  readonly environment: string;
  readonly list: 'freezes' | 'maintenance';
  /** Undefined: all of the environment. */
  readonly cluster: string | undefined;
  /** Undefined: it is new. */
  readonly before: Freeze | Maintenance | undefined;
  /** Undefined: it is gone. */
  readonly after: Freeze | Maintenance | undefined;
}

export function calendarChanges(states: readonly StatesOfEnvironment[]): readonly CalendarChange[] {
  return states.flatMap(({ before, after }) => {
    const [old, now] = [entriesOf(before.environment), entriesOf(after.environment)];
    return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key): readonly CalendarChange[] => {
      const [was, is] = [old.get(key), now.get(key)];
      const any = is ?? was;
      return any === undefined || JSON.stringify(was) === JSON.stringify(is)
        ? []
        : [
            {
              environment: any.environment,
              list: any.list,
              cluster: any.entry.cluster,
              before: was?.entry,
              after: is?.entry,
            },
          ];
    });
  });
}

interface Entry extends Pick<CalendarChange, 'environment' | 'list'> {
  readonly entry: Freeze | Maintenance;
}

/** By what makes an entry the same one: its list, its cluster and when it begins. */
function entriesOf(environment: Environment | undefined): ReadonlyMap<string, Entry> {
  if (environment === undefined) return new Map();
  const { freezes, maintenance } = calendarOf(environment);
  const { name } = environment;
  const all: readonly Entry[] = [
    ...freezes.map((entry) => ({ environment: name, list: 'freezes' as const, entry })),
    ...maintenance.map((entry) => ({ environment: name, list: 'maintenance' as const, entry })),
  ];
  return new Map(
    all.map((one) => [JSON.stringify([one.list, one.entry.cluster ?? '', one.entry.from.toISOString()]), one]),
  );
}

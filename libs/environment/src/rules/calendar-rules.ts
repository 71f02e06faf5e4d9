import type { LocateIntent } from '../cluster.ts';
import type { CalendarIntent } from '../schema/calendar-schema.ts';
import type { KeyPath } from '../source/key-path.ts';
import type { Finding } from './finding.ts';
import { positionsOfRepeats } from './repeats.ts';
import { findingsOf, type Rule } from './rule.ts';

/** A calendar, and the names of the environment's clusters: also of those whose cluster.yaml could not be read. */
export interface DatedEnvironment {
  readonly calendar: CalendarIntent;
  readonly clusters: readonly { readonly name: string }[];
}

/** Rules about when an environment is not to be changed. What has ended may stay: without a clock, no rule can tell. */
export const CALENDAR_RULES: readonly Rule<DatedEnvironment>[] = [
  {
    id: 'calendar-cluster-unknown',
    level: 'error',
    summary: 'An entry of the calendar is for a cluster of its environment.',
    detail:
      'A misspelt name would freeze nothing, and nobody would notice before it matters. Where a cluster is taken away, its entries go with it.',
    source: 'house rule',
    breaches: ({ calendar, clusters }) => {
      const names = new Set(clusters.map(({ name }) => name));
      return entriesOf(calendar).flatMap(({ path, entry: { cluster } }) =>
        cluster === undefined || names.has(cluster)
          ? []
          : [{ path: [...path, 'cluster'], found: cluster, expected: expectedNames([...names]) }],
      );
    },
  },
  {
    id: 'calendar-order',
    level: 'error',
    summary: 'An entry of the calendar ends after it begins.',
    detail: 'Mind the time zones: what is compared is the moment, not the hour that is written.',
    source: 'house rule',
    breaches: ({ calendar }) =>
      entriesOf(calendar).flatMap(({ path, entry: { from, until } }) =>
        until === undefined || from < until
          ? []
          : [
              {
                path: [...path, 'until'],
                found: until.toISOString(),
                expected: `a moment after ${from.toISOString()}, when it begins`,
              },
            ],
      ),
  },
  {
    id: 'freeze-twice',
    level: 'error',
    summary: 'Freezes of one cluster do not begin at the same moment.',
    detail: 'Of two that do, it is open which end and which reason count. Freezes may overlap otherwise.',
    source: 'house rule',
    breaches: ({ calendar: { freezes } }) =>
      positionsOfRepeats(freezes.map(({ cluster = '', from }) => `${cluster} ${from.getTime()}`)).map((position) => ({
        path: ['calendar', 'freezes', position, 'from'],
        found: `${freezes[position]?.from.toISOString() ?? ''} a second time`,
        expected: 'one freeze of the same cluster at that moment',
        remedy: 'Remove one of the two.',
      })),
  },
  {
    id: 'maintenance-overlap',
    level: 'error',
    summary: 'A cluster is in one maintenance at a time.',
    detail:
      'Where one ends while another goes on, updates of the primary would no longer wait. An entry without until goes on until it is removed, so that nothing can be planned behind it.',
    source: 'house rule',
    breaches: ({ calendar: { maintenance } }) =>
      maintenance.flatMap((entry, position) => {
        const before = maintenance.slice(0, position).find((other) => overlap(entry, other));
        return before === undefined
          ? []
          : [
              {
                path: ['calendar', 'maintenance', position, 'from'],
                found: `maintenance of ${entry.cluster} from ${entry.from.toISOString()}`,
                expected: `none while there is the one from ${before.from.toISOString()}`,
              },
            ];
      }),
  },
];

/** What the rules find in an environment's calendar. */
export function calendarFindings(
  calendar: CalendarIntent,
  { clusters, locate }: Pick<DatedEnvironment, 'clusters'> & { readonly locate: LocateIntent },
): readonly Finding[] {
  return findingsOf(CALENDAR_RULES, { calendar, clusters }, locate);
}

type Entry = CalendarIntent['freezes'][number] | CalendarIntent['maintenance'][number];

function entriesOf({
  freezes,
  maintenance,
}: CalendarIntent): readonly { readonly path: KeyPath; readonly entry: Entry }[] {
  const placed = (key: string, entries: readonly Entry[]) =>
    entries.map((entry, position) => ({ path: ['calendar', key, position], entry }));
  return [...placed('freezes', freezes), ...placed('maintenance', maintenance)];
}

type Work = CalendarIntent['maintenance'][number];

function overlap(a: Work, b: Work): boolean {
  return a.cluster === b.cluster && startsBeforeEnd(a, b) && startsBeforeEnd(b, a);
}

function startsBeforeEnd({ from }: Work, { until }: Work): boolean {
  return until === undefined || from < until;
}

const NAMES_SHOWN = 8;

function expectedNames(names: readonly string[]): string {
  if (names.length === 0) return 'no cluster, as this environment has none';
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : '';
  return `one of ${names.slice(0, NAMES_SHOWN).join(', ')}${more}`;
}

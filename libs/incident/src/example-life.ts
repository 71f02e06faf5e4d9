import { advance, type Look } from './advance.ts';
import type { Concern } from './concern.ts';
import type { Incident } from './incident.ts';
import { noIncidents, shownIncidents, type Incidents } from './incidents.ts';

const START = Date.parse('2026-11-26T01:00:00Z');

/** Seconds after the start of a test. */
export function at(seconds: number): Date {
  return new Date(START + seconds * 1000);
}

/** What a test looks at, look by look. */
export interface ExampleLife {
  /** @returns the entries that were added to what is shown, as `kind text` */
  readonly look: (seconds: number, concerns: readonly Concern[], more?: Partial<Look>) => readonly string[];
  readonly change: (change: (incidents: Incidents) => { readonly incidents: Incidents }) => void;
  readonly state: () => Incidents;
  readonly shown: () => readonly Incident[];
  readonly open: () => readonly Incident[];
}

export function exampleLife(): ExampleLife {
  let incidents = noIncidents();
  const shown = (): readonly Incident[] => shownIncidents(incidents);
  return {
    look: (seconds, concerns, more = {}) => {
      const before = new Map(shown().map((each) => [each.id, each.timeline.at(-1)?.number ?? 0]));
      const next = advance(incidents, { at: at(seconds), source: 'watchdog', concerns, complete: true, ...more });
      incidents = next.incidents;
      return next.changed.flatMap(({ id, timeline }) =>
        timeline.filter(({ number }) => number > (before.get(id) ?? 0)).map(({ kind }) => kind),
      );
    },
    change: (change) => {
      ({ incidents } = change(incidents));
    },
    state: () => incidents,
    shown,
    open: () => shown().filter(({ status }) => status === 'open'),
  };
}

import { calendarOf, maintenanceOf, opennessOf, type Calendar, type Maintenance } from '@postgres-ha/calendar';
import { listed, nameOf, passed, type Rule, type Situation } from './rule.ts';
import { touchedClusters } from './touched-clusters.ts';

/** What the calendar of an environment says of the moment. */
export const calendarRules: readonly Rule[] = [
  {
    id: 'frozen',
    summary: 'Is nothing that changes frozen at this moment?',
    why: 'A freeze holds merging, not only delivery: what is merged meanwhile would all land together when it ends. What counts is the calendar on the default branch, so no pull request ends a freeze for itself.',
    outcomes: ['needs-override'],
    judge: (situation) => {
      const frozen = situation.changes.flatMap((change) => {
        const openness = opennessOf(calendarOn(situation, change.environment), change.cluster, situation.now);
        return openness.kind === 'frozen' ? [{ name: nameOf(change), openness }] : [];
      });
      const [first] = frozen;
      if (first === undefined) return passed('Nothing that changes is frozen.');
      const { by, until } = first.openness;
      const end = until === undefined ? 'until someone ends it' : `until ${instant(until)}`;
      return {
        outcome: 'needs-override',
        summary: `${listed(frozen.map(({ name }) => name))}: frozen since ${instant(by.from)} ${end}: ${by.reason}`,
        remedy: 'Wait for the end of it, or let a second person write /override frozen with the reason.',
      };
    },
  },
  {
    id: 'maintenance-active',
    summary: 'Is nobody at work on the clusters that change?',
    why: 'During maintenance updates of the primary wait for a person, and whoever is at work should know what else is coming.',
    outcomes: ['warned'],
    judge: (situation) => {
      const busy = touchedClusters(situation).flatMap(({ name, change }) => {
        const calendar = calendarOn(situation, change.environment);
        const state = maintenanceOf(calendar, change.cluster ?? '', situation.now);
        if (state.kind !== 'active' && state.kind !== 'overdue') return [];
        return isEnded(state.maintenance, situation, change.environment) ? [] : [{ name, state }];
      });
      const [first] = busy;
      if (first === undefined) return passed('No maintenance goes on where something changes.');
      const { from, reason } = first.state.maintenance;
      const late = first.state.kind === 'overdue' ? `, and was to be over at ${instant(first.state.since)}` : '';
      return {
        outcome: 'warned',
        summary: `${listed(busy.map(({ name }) => name))}: maintenance since ${instant(from)}${late}: ${reason}`,
        remedy: 'Tell whoever is at work. What needs the primary to restart waits until someone lets it.',
      };
    },
  },
];

/** The old calendar: only where an environment is new, or could not be read before, its new one. */
function calendarOn({ states }: Situation, environment: string): Calendar {
  const own = states.find(({ before, after }) => (after.environment ?? before.environment)?.name === environment);
  const found = own?.before.environment ?? own?.after.environment;
  return found === undefined ? { freezes: [], maintenance: [] } : calendarOf(found);
}

/** Whether the change takes the entry out of the calendar. */
function isEnded({ cluster, from }: Maintenance, { states }: Situation, environment: string): boolean {
  const after = states.map((state) => state.after.environment).find((one) => one?.name === environment);
  return (
    after !== undefined &&
    !calendarOf(after).maintenance.some((entry) => entry.cluster === cluster && entry.from.getTime() === from.getTime())
  );
}

function instant(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z');
}

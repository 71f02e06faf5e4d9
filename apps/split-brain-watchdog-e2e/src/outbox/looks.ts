import type { Concern, TimelineEntry } from '@postgres-ha/incident';
import { CONCERN } from '../github-sink/incident-life.ts';
import { START } from './life-clock.ts';

/** What there is to see at one moment. */
export interface Sight {
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
  readonly concerns: readonly Concern[];
}

const FIRST: Concern = {
  ...CONCERN,
  severity: 'warning',
  title: 'Two servers say that they are the primary',
  lists: [],
};
const WORSE: Concern = { ...CONCERN, lists: [] };
const BETWEEN_MS = 120_000;

/** Two primaries; both take writes; what will be lost is known; over; back; over. */
export const LIFE: readonly Sight[] = [[FIRST], [WORSE], [CONCERN], [], [CONCERN], []].map((concerns, number) => ({
  number,
  at: new Date(START + number * BETWEEN_MS).toISOString(),
  concerns,
}));

/** Each told by an entry of the timeline, in this order. */
export const ENTRIES: readonly TimelineEntry['kind'][] = [
  'opened',
  'worse',
  'changed',
  'resolved',
  'reopened',
  'resolved',
];

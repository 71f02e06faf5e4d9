import { expect, test } from 'vitest';
import { longestGapSeconds } from './schedule-gap.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

test.each([
  { schedule: '0 2 * * *', gap: DAY },
  { schedule: '@hourly', gap: HOUR },
  { schedule: '@weekly', gap: 7 * DAY },
  { schedule: '@monthly', gap: 31 * DAY },
  { schedule: '0 0 2 * * 1-5', gap: 3 * DAY },
  { schedule: '0 2,14 * * *', gap: 12 * HOUR },
  { schedule: '0 2,3 * * *', gap: 23 * HOUR },
  { schedule: '*/10 * * * * *', gap: 10 },
  { schedule: '0 15 2 1,13 * ?', gap: 19 * DAY },
  // Either the first of the month or a Monday.
  { schedule: '0 0 1 * 1', gap: 7 * DAY },
  { schedule: '0 0 29 2 *', gap: 4 * 365 * DAY + DAY },
  { schedule: 'never', gap: Infinity },
])('$schedule leaves $gap seconds at most', ({ schedule, gap }) => {
  expect(longestGapSeconds(schedule)).toBe(gap);
});

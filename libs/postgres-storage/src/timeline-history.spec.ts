import { expect, test } from 'vitest';
import { fixtureIndex } from '../fixtures/fixture.ts';
import { timelineId } from './identifiers.ts';
import { parseLsn } from './lsn.ts';
import { parseTimelineHistory } from './timeline-history.ts';

const two = timelineId(2);
const five = timelineId(5);

test.each(fixtureIndex().clusters)('what PostgreSQL $major wrote at a promotion is read', ({ history }) => {
  expect(parseTimelineHistory(two, history)).toMatchObject({
    kind: 'history',
    history: { timeline: 2, ancestors: [{ timeline: 1, reason: 'no recovery target specified' }] },
  });
});

test('ancestors come oldest first; comments and empty lines mean nothing', () => {
  const text = '# comment\n\n1\t0/3000110\tbefore 2026-03-01 10:00:00+00\n  3\t1A/B0\tafter LSN 1A/98\n4\t1A/B0\t\n';
  expect(parseTimelineHistory(five, text)).toEqual({
    kind: 'history',
    history: {
      timeline: 5,
      ancestors: [
        { timeline: 1, switchPoint: parseLsn('0/3000110'), reason: 'before 2026-03-01 10:00:00+00' },
        { timeline: 3, switchPoint: parseLsn('1A/B0'), reason: 'after LSN 1A/98' },
        { timeline: 4, switchPoint: parseLsn('1A/B0'), reason: '' },
      ],
    },
  });
});

test('timelines above 7FFFFFFF are read', () => {
  expect(parseTimelineHistory(timelineId(0xffff_ffff), '4294967294\t0/1\tx\n')).toMatchObject({
    history: { ancestors: [{ timeline: 4_294_967_294 }] },
  });
});

test('timeline 1 comes from nowhere', () => {
  expect(parseTimelineHistory(timelineId(1), '')).toEqual({ kind: 'history', history: { timeline: 1, ancestors: [] } });
});

test.each([
  { text: '', problem: 'found no timeline, expected the parent of timeline 5' },
  { text: '1 0/1 spaces', problem: 'line 1: found "1 0/1 spaces", expected a timeline, a tab, an LSN' },
  { text: '1\t0-1\tx', problem: 'line 1: found "1\\t0-1\\tx", expected a timeline, a tab, an LSN' },
  { text: '0\t0/1\tx', problem: 'line 1: found "0\\t0/1\\tx", expected a timeline, a tab, an LSN' },
  { text: '1\t0/1\tx\n\0\0\0', problem: 'line 2: found "\\u0000\\u0000\\u0000", expected a timeline, a tab, an LSN' },
  { text: '5\t0/1\tx', problem: 'line 1: found timeline 5, expected one below 5' },
  { text: '2\t0/1\tx\n2\t0/2\tx', problem: 'line 2: found timeline 2, expected one above 2' },
  { text: '1\t0/2\tx\n2\t0/1\tx', problem: 'line 2: found 0/1, expected none before 0/2' },
])('$text is no history of timeline 5', ({ text, problem }) => {
  expect(parseTimelineHistory(five, text)).toEqual({ kind: 'malformed', problem });
});

import type { Prediction } from '@postgres-ha/change-impact';
import { expect, test } from 'vitest';
import type { Happened } from './happened.ts';
import { contradictions, outstanding, type Measured } from './verdict.ts';

const PREDICTED: Prediction = {
  ...{ standbys: 'restarted', primary: 'restarted-in-place', podsReplaced: 'standbys', primaryFirst: false },
  ...{ instancesAdded: 0, instancesRemoved: 0, writePause: 'minutes' },
  poolers: [{ name: 'rw', pods: 'untouched' }],
};
const HAPPENED: Happened = {
  ...{ primary: 'restarted-in-place', standbys: ['pod-replaced', 'pod-replaced'], switchedOver: false },
  restartOrder: ['standby', 'standby', 'primary'],
  ...{ instancesAdded: 0, instancesRemoved: 0, containerRestarts: 0, phases: [], seconds: 60 },
  poolers: [{ name: 'rw', pods: 'untouched' }],
};
const PAUSED = { commits: 100, failures: 3, longestGapMs: 6_000 };
const WENT_ON = { commits: 100, failures: 0, longestGapMs: 900 };

const measured = (change: Partial<Measured> = {}): Measured => ({
  ...{ name: 'a change', shown: 'key: value', cluster: 'c', predicted: PREDICTED, happened: HAPPENED },
  ...{ direct: PAUSED, pooler: PAUSED, quietGapMs: 100 },
  ...change,
});

test('a pause of another length than predicted is no contradiction, a pause that did not come is one', () => {
  expect(contradictions(measured())).toEqual([]);
  expect(contradictions(measured({ direct: WENT_ON }))).toEqual(['writesPause: predicted true, happened false']);
});

test('a failed commit is a pause, and so is a wait that no busy machine explains', () => {
  const predicted: Prediction = { ...PREDICTED, writePause: 'none' };
  expect(contradictions(measured({ predicted, direct: WENT_ON }))).toEqual([]);
  const line = 'writesPause: predicted false, happened true';
  expect(contradictions(measured({ predicted, direct: { ...WENT_ON, failures: 1 } }))).toEqual([line]);
  expect(contradictions(measured({ predicted, direct: { ...WENT_ON, longestGapMs: 30_000 } }))).toEqual([]);
  expect(contradictions(measured({ predicted, direct: { ...WENT_ON, longestGapMs: 30_001 } }))).toEqual([line]);
  const quiet = { predicted, quietGapMs: 4_000 };
  expect(contradictions(measured({ ...quiet, direct: { ...WENT_ON, longestGapMs: 40_000 } }))).toEqual([]);
  expect(contradictions(measured({ ...quiet, direct: { ...WENT_ON, longestGapMs: 40_001 } }))).toEqual([line]);
});

test('what became of the instances is compared: pods, order, primary, poolers', () => {
  const happened: Happened = {
    ...HAPPENED,
    ...{ primary: 'pod-replaced', switchedOver: true, restartOrder: ['primary', 'standby', 'standby'] },
    poolers: [{ name: 'rw', pods: 'rolled' }],
  };
  expect(contradictions(measured({ happened }))).toEqual([
    'primary: predicted restarted-in-place, happened switched-over',
    'podsReplaced: predicted standbys, happened all',
    'primaryFirst: predicted false, happened true',
    'pooler rw: predicted untouched, happened rolled',
  ]);
});

test('what has not come true so far is outstanding, whatever became of the writes', () => {
  expect(outstanding(PREDICTED, HAPPENED)).toEqual([]);
  expect(outstanding({ ...PREDICTED, writePause: 'none' }, HAPPENED)).toEqual([]);
  expect(
    outstanding(PREDICTED, { ...HAPPENED, primary: 'untouched', standbys: ['pod-replaced', 'untouched'] }),
  ).toEqual(['primary: predicted restarted-in-place, happened untouched']);
});

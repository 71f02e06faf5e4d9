import type { Condition, Judgement, Severity } from '@postgres-ha/split-brain';
import { expect, test } from 'vitest';
import { deviations, type Expectation } from './expectation.ts';

const EXPECTED: Expectation = {
  inOrder: [{ state: 'healthy' }],
  never: ['no-primary', 'lost-writes'],
  worst: 'warning',
};

function judgement(...conditions: readonly Condition[]): Judgement {
  const [first] = conditions;
  return { cluster: 'orders', at: 0, state: first?.state ?? 'healthy', conditions, members: [], questions: [] };
}

function condition(state: Condition['state'], severity: Severity): Condition {
  return {
    ...{ state, severity, since: 0, members: ['a'], key: state, proof: null, fork: null, lostWrites: [] },
    ...{ deadline: null, actions: [] },
  };
}

const seen = (state: Condition['state'], severity: Severity): readonly string[] =>
  deviations([judgement(), judgement(condition(state, severity))], EXPECTED);

test('what must never be seen is a deviation, whatever its severity', () => {
  expect(seen('lost-writes', 'info')).toEqual(['lost-writes a is seen, and must not be']);
  expect(seen('no-primary', 'warning')).toEqual(['no-primary a is seen, and must not be']);
});

test('that there is no primary may be noted, and no more', () => {
  expect(seen('no-primary', 'info')).toEqual([]);
});

test('what is worse than it may be is a deviation, and so is what does not come', () => {
  expect(seen('blind', 'warning')).toEqual([]);
  expect(seen('blind', 'critical')).toEqual(['blind a is critical']);
  expect(deviations([judgement(condition('blind', 'warning'))], EXPECTED)).toEqual(['healthy   is not seen at all']);
});

import { expect, test } from 'vitest';
import { STATE_NAMES } from '../judgement/state-name.ts';
import { explainState } from './explain-state.ts';
import { stateReference } from './state-reference.ts';

test.each(STATE_NAMES)('%s is explained in whole sentences', (name) => {
  const { meaning, proof, members, steps, watchdog } = explainState(name);
  expect(steps.length).toBeGreaterThan(0);
  for (const text of [meaning, proof, members, watchdog, ...steps]) {
    expect(text).toMatch(/^[A-Z].*\.$/s);
    expect(text).not.toContain('\n');
  }
});

test.each(['dual-writing', 'dual-writable', 'lost-writes', 'diverged', 'orphan-primary', 'archive-conflict'] as const)(
  '%s always pages',
  (name) => {
    expect(explainState(name).tells).toBe('page');
  },
);

test.each(['observer-partitioned', 'clone', 'fenced', 'hibernated', 'paused', 'starting', 'healthy'] as const)(
  '%s never pages',
  (name) => {
    expect(explainState(name).tells).toBe('note');
  },
);

test('the page has each state once, worst first', () => {
  const headings = [...stateReference().matchAll(/^## (.+)$/gm)].map(([, name]) => name);
  expect(headings).toEqual(STATE_NAMES);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DECISION_TABLE } from './decision-table.ts';
import { printDecisionTable } from './print-decision-table.ts';
import { STATE_NAMES } from './state-name.ts';

const GOLDEN = new URL('decision-table.golden.md', import.meta.url);

test('the table is the one that was reviewed: where it is to change, commit what this prints', () => {
  expect(printDecisionTable()).toBe(readFileSync(GOLDEN, 'utf8'));
});

test('every state but healthy has a row, and rows have names of their own', () => {
  const states = new Set(DECISION_TABLE.map(({ state }) => state));
  expect(STATE_NAMES.filter((name) => !states.has(name))).toEqual(['healthy']);
  expect(new Set(DECISION_TABLE.map(({ id }) => id)).size).toBe(DECISION_TABLE.length);
});

test('what holds for longer is never less bad', () => {
  const order = ['info', 'warning', 'critical'];
  for (const { steps } of DECISION_TABLE) {
    const ranks = steps.map(({ severity }) => order.indexOf(severity));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(steps.map(({ afterMs }) => afterMs)).toEqual(steps.map(({ afterMs }) => afterMs).toSorted((a, b) => a - b));
    expect(steps.length).toBeGreaterThan(0);
  }
});

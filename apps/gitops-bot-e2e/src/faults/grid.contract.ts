import { sampled } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { FAULTS } from './fault.ts';
import { faultyRun } from './faulty-run.ts';
import { cellsOf, flawsOfCells, SCENARIOS } from './grid.ts';

/** Of the others each so many-th cell, beginning elsewhere in each scenario. */
const STRIDE = 11;

describe('scale: at every request', () => {
  const [scale] = SCENARIOS;

  test.each([...FAULTS.map(({ name }) => name), 'the process ends'])('%s', async (name) => {
    if (scale === undefined) throw new Error('there is no scenario');
    const { requests } = await faultyRun(scale);
    expect(requests).toBeGreaterThan(20);
    const cells = cellsOf(requests).filter(
      (cell) => (cell.kind === 'fault' ? cell.fault.name : 'the process ends') === name,
    );
    expect(await flawsOfCells(scale, sampled(cells, name))).toEqual([]);
  });
});

describe('whatever happens at a request, it ends as if nothing had', () => {
  test.each(SCENARIOS.map((scenario, index) => ({ name: scenario.name, scenario, index })))(
    '$name',
    async ({ scenario, index }) => {
      const { requests } = await faultyRun(scenario);
      const cells = cellsOf(requests).filter((_, cell) => (cell + index) % STRIDE === 0);
      expect(await flawsOfCells(scenario, sampled(cells, scenario.name))).toEqual([]);
    },
  );
});

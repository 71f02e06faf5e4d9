import { describe, expect, test } from 'vitest';
import { FAULTS } from './fault.ts';
import { faultyRun } from './faulty-run.ts';
import { flawsOfCells, SCENARIOS, type Cell } from './grid.ts';

/** The whole grid is in `grid.contract.ts`; here, some of what writes, which is where something could be there twice. */
describe('a write of a command may fail in every way, or the process may end at it', () => {
  const [scale] = SCENARIOS;
  const faults = FAULTS.filter(({ name }) => !name.startsWith('stale') && !name.startsWith('404'));
  const ways = faults.map((fault, index) => ({ name: fault.name, fault, index }));
  let writes: Promise<readonly number[]> | undefined;

  async function someWrites(index: number): Promise<readonly number[]> {
    if (scale === undefined) throw new Error('there is no scenario');
    writes ??= faultyRun(scale).then((run) => run.writes);
    const known = await writes;
    expect(known.length).toBeGreaterThan(4);
    return known.filter((_, write) => write % 4 === index % 4);
  }

  test.each(ways)('$name', async ({ fault, index }) => {
    if (scale === undefined) throw new Error('there is no scenario');
    const cells = (await someWrites(index)).map((at): Cell => ({ kind: 'fault', fault, at }));
    expect(await flawsOfCells(scale, cells)).toEqual([]);
  });

  test('the process ends', async () => {
    if (scale === undefined) throw new Error('there is no scenario');
    const cells = (await someWrites(1)).map((at): Cell => ({ kind: 'crash', crash: { at, when: 'after' } }));
    expect(await flawsOfCells(scale, cells)).toEqual([]);
  });
});

import { writeFile } from 'node:fs/promises';
import { needPart, rigPart, sampled } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHANGES, LANES, NEXT_MINOR } from './impact/changes.ts';
import { measureLane } from './impact/measure.ts';
import { writeMeasuredPart } from './impact/page.ts';
import { startNode } from './impact/running-cluster.ts';
import { tableOf } from './impact/table.ts';
import { contradictions, type Measured } from './impact/verdict.ts';

const need = needPart(rigPart('cluster'));
/** All three without SAMPLE; three clusters at a time are more than two slow processors can bear. */
const lanes = sampled(LANES);

describe.skipIf(need.absent)(`what a change does to a running cluster${need.note}`, () => {
  const resources = new AsyncDisposableStack();
  const outcomes = new Map<string, Promise<Measured>>();

  beforeAll(async () => {
    const rig = resources.use(await startNode('impact against reality', [NEXT_MINOR]));
    for (const lane of lanes) for (const [name, outcome] of measureLane(rig, lane)) outcomes.set(name, outcome);
  });
  afterAll(async () => {
    const ended = await Promise.allSettled(outcomes.values());
    await resources.disposeAsync();
    const measured = ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    console.log(tableOf(measured));
    if (measured.length === CHANGES.length) await keep(measured);
  });

  test.for(lanes.flatMap(({ changes }) => changes))('$name: what was predicted is what happens', async ({ name }) => {
    const measured = await outcomes.get(name);
    if (measured === undefined) throw new Error(`${name} was not measured`);
    expect(contradictions(measured)).toEqual([]);
  });
});

/** Where someone asks for it; a usual run changes no file. */
async function keep(measured: readonly Measured[]): Promise<void> {
  const { IMPACT_JSON: path, IMPACT_PAGE: page } = process.env;
  if (path !== undefined) await writeFile(path, `${JSON.stringify(measured, undefined, 2)}\n`);
  if (page === 'write') await writeMeasuredPart(tableOf(measured));
}

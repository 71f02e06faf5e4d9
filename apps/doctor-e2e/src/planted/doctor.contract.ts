import { needPart, rigPart } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { claimCauses } from './cause-claims.ts';
import { claimCommands } from './command-claims.ts';
import { claimHealthy, claimKilledLeavesNothing, killDoctorAtWork } from './healthy-claims.ts';
import { startPlantedWorld, type PlantedWorld } from './planted-world.ts';

const need = needPart(rigPart('cluster'));

describe.skipIf(need.absent)(`doctor on a real cluster${need.note}`, () => {
  let started: PlantedWorld | undefined;
  const world = (): PlantedWorld => {
    if (started === undefined) throw new Error('the clusters did not come up');
    return started;
  };
  beforeAll(async () => {
    started = await startPlantedWorld();
  });
  afterAll(async () => {
    await started?.[Symbol.asyncDispose]();
  });

  claimHealthy(world);
  test('and one is killed at work', () => killDoctorAtWork(world()));
  claimCommands(world);
  claimCauses(world);
  claimKilledLeavesNothing(world);
});

import type { Diagnosis } from '@postgres-ha/diagnosis';
import { eventually } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { diagnosisOf, runDoctor } from '../doctor/doctor-process.ts';
import { writes } from '../doctor/only-reads.ts';
import { clusterThat, isHealthy, PATIENCE } from '../world/live.ts';
import { CLUSTER } from '../world/small-cluster.ts';
import { recordingArgs } from './keep-evidence.ts';
import { NOTHING_TO_UNDO, type PlantedCause } from './planted-cause.ts';
import { PLANTED, type PlantedWorld } from './planted-world.ts';

/** Each planted cause is named before all that follows from it. */
export function claimCauses(world: () => PlantedWorld): void {
  describe('diagnose names the planted cause first, and what has to be put right', () => {
    // one after the other: side by side, on a small machine, an instance may not answer in time, which is a finding too
    test.each(PLANTED)('$name', (cause) => claimCause(world(), cause));
  });
}

async function claimCause(world: PlantedWorld, cause: PlantedCause): Promise<void> {
  const { kubectl, account, api } = world;
  await using resources = new AsyncDisposableStack();
  resources.use(await planted(world, cause));
  await eventually(`${cause.name} to show`, async () => ((await cause.shows(kubectl)) ? true : undefined), PATIENCE);

  const asked = api.requests.length;
  const target = ['--namespace', cause.namespace, '--cluster', CLUSTER];
  const end = await runDoctor(['diagnose', ...target, '--json', ...recordingArgs(cause)], account);
  const diagnosis = diagnosisOf(end);
  const [first] = diagnosis.findings;
  expect(first?.id, told(diagnosis)).toBe(cause.finding);
  expect(first?.nextSteps.length).toBeGreaterThan(0);
  expect([first?.subject, first?.headline, ...(first?.nextSteps ?? [])].join('\n')).toContain(cause.names);
  expect(diagnosis.verdict).toBe('causes-found');
  expect(end.exitCode).toBe(1);
  expect(writes(api.requests.slice(asked))).toEqual([]);
}

/** Some causes hit a cluster that runs; the others are there from the beginning. */
async function planted(world: PlantedWorld, cause: PlantedCause): Promise<AsyncDisposable> {
  if (cause.plant === undefined) return NOTHING_TO_UNDO;
  if (cause.runsBefore) await clusterThat(world.kubectl, cause.namespace, isHealthy);
  return cause.plant(world);
}

/** All that was found, for whoever reads why a test failed. */
function told({ findings, unseen }: Diagnosis): string {
  const found = findings.map(({ id, headline }) => `${id}: ${headline}`);
  return [...found, ...unseen.map((each) => `unseen: ${each}`)].join('\n');
}

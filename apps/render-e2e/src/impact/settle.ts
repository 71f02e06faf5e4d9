import { setTimeout as sleep } from 'node:timers/promises';
import type { Kubectl } from '@postgres-ha/testkit';
import { lookAt, type ClusterRef, type Look } from './look.ts';
import { snapshotOf, type Snapshot } from './snapshot.ts';

/** What was seen of a cluster on its way to rest. */
export interface Settling {
  readonly looks: readonly Look[];
  readonly rest: Snapshot;
}

const HEALTHY = 'Cluster in healthy state';
const EVERY_MS = 1_000;
/** Longer than the operator and the instance managers take to begin with a change that they have seen. */
export const QUIET_MS = 6_000;
const WITHIN_MS = 600_000;

/** Looks until the cluster is healthy, has not moved for a while, and no server waits for a restart. */
export async function settled(kubectl: Kubectl, cluster: ClusterRef): Promise<Settling> {
  const first = await lookAt(kubectl, cluster);
  const looks = [first];
  let stillSince = first.at;
  let last = first;
  let because = 'it has just begun';
  while (last.at - first.at < WITHIN_MS) {
    await sleep(EVERY_MS);
    const next = await lookAt(kubectl, cluster);
    looks.push(next);
    if (standing(next) !== standing(last)) stillSince = next.at;
    last = next;
    if (!isHealthy(next) || next.at - stillSince < QUIET_MS) continue;
    const found = await rest(kubectl, cluster, next);
    if ('rest' in found) return { looks, rest: found.rest };
    because = found.because;
  }
  throw new Error(`${cluster.name} did not settle within ${WITHIN_MS / 1_000} s: ${because}; ${standing(last)}`);
}

async function rest(
  kubectl: Kubectl,
  cluster: ClusterRef,
  look: Look,
): Promise<{ readonly rest: Snapshot } | { readonly because: string }> {
  let snapshot: Snapshot;
  try {
    snapshot = await snapshotOf(kubectl, cluster, look);
  } catch (error) {
    return { because: String(error) };
  }
  const waiting = snapshot.servers.filter(({ pending }) => pending > 0).map(({ instance }) => instance);
  return waiting.length === 0 ? { rest: snapshot } : { because: `${waiting.join(', ')} wait for a restart` };
}

function isHealthy(look: Look): boolean {
  const pods = [...look.instances, ...look.poolers];
  return (
    look.phase === HEALTHY &&
    look.primary === look.target &&
    look.instancesReady === look.instancesWanted &&
    look.instances.length === look.instancesWanted &&
    pods.every(({ ready, leaving }) => ready && !leaving)
  );
}

/** All of a look but its time. */
function standing(look: Look): string {
  return JSON.stringify({ ...look, at: 0 });
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Kubectl } from '@postgres-ha/testkit';
import { lookAt, type ClusterRef, type Look } from './look.ts';
import { snapshotOf, type Snapshot } from './snapshot.ts';

/** What was seen of a cluster on its way to rest. */
export interface Settling {
  readonly looks: readonly Look[];
  readonly rest: Snapshot;
}

/** A cluster that is looked at. */
export interface Watched {
  readonly name: string;
  look(): Promise<Look>;
  /** @throws when a pod ends meanwhile */
  snapshot(look: Look): Promise<Snapshot>;
  /** Until the next look, in milliseconds. */
  pause(ms: number): Promise<void>;
}

const HEALTHY = 'Cluster in healthy state';
const EVERY_MS = 1_000;
/** Longer than the operator and the instance managers of a machine with time to spare take to begin with a change. */
export const QUIET_MS = 6_000;
/**
 * Longer than they take on a busy one. A cluster that has not begun looks like one that has nothing to do: as long as something is
 * outstanding, only this much stillness says that it will not come.
 */
const PATIENCE_MS = 90_000;
const WITHIN_MS = 600_000;

export function watched(kubectl: Kubectl, cluster: ClusterRef): Watched {
  return {
    name: cluster.name,
    look: () => lookAt(kubectl, cluster),
    snapshot: (look) => snapshotOf(kubectl, cluster, look),
    pause: (ms) => sleep(ms),
  };
}

/**
 * Looks until the cluster is healthy, has not moved for a while, and no server waits for a restart.
 * @param outstanding what is still to be seen of it, if anything
 */
export async function settled(
  cluster: Watched,
  outstanding: (settling: Settling) => readonly string[] = () => [],
): Promise<Settling> {
  const first = await cluster.look();
  const looks = [first];
  let stillSince = first.at;
  let last = first;
  let because = 'it has just begun';
  while (last.at - first.at < WITHIN_MS) {
    await cluster.pause(EVERY_MS);
    const next = await cluster.look();
    looks.push(next);
    if (standing(next) !== standing(last)) stillSince = next.at;
    last = next;
    const still = next.at - stillSince;
    if (!isHealthy(next) || still < QUIET_MS) continue;
    const found = await rest(cluster, next);
    if ('because' in found) {
      because = found.because;
      continue;
    }
    const settling = { looks, rest: found.rest };
    if (still >= PATIENCE_MS || outstanding(settling).length === 0) return settling;
  }
  throw new Error(`${cluster.name} did not settle within ${WITHIN_MS / 1_000} s: ${because}; ${standing(last)}`);
}

async function rest(cluster: Watched, look: Look): Promise<{ readonly rest: Snapshot } | { readonly because: string }> {
  let snapshot: Snapshot;
  try {
    snapshot = await cluster.snapshot(look);
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

import { changeImpact } from '@postgres-ha/change-impact';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { eventually, type ClusterRig } from '@postgres-ha/testkit';
import type { Change, Lane } from './changes.ts';
import { happened, type Course } from './happened.ts';
import { edited, productionForOneNode, renderedObjects, type Intent } from './intent.ts';
import type { Look } from './look.ts';
import { deploy, startCluster, type RunningCluster } from './running-cluster.ts';
import { QUIET_MS, settled, watched, type Settling } from './settle.ts';
import type { Snapshot } from './snapshot.ts';
import { outstanding, type Measured } from './verdict.ts';
import { longestGapWithin, writing, type Beat, type Period, type Route } from './writing.ts';

/** PgBouncer alone waits 15 s before it tries a server again that refused it. */
const WRITES_AGAIN_WITHIN_MS = 240_000;

/** A cluster between two changes. */
interface State {
  readonly running: RunningCluster;
  readonly intent: Intent;
  readonly objects: readonly KubeObject[];
  readonly snapshot: Snapshot;
  /** The longest gap between two commits at quiet times so far. */
  readonly quietGapMs: number;
}

/**
 * Starts a lane's cluster and makes its changes, each when the one before is through.
 * @returns at once what will become of each, by name; one that fails takes those after it with it
 */
export function measureLane(rig: ClusterRig, { cluster, changes }: Lane): ReadonlyMap<string, Promise<Measured>> {
  let state = begin(rig, { cluster, intent: productionForOneNode(rig.s3.endpointForPods) });
  const outcomes = changes.map((change) => {
    const made = state.then((before) => measure(rig, { before, change }));
    state = made.then(({ after }) => after);
    const outcome = made.then(({ measured }) => measured);
    // the test that waits for it hears of a failure; before that it is not to end the process
    outcome.catch(() => undefined);
    return [change.name, outcome] as const;
  });
  state.catch(() => undefined);
  return new Map(outcomes);
}

async function begin(
  rig: ClusterRig,
  { cluster, intent }: { readonly cluster: string; readonly intent: Intent },
): Promise<State> {
  const objects = renderedObjects(intent, cluster);
  const running = await startCluster(rig, objects);
  const { rest } = await settled(watched(rig.kubectl, running.cluster));
  const quiet = quietBefore(rest.look);
  const beats = await beatsOver(running, { route: 'direct', period: quiet });
  return { running, intent, objects, snapshot: rest, quietGapMs: longestGapWithin(beats, quiet) };
}

async function measure(
  rig: ClusterRig,
  { before, change }: { readonly before: State; readonly change: Change },
): Promise<{ readonly after: State; readonly measured: Measured }> {
  const { running } = before;
  const intent = edited(before.intent, change.edit);
  const objects = renderedObjects(intent, running.cluster.name);
  const { prediction } = changeImpact({ before: before.objects, after: objects });

  const from = Date.now();
  await deploy(rig, objects);
  const course = (settling: Settling): Course => ({
    before: before.snapshot,
    looks: settling.looks,
    after: settling.rest,
  });
  const settling = await settled(watched(rig.kubectl, running.cluster), (soFar) =>
    outstanding(prediction, happened(course(soFar))),
  );
  const { rest } = settling;
  const period = { from, to: rest.look.at };
  const [direct, pooler] = await Promise.all([
    beatsOver(running, { route: 'direct', period }),
    beatsOver(running, { route: 'pooler', period }),
  ]);
  const quietGapMs = Math.max(before.quietGapMs, longestGapWithin(direct, quietBefore(rest.look)));
  return {
    after: { running, intent, objects, snapshot: rest, quietGapMs },
    measured: {
      ...{ name: change.name, shown: change.shown, cluster: running.cluster.name },
      predicted: prediction,
      happened: happened(course(settling)),
      direct: writing(direct, period),
      pooler: writing(pooler, period),
      quietGapMs,
    },
  };
}

function quietBefore({ at }: Look): Period {
  return { from: at - QUIET_MS, to: at };
}

/** The beats from a second before a period to the first commit behind it, so that a gap at its end is seen whole. */
async function beatsOver(
  { writer, cluster }: RunningCluster,
  { route, period }: { readonly route: Route; readonly period: Period },
): Promise<readonly Beat[]> {
  return eventually(
    `a commit of ${cluster.name} after its change, ${route}`,
    async () => {
      const beats = await writer.beatsSince(route, period.from - 1_000);
      return beats.some(({ kind, at }) => kind === 'committed' && at > period.to) ? beats : undefined;
    },
    { timeoutMs: WRITES_AGAIN_WITHIN_MS, intervalMs: 1_000 },
  );
}

import type { KubeObject } from '@postgres-ha/kube-manifest';
import { changesOf, clusterPairs, instancesDifference, instancesOf, type ClusterPair } from './cluster-pairs.ts';
import type { JudgedChange } from './judged-change.ts';
import type { Change } from './object-pairs.ts';
import { predictInstances, worstInstances } from './predict-instances.ts';
import type { InstancePrediction, PoolerPrediction, Prediction } from './prediction.ts';
import { rolloutPolicy } from './rollout-policy.ts';
import { synchronousReplication } from './synchronous-replication.ts';
import { stringAt } from './value-at.ts';

/** What will be measured; of several clusters in one change, the worst of each. */
export function predict(changes: readonly JudgedChange[], change: Change): Prediction {
  const pairs = clusterPairs(change);
  const differences = pairs.map(instancesDifference);
  const strangers = changes.filter(({ situation: { cluster } }) => (cluster.after ?? cluster.before) === undefined);
  return {
    ...worstInstances([
      ...pairs.map((pair) => predictCluster(pair, changes)),
      ...strangers.map(({ action, situation }) => predictInstances([action], rolloutPolicy(situation.cluster))),
    ]),
    instancesAdded: sum(differences.filter((difference) => difference > 0)),
    instancesRemoved: sum(differences.filter((difference) => difference < 0).map(Math.abs)),
    poolers: predictPoolers(changes, change),
  };
}

function predictCluster(pair: ClusterPair, changes: readonly JudgedChange[]): InstancePrediction {
  const own = changesOf(pair, changes);
  const prediction = predictInstances(
    own.map(({ action }) => action),
    rolloutPolicy(pair),
  );
  const synchronous = synchronousReplication(pair.after);
  // Every name of an instance is in synchronous_standby_names.
  const renamed = synchronous !== undefined && instancesDifference(pair) !== 0;
  const stuck = synchronous?.blocks === true && instancesOf(pair.after) - 1 < synchronous.number;
  return worstInstances([
    prediction,
    ...(renamed ? [predictInstances(['reload'], rolloutPolicy(pair))] : []),
    ...(stuck && own.length > 0 ? [{ ...worstInstances([]), writePause: 'until-someone-acts' } as const] : []),
  ]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function predictPoolers(changes: readonly JudgedChange[], { before, after }: Change): readonly PoolerPrediction[] {
  const poolers = (objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> =>
    new Map(objects.filter(({ kind }) => kind === 'Pooler').map((pooler) => [pooler.metadata.name, pooler]));
  const old = poolers(before);
  const now = poolers(after);
  return [...new Set([...old.keys(), ...now.keys()])].sort().map((name) => {
    if (!old.has(name)) return { name, pods: 'added' };
    const pooler = now.get(name);
    if (pooler === undefined) return { name, pods: 'removed' };
    const actions = changes.filter(({ impact }) => concerns(impact.object, pooler)).map(({ action }) => action);
    if (actions.includes('pooler-roll')) return { name, pods: 'rolled' };
    const reloaded = actions.includes('pooler-reload') || actions.includes('pooler-stop');
    return { name, pods: reloaded ? 'reloaded' : 'untouched' };
  });
}

/** The Pooler itself, or the catalog that its image comes from. */
function concerns({ kind, name }: { readonly kind: string; readonly name: string }, pooler: KubeObject): boolean {
  const catalog = ['spec', 'pgbouncer', 'imageCatalogRef'];
  return kind === 'Pooler'
    ? name === pooler.metadata.name
    : kind === stringAt(pooler, [...catalog, 'kind']) && name === stringAt(pooler, [...catalog, 'name']);
}

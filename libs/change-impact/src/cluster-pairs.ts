import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { JudgedChange } from './judged-change.ts';
import type { Change } from './object-pairs.ts';
import { numberAt } from './value-at.ts';

/** A Cluster before and after a change; one of them is absent where it is new or gone. */
export interface ClusterPair {
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

export function clusterPairs({ before, after }: Change): readonly ClusterPair[] {
  const old = new Map(before.filter(isCluster).map((cluster) => [nameOf(cluster), cluster]));
  const now = new Map(after.filter(isCluster).map((cluster) => [nameOf(cluster), cluster]));
  return [...new Set([...now.keys(), ...old.keys()])].map((name) => ({ before: old.get(name), after: now.get(name) }));
}

/** The changes that are about a cluster. */
export function changesOf(pair: ClusterPair, changes: readonly JudgedChange[]): readonly JudgedChange[] {
  return changes.filter(({ situation: { cluster } }) =>
    pair.after === undefined ? cluster.before === pair.before : cluster.after === pair.after,
  );
}

/** Of a cluster that is there before and after; of one that comes or goes, none. */
export function instancesDifference({ before, after }: ClusterPair): number {
  return before === undefined || after === undefined ? 0 : instancesOf(after) - instancesOf(before);
}

export function instancesOf(cluster: KubeObject | undefined): number {
  return numberAt(cluster, ['spec', 'instances']) ?? 1;
}

function isCluster({ kind }: KubeObject): boolean {
  return kind === 'Cluster';
}

function nameOf({ metadata: { namespace, name } }: KubeObject): string {
  return `${namespace ?? ''}/${name}`;
}

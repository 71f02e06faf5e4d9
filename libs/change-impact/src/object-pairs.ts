import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { ObjectReference } from './field-impact.ts';
import { catalogOf } from './image-version.ts';
import type { Situation } from './rule.ts';
import { listAt, stringAt } from './value-at.ts';

export interface ObjectPair {
  readonly reference: ObjectReference;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

export interface Change {
  readonly before: readonly KubeObject[];
  readonly after: readonly KubeObject[];
}

/** Old and new of each object by kind, namespace and name, in the order of these. The version of the API does not count. */
export function objectPairs({ before, after }: Change): readonly ObjectPair[] {
  const old = new Map(before.map((object) => [keyOf(object), object]));
  const now = new Map(after.map((object) => [keyOf(object), object]));
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key) => {
    const was = old.get(key);
    const is = now.get(key);
    const named = is ?? was;
    return named === undefined ? [] : [{ reference: referenceTo(named), before: was, after: is }];
  });
}

/** Objects by kind, namespace and name, so that nothing depends on how they came. */
export function inOrder(objects: readonly KubeObject[]): readonly KubeObject[] {
  return objects
    .map((object) => ({ object, key: keyOf(object) }))
    .sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1))
    .map(({ object }) => object);
}

export function referenceTo({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): ObjectReference {
  return { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
}

function keyOf({ apiVersion, kind, metadata }: KubeObject): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return [kind, group, metadata.namespace ?? '', metadata.name].join('\n');
}

/** The Cluster that an object belongs to, as the object says, or else the only one of its namespace. */
export function clusterFor(pair: ObjectPair, change: Change): Situation['cluster'] {
  return {
    before: belongsTo(pair.before ?? pair.after, change.before),
    after: belongsTo(pair.after ?? pair.before, change.after),
  };
}

function belongsTo(object: KubeObject | undefined, objects: readonly KubeObject[]): KubeObject | undefined {
  if (object === undefined) return undefined;
  const clusters = objects.filter(
    ({ kind, metadata }) =>
      kind === 'Cluster' &&
      (object.metadata.namespace === undefined || metadata.namespace === object.metadata.namespace),
  );
  if (object.kind === 'Cluster') return clusters.find(({ metadata }) => metadata.name === object.metadata.name);
  if (object.kind === 'ImageCatalog' || object.kind === 'ClusterImageCatalog')
    return clusters.find((cluster) => catalogOf(cluster, [object]) !== undefined);
  if (object.kind === 'ObjectStore')
    return clusters.find((cluster) => storesOf(cluster).includes(object.metadata.name));
  const named = stringAt(object, ['spec', 'cluster', 'name']);
  if (named !== undefined) return clusters.find(({ metadata }) => metadata.name === named);
  return clusters.length === 1 ? clusters[0] : undefined;
}

/** Names of the stores whose settings are in the pods of a Cluster. */
export function storesOf(cluster: KubeObject | undefined): readonly string[] {
  return listAt(cluster, ['spec', 'plugins']).flatMap((plugin) => {
    const name = stringAt(plugin, ['parameters', 'barmanObjectName']);
    return name === undefined ? [] : [name];
  });
}

import type { Cluster, LocateIn, Problem } from '@postgres-ha/environment';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { byFolder, committedObjects, renderedPaths, type ByFolder } from './committed-objects.ts';
import type { CommittedFiles, EnvironmentPair } from './environment-pair.ts';
import { NO_ENVIRONMENT, renderedState, type RenderedState } from './rendered-state.ts';

/** Old and new of what is applied for a cluster, or (without a cluster) for its environment as a whole. */
export interface ChangedObjects {
  readonly environment: string;
  /** Undefined for what all clusters of the environment stand on. */
  readonly cluster: string | undefined;
  readonly before: readonly KubeObject[];
  readonly after: readonly KubeObject[];
  /** What people wrote: of the new state, or of the old one where the cluster is gone. */
  readonly intent: Cluster | undefined;
  /** What people wrote before; undefined where there was nothing. */
  readonly earlier: Cluster | undefined;
  readonly locate: LocateIn;
  /** The version of CloudNativePG that will judge; undefined where the environment is gone. */
  readonly operator: string | undefined;
}

export type PairReading =
  | { readonly kind: 'read'; readonly changes: readonly ChangedObjects[] }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/**
 * What is applied now and what was applied then. The old side is what is committed there as rendered, whatever rendered it: an update of
 * this program that renders something else is a change like any other.
 */
export function renderedPair(pair: EnvironmentPair, revision: CommittedFiles): PairReading {
  const after = renderedState(pair.after);
  if (after.kind === 'refused') return after;
  const before = renderedState(pair.before);
  const then = before.kind === 'read' ? before : NO_ENVIRONMENT;
  const committed = committedObjects(renderedPaths(pair, revision.files.keys()), revision, then.files);
  if (committed.kind === 'refused') return committed;
  return { kind: 'read', changes: changedObjects(pair, { before: then, after, committed: committed.objects }) };
}

/** The two states of an environment, and what was committed as rendered from the old one. */
export interface StatePair {
  readonly before: RenderedState;
  readonly after: RenderedState;
  readonly committed: ByFolder;
}

/** Old and new of each cluster that a pair names, and first of what all stand on where that is shared. */
export function changedObjects(
  pair: Pick<EnvironmentPair, 'name' | 'shared' | 'clusters'>,
  { before, after, committed }: StatePair,
): readonly ChangedObjects[] {
  const directory = `environments/${pair.name}`;
  const rendered = byFolder(after.files);
  const operator = after.environment?.operator.version;
  const clusters = pair.clusters.map((name): ChangedObjects => {
    const folder = `${directory}/${name}`;
    return {
      environment: pair.name,
      cluster: name,
      before: committed.get(folder) ?? [],
      after: rendered.get(folder) ?? [],
      intent: after.clusters.get(name) ?? before.clusters.get(name),
      earlier: before.clusters.get(name),
      locate: after.clusters.has(name) ? after.locate : before.locate,
      operator,
    };
  });
  if (!pair.shared) return clusters;
  const platform: ChangedObjects = {
    environment: pair.name,
    cluster: undefined,
    before: committed.get(directory) ?? [],
    after: rendered.get(directory) ?? [],
    intent: undefined,
    earlier: undefined,
    locate: after.locate,
    operator,
  };
  return [platform, ...clusters];
}

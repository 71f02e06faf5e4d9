import type { KubeObject } from '@postgres-ha/kube-manifest';
import { changesOf, clusterPairs, type ClusterPair } from '../cluster-pairs.ts';
import type { FieldPath, Hazard } from '../field-impact.ts';
import type { JudgedChange } from '../judged-change.ts';
import { referenceTo, type Change } from '../object-pairs.ts';

export type Place = Hazard['paths'][number];

/** What people should know of a change before they make it. */
export interface HazardRule {
  readonly id: string;
  readonly level: Hazard['level'];
  /** One sentence. */
  readonly summary: string;
  readonly detail: string;
  readonly remedy: string;
  readonly source: string;
  /** Where it is so; nowhere: no hazard. */
  readonly places: (changes: readonly JudgedChange[], change: Change) => readonly Place[];
}

export interface ClusterChange extends ClusterPair {
  readonly before: KubeObject;
  readonly after: KubeObject;
  /** The changes that are about this cluster. */
  readonly changes: readonly JudgedChange[];
  readonly all: Change;
}

/** Looks at each cluster that is there before and after, and that something changes for. */
export function inEachCluster(look: (cluster: ClusterChange) => readonly Place[]): HazardRule['places'] {
  return (changes, all) =>
    clusterPairs(all).flatMap(({ before, after }) => {
      if (before === undefined || after === undefined) return [];
      const own = changesOf({ before, after }, changes);
      return own.length === 0 ? [] : look({ before, after, changes: own, all });
    });
}

/** Looks at each change. */
export function inEachChange(matches: (change: JudgedChange) => boolean): HazardRule['places'] {
  return (changes) => changes.filter(matches).map(placeOf);
}

export function placeOf({ impact: { object, path } }: JudgedChange): Place {
  return { object, path };
}

export function placeIn(object: KubeObject, path: FieldPath): Place {
  return { object: referenceTo(object), path };
}

/** The changes that one of these rules judged. */
export function judgedBy(changes: readonly JudgedChange[], ...rules: readonly string[]): readonly JudgedChange[] {
  return changes.filter(({ impact: { rule } }) => rules.includes(rule));
}

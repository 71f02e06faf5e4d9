import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { Action } from './action.ts';
import type { FieldChange } from './field-changes.ts';
import type { PathPattern } from './path-pattern.ts';

/** All that a rule may look at. */
export interface Situation {
  /** The object that changed; one of them is absent where it was added or removed. */
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
  /** The Cluster that the object belongs to. */
  readonly cluster: { readonly before: KubeObject | undefined; readonly after: KubeObject | undefined };
  readonly all: { readonly before: readonly KubeObject[]; readonly after: readonly KubeObject[] };
}

/** What a rule says of one change; what it leaves out is as the rule says for all. */
export interface Verdict {
  readonly action: Action;
  readonly effect?: string;
  readonly reason?: string;
  readonly source?: string;
  readonly certain?: boolean;
}

/** What becomes of a field when it changes. */
export interface ImpactRule {
  readonly id: string;
  readonly kinds: readonly string[];
  readonly paths: readonly PathPattern[];
  /** What the operator does; `judge` may say another for this very change. */
  readonly action: Action;
  /** One sentence, where the action's own does not say enough. */
  readonly effect?: string;
  readonly reason: string;
  readonly source: string;
  /** What an absent field means. Two sides that mean the same are no change. */
  readonly absent?: unknown;
  readonly judge?: (change: FieldChange, situation: Situation) => Verdict;
}

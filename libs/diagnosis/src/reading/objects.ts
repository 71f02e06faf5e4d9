import type { KubeObject } from '@postgres-ha/kube-manifest';
import { at, listAt, mapAt, textAt, timeAt, type Fields } from './fields.ts';

export function nameOf(object: KubeObject): string {
  return textAt(object, 'metadata', 'name') ?? '?';
}

export function labelOf(object: KubeObject, key: string): string | undefined {
  return textAt(object, 'metadata', 'labels', key);
}

export function annotationOf(object: KubeObject, key: string): string | undefined {
  return textAt(object, 'metadata', 'annotations', key);
}

export interface ConditionSeen {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** Milliseconds. */
  readonly since: number | undefined;
}

/** A condition of an object's status. */
export function conditionOf(object: KubeObject, type: string): ConditionSeen | undefined {
  const found = listAt(object, 'status', 'conditions').find((condition) => textAt(condition, 'type') === type);
  if (found === undefined) return undefined;
  return {
    status: textAt(found, 'status') ?? '',
    reason: textAt(found, 'reason') ?? '',
    message: textAt(found, 'message') ?? '',
    since: timeAt(found, 'lastTransitionTime'),
  };
}

/** Whether an object is on its way out. */
export function isDeleting(object: KubeObject): boolean {
  return textAt(object, 'metadata', 'deletionTimestamp') !== undefined;
}

/** Kind and name of the controller that an object belongs to. */
export function ownersOf(object: KubeObject): readonly { readonly kind: string; readonly name: string }[] {
  return listAt(object, 'metadata', 'ownerReferences').map((owner) => ({
    kind: textAt(owner, 'kind') ?? '',
    name: textAt(owner, 'name') ?? '',
  }));
}

/** Whether labels satisfy a label selector; an empty selector takes all, a selector that is not understood none. */
export function selects(selector: unknown, labels: Fields): boolean {
  const wanted = Object.entries(mapAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === value);
  return wanted && listAt(selector, 'matchExpressions').every((expression) => satisfies(expression, labels));
}

function satisfies(expression: unknown, labels: Fields): boolean {
  const value = at(labels, textAt(expression, 'key') ?? '');
  const values = listAt(expression, 'values');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

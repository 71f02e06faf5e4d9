import type { Look } from '@postgres-ha/diagnosis';
import type { KubeObject } from '@postgres-ha/kube-manifest';

export type Fields = Readonly<Record<string, unknown>>;

/** What lies at a path of objects; undefined where it ends. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((found, key) => fields(found)[key], value);
}

export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function seenList(look: Look<readonly KubeObject[]>): readonly KubeObject[] {
  return look.kind === 'seen' ? look.value : [];
}

export function whyUnseen(look: Look<unknown>): string {
  return look.kind === 'seen' ? '' : `${look.reason}: ${look.detail}`;
}

/** Whether a condition of a status is `True`. */
export function condition(object: KubeObject, type: string): Fields | undefined {
  const found = list(at(object, 'status', 'conditions')).find((one) => at(one, 'type') === type);
  return found === undefined ? undefined : fields(found);
}

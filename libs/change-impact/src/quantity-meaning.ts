import { cpuMillicores, quantityBytes } from '@postgres-ha/kube-manifest';

/** Whether two CPU quantities mean the same; false where one of them is not understood. */
export function sameCpu(a: unknown, b: unknown): boolean {
  return same(textOf(a), textOf(b), cpuMillicores);
}

/** Whether two sizes mean the same; false where one of them is not understood. */
export function sameMemory(a: unknown, b: unknown): boolean {
  return same(textOf(a), textOf(b), quantityBytes);
}

/** Bytes of a quantity as it may stand in a manifest, a number included. */
export function bytesOf(value: unknown): number | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : quantityBytes(text);
}

function same(a: string | undefined, b: string | undefined, meaning: (text: string) => number | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const value = meaning(a);
  return value !== undefined && value === meaning(b);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

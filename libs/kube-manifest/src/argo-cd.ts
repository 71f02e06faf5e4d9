import type { KubeObject } from './kube-object.ts';

/**
 * The order in which Argo CD applies the objects of one application; the same order holds for `kubectl apply` because files list
 * objects by wave. No object refers to one of a later wave.
 */
export const WAVES = {
  /** Namespaces, storage classes, Applications that bring the operator. */
  platform: -30,
  /** Network policies, service accounts, roles. */
  guard: -20,
  /** Secrets, object stores, image catalogs: what a Cluster refers to. */
  inputs: -10,
  cluster: 0,
  /** Databases, poolers, connection secrets: what refers to a Cluster. */
  dependants: 10,
  /** Schedules and policies. */
  schedules: 20,
  /** What watches: scraping, rules, routes, dashboards. */
  monitoring: 30,
} as const;
export type Wave = (typeof WAVES)[keyof typeof WAVES];

const WAVE = 'argocd.argoproj.io/sync-wave';
const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/**
 * Prune guards an object that leaves Git, Delete one whose Application is deleted; they are separate switches, so what holds data gets both.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 */
const PROTECTED = 'Prune=false,Delete=false';

/** The object with its sync wave. */
export function inWave<T extends KubeObject>(wave: Wave, object: T): T {
  return withAnnotations(object, { [WAVE]: String(wave) });
}

/** The object with both guards of Argo CD, for what holds data or what data cannot be reached without. */
export function protectedFromDeletion<T extends KubeObject>(object: T): T {
  return withAnnotations(object, { [SYNC_OPTIONS]: PROTECTED });
}

/** The sync wave of an object; Argo CD takes 0 where none is written. */
export function waveOf(object: KubeObject): number {
  return Number(object.metadata.annotations?.[WAVE] ?? 0);
}

function withAnnotations<T extends KubeObject>(object: T, annotations: Readonly<Record<string, string>>): T {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } } };
}

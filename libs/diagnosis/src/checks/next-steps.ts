import type { Scene } from './scene.ts';

/** A kubectl command in the cluster's namespace. */
export function kubectl(scene: Scene, rest: string): string {
  return `kubectl -n ${scene.namespace} ${rest}`;
}

/** A kubectl command in the operator's namespace. */
export function operatorKubectl(scene: Scene, rest: string): string {
  return `kubectl -n ${scene.evidence.target.operatorNamespace} ${rest}`;
}

/** How a value of the cluster's file is changed: Git is the only writer of intent. */
export function edit(scene: Scene, edits: string): string {
  const { environment, cluster } = scene.evidence.target;
  const place = environment === undefined ? `<environment>/${cluster}` : `${environment}/${cluster}`;
  return `npx postgres-ha edit ${place} ${edits} && npm run render, then commit and merge`;
}

/** How this is looked at again. */
export function again(scene: Scene): string {
  const { environment, namespace, cluster } = scene.evidence.target;
  return environment === undefined
    ? `npx doctor diagnose --namespace ${namespace} --cluster ${cluster}`
    : `npx doctor diagnose ${environment}/${cluster}`;
}

/** Asks an instance, as the superuser inside its pod. */
export function psql(scene: Scene, pod: string, query: string): string {
  return kubectl(scene, `exec ${pod} -c postgres -- psql -c "${query}"`);
}

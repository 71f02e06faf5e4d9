import type { KubeObject } from '@postgres-ha/kube-manifest';

interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** @see https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification/ */
export interface AppProject extends KubeObject {
  readonly spec: {
    readonly sourceRepos: readonly string[];
    readonly destinations: readonly { readonly server: string; readonly namespace: string }[];
    readonly clusterResourceWhitelist: readonly GroupKind[];
    readonly namespaceResourceWhitelist: readonly GroupKind[];
  };
}

/** What a project has against an object, as Argo CD would judge it; undefined when nothing. */
export function objectionOf({ spec }: AppProject, { apiVersion, kind, metadata }: KubeObject): string | undefined {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const allowed = metadata.namespace === undefined ? spec.clusterResourceWhitelist : spec.namespaceResourceWhitelist;
  if (!allowed.some((each) => each.group === group && each.kind === kind)) return `the kind ${kind} of "${group}"`;
  const { namespace } = metadata;
  if (namespace === undefined || spec.destinations.some((each) => each.namespace === namespace)) return undefined;
  return `the namespace ${namespace}`;
}

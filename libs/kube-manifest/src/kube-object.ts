/** What a manifest may hold: JSON values, with absent keys allowed so that builders can leave options out. */
export type ManifestValue = string | number | boolean | null | readonly ManifestValue[] | ManifestMap;
export interface ManifestMap {
  readonly [key: string]: ManifestValue | undefined;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** One Kubernetes object as it is written to a manifest file. Status is never part of it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

/** `kind namespace/name`, as people say it in messages. Cluster-scoped objects have no namespace. */
export function describeObject({ kind, metadata }: KubeObject): string {
  return metadata.namespace === undefined
    ? `${kind} ${metadata.name}`
    : `${kind} ${metadata.namespace}/${metadata.name}`;
}

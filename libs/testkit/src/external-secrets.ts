import { createHash } from 'node:crypto';
import type { KubeObject, ObjectMetadata } from '@postgres-ha/kube-manifest';
import { evaluateTemplate } from './secret-template.ts';

/** The part of an ExternalSecret (external-secrets.io/v1) that is understood here. */
export interface ExternalSecret extends KubeObject {
  readonly kind: 'ExternalSecret';
  readonly spec: {
    readonly secretStoreRef?: StoreRef;
    readonly target?: {
      readonly name?: string;
      readonly template?: {
        readonly type?: string;
        readonly mergePolicy?: 'Replace' | 'Merge';
        readonly metadata?: Pick<ObjectMetadata, 'labels' | 'annotations'>;
        readonly data?: Readonly<Record<string, string>>;
      };
    };
    readonly data?: readonly {
      readonly secretKey: string;
      readonly remoteRef: RemoteRef;
      readonly sourceRef?: { readonly storeRef?: StoreRef };
    }[];
    readonly dataFrom?: readonly {
      readonly extract?: { readonly key: string };
      readonly sourceRef?: { readonly storeRef?: StoreRef };
    }[];
  };
}

export interface StoreRef {
  readonly name: string;
  readonly kind?: 'SecretStore' | 'ClusterSecretStore';
}

export interface RemoteRef {
  readonly key: string;
  readonly property?: string;
}

/** A SecretStore or ClusterSecretStore; one with the Kubernetes provider reads Secrets of a namespace. */
export interface SecretStore extends KubeObject {
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  readonly spec: { readonly provider: { readonly kubernetes?: { readonly remoteNamespace?: string } } };
}

export interface OpaqueSecret extends KubeObject {
  readonly kind: 'Secret';
  readonly type: string;
  readonly stringData: Readonly<Record<string, string>>;
}

export interface SecretSources {
  /** The stores that are known; values of any other store come from `remoteValue`. */
  readonly stores: readonly SecretStore[];
  /** What a store outside the cluster holds. */
  readonly remoteValue: (ref: RemoteRef, store: StoreRef | undefined) => string;
  /** A Secret of the cluster as text by key, or undefined while there is none. */
  readonly inCluster: (namespace: string, name: string) => Promise<Readonly<Record<string, string>> | undefined>;
}

export type Fulfilment =
  | { readonly kind: 'secret'; readonly secret: OpaqueSecret }
  /** It reads a Secret of the cluster that does not exist yet. */
  | { readonly kind: 'waiting'; readonly for: string };

export function isExternalSecret(object: KubeObject): object is ExternalSecret {
  return object.kind === 'ExternalSecret';
}

export function isSecretStore(object: KubeObject): object is SecretStore {
  return object.kind === 'SecretStore' || object.kind === 'ClusterSecretStore';
}

/** The Secret that the External Secrets operator would make of the object. */
export async function fulfil(external: ExternalSecret, sources: SecretSources): Promise<Fulfilment> {
  const data: Record<string, string> = {};
  for (const request of requestsOf(external)) {
    const found = await resolve(request, external, sources);
    if (found.kind === 'waiting') return found;
    Object.assign(data, found.values);
  }
  const { metadata, spec } = external;
  const { name = metadata.name, template } = spec.target ?? {};
  const templated = Object.entries(template?.data ?? {}).map(
    ([key, text]) => [key, evaluateTemplate(text, data)] as const,
  );
  const keepsData = template?.data === undefined || template.mergePolicy === 'Merge';
  const namespace = metadata.namespace === undefined ? {} : { namespace: metadata.namespace };
  return {
    kind: 'secret',
    secret: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, ...namespace, ...template?.metadata },
      type: template?.type ?? 'Opaque',
      stringData: { ...(keepsData ? data : {}), ...Object.fromEntries(templated) },
    },
  };
}

/** A value for every remote reference, the same one for the same reference. */
export function generatedValues(seed: string): SecretSources['remoteValue'] {
  return ({ key, property = '' }) =>
    createHash('sha256').update(`${seed}\n${key}\n${property}`).digest('base64url').slice(0, 32);
}

interface Request {
  readonly remote: RemoteRef;
  readonly store: StoreRef | undefined;
  /** The key to put one value under; absent where every key of the source is taken. */
  readonly secretKey?: string;
}

function requestsOf({ spec }: ExternalSecret): readonly Request[] {
  const whole = (spec.dataFrom ?? []).map(({ extract, sourceRef }, index) => {
    if (extract === undefined) throw new Error(`dataFrom[${index}]: only extract is understood here`);
    return { remote: extract, store: sourceRef?.storeRef ?? spec.secretStoreRef };
  });
  const single = (spec.data ?? []).map(({ secretKey, remoteRef, sourceRef }) => ({
    remote: remoteRef,
    store: sourceRef?.storeRef ?? spec.secretStoreRef,
    secretKey,
  }));
  return [...whole, ...single];
}

type Resolution =
  | { readonly kind: 'found'; readonly values: Readonly<Record<string, string>> }
  | Extract<Fulfilment, { kind: 'waiting' }>;

async function resolve(
  { remote, store, secretKey }: Request,
  external: ExternalSecret,
  sources: SecretSources,
): Promise<Resolution> {
  const { namespace = 'default' } = external.metadata;
  const inside = sources.stores.find((known) => isStore(known, store, namespace))?.spec.provider.kubernetes;
  if (inside === undefined) {
    if (secretKey === undefined)
      throw new Error(`all keys of ${remote.key}: only understood of a Secret in the cluster`);
    return { kind: 'found', values: { [secretKey]: sources.remoteValue(remote, store) } };
  }
  const from = inside.remoteNamespace ?? 'default';
  const secret = await sources.inCluster(from, remote.key);
  if (secret === undefined) return { kind: 'waiting', for: `Secret ${from}/${remote.key}` };
  if (secretKey === undefined) return { kind: 'found', values: secret };
  const value = remote.property === undefined ? JSON.stringify(secret) : secret[remote.property];
  if (value === undefined) throw new Error(`Secret ${from}/${remote.key} has no key ${String(remote.property)}`);
  return { kind: 'found', values: { [secretKey]: value } };
}

function isStore({ kind, metadata }: SecretStore, ref: StoreRef | undefined, namespace: string): boolean {
  const { name, kind: wanted = 'SecretStore' } = ref ?? {};
  return (
    name === metadata.name && wanted === kind && (kind === 'ClusterSecretStore' || metadata.namespace === namespace)
  );
}

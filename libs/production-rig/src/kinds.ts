import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { Labels, LiveObject } from '@postgres-ha/testkit';

/** The parts of each kind that these tests read. */
export interface ClusterObject extends KubeObject {
  readonly kind: 'Cluster';
  readonly spec: {
    readonly instances: number;
    readonly imageCatalogRef: { readonly major: number };
    readonly postgresql: { readonly parameters: Readonly<Record<string, string>> };
    readonly bootstrap: { readonly initdb: { readonly database: string; readonly owner: string } };
    readonly plugins: readonly {
      readonly name: string;
      readonly parameters: { readonly barmanObjectName: string; readonly serverName?: string };
    }[];
  };
}

export interface LiveCluster extends LiveObject {
  readonly status?: {
    readonly phase?: string;
    readonly readyInstances?: number;
    readonly currentPrimary?: string;
    readonly instanceNames?: readonly string[];
    readonly managedRolesStatus?: { readonly cannotReconcile?: Readonly<Record<string, readonly string[]>> };
  };
}

export interface ImageCatalogObject extends KubeObject {
  readonly kind: 'ImageCatalog';
  readonly spec: { readonly images: readonly { readonly major: number; readonly image: string }[] };
}

export interface PoolerObject extends KubeObject {
  readonly kind: 'Pooler';
  readonly spec: {
    readonly type: 'rw' | 'ro' | 'r';
    readonly instances?: number;
    readonly pgbouncer: { readonly image?: string };
    readonly template?: {
      readonly spec?: { readonly containers?: readonly { readonly name: string; readonly image?: string }[] };
    };
  };
}

export interface DatabaseObject extends KubeObject {
  readonly kind: 'Database';
  readonly spec: {
    readonly name: string;
    readonly schemas?: readonly { readonly name: string; readonly owner: string }[];
  };
}

export interface ObjectStoreObject extends KubeObject {
  readonly kind: 'ObjectStore';
  readonly spec: {
    readonly configuration: {
      readonly destinationPath: string;
      readonly endpointURL?: string;
      readonly s3Credentials: Readonly<
        Record<'accessKeyId' | 'secretAccessKey', { readonly name: string; readonly key: string }>
      >;
    };
  };
}

export interface ScheduledBackupObject extends KubeObject {
  readonly kind: 'ScheduledBackup';
  readonly spec: Readonly<Record<'cluster' | 'pluginConfiguration', { readonly name: string }>> & {
    readonly method: string;
    readonly target?: string;
  };
}

export interface LiveBackup extends LiveObject {
  readonly status?: {
    readonly phase?: string;
    readonly backupId?: string;
    readonly error?: string;
    readonly method?: string;
  };
}

export interface LiveSecret extends LiveObject {
  readonly data?: Readonly<Record<string, string>>;
}

export interface LiveNamespace extends LiveObject {
  readonly metadata: LiveObject['metadata'] & { readonly labels?: Labels };
}

export interface LivePod extends LiveObject {
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
}

interface Kinds {
  readonly Cluster: ClusterObject;
  readonly ImageCatalog: ImageCatalogObject;
  readonly Pooler: PoolerObject;
  readonly Database: DatabaseObject;
  readonly ObjectStore: ObjectStoreObject;
  readonly ScheduledBackup: ScheduledBackupObject;
}

export function allOf<K extends keyof Kinds>(kind: K, objects: readonly KubeObject[]): readonly Kinds[K][] {
  return objects.filter((object): object is Kinds[K] => object.kind === kind);
}

/** The one object of a kind that a manifest must hold. */
export function onlyOf<K extends keyof Kinds>(kind: K, objects: readonly KubeObject[]): Kinds[K] {
  const [object, ...others] = allOf(kind, objects);
  if (object === undefined || others.length > 0)
    throw new Error(`expected one ${kind}, found ${object === undefined ? 0 : others.length + 1}`);
  return object;
}

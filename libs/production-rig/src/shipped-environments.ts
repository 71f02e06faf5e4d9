import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { manifestObjects } from '@postgres-ha/testkit';

export interface ShippedManifest {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly objects: readonly KubeObject[];
}

export interface ShippedCluster {
  readonly name: string;
  /** 01: the cluster and all that it needs. */
  readonly cluster: ShippedManifest;
  /** 02: schedules and policies of its backups; a cluster without backups has none. */
  readonly backup?: ShippedManifest;
  /** 03: what watches it; none where its environment has no monitoring. */
  readonly monitoring?: ShippedManifest;
}

export interface ShippedEnvironment {
  readonly name: string;
  /** 00: namespaces, storage class, operator. */
  readonly platform: ShippedManifest;
  /** 03 of the environment: what watches all that its clusters share. */
  readonly monitoring?: ShippedManifest;
  readonly clusters: readonly ShippedCluster[];
  /** All of it, in the order in which it is applied. */
  readonly files: readonly ShippedManifest[];
}

export const REPOSITORY: string = resolve(import.meta.dirname, '../../..');

/** Every environment of this checkout, as it is committed. */
export function shippedEnvironments(): readonly ShippedEnvironment[] {
  const environments = foldersWith('environments', 'environment.yaml').map((name) => {
    const folder = join('environments', name);
    const platform = manifest(join(folder, '00-operator-install.yaml'));
    const clusters = foldersWith(folder, 'cluster.yaml').map((cluster) =>
      shippedCluster(join(folder, cluster), cluster),
    );
    const monitoring = manifestOrNone(join(folder, '03-monitoring.yaml'));
    const files = [
      platform,
      ...clusters.flatMap(({ cluster, backup, monitoring: own }) => [cluster, backup, own]),
      monitoring,
    ].filter((file) => file !== undefined);
    return { name, platform, clusters, files, ...(monitoring && { monitoring }) };
  });
  if (environments.length === 0) throw new Error(`no environment in ${join(REPOSITORY, 'environments')}`);
  return environments;
}

function shippedCluster(folder: string, name: string): ShippedCluster {
  const backup = manifestOrNone(join(folder, '02-backup-configuration.yaml'));
  const monitoring = manifestOrNone(join(folder, '03-monitoring.yaml'));
  return {
    name,
    cluster: manifest(join(folder, '01-postgres-cluster.yaml')),
    ...(backup && { backup }),
    ...(monitoring && { monitoring }),
  };
}

function manifestOrNone(path: string): ShippedManifest | undefined {
  return existsSync(join(REPOSITORY, path)) ? manifest(path) : undefined;
}

function foldersWith(parent: string, file: string): readonly string[] {
  return readdirSync(join(REPOSITORY, parent)).filter((name) => existsSync(join(REPOSITORY, parent, name, file)));
}

function manifest(path: string): ShippedManifest {
  const text = readFileSync(join(REPOSITORY, path), 'utf8');
  return { path, text, objects: manifestObjects(text) };
}

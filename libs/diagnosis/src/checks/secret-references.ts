import { at, isFields, listAt, textAt } from '../reading/fields.ts';
import { describeObject, type KubeObject } from '@postgres-ha/kube-manifest';
import type { Evidence } from '../evidence/evidence.ts';
import { list, named, sceneOf, type Scene } from './scene.ts';

/** A Secret that an object of the cluster names, with the keys that it is to have. */
export interface SecretReference {
  readonly name: string;
  readonly referredBy: string;
  readonly wantedKeys: readonly string[];
}

/** The Secrets that evidence with objects names, for whoever then asks for them. */
export function secretsWanted(evidence: Evidence): readonly SecretReference[] {
  return secretReferences(sceneOf(evidence));
}

/** Every Secret that the cluster, its ObjectStore, roles and poolers refer to: what the collector asks for, and what checks expect. */
export function secretReferences(scene: Scene): readonly SecretReference[] {
  const cluster = scene.cluster;
  const stores = scene.plugin === undefined ? [] : [named(list(scene, 'ObjectStore'), scene.plugin.objectStore)];
  const poolers = list(scene, 'Pooler').filter((pooler) => textAt(pooler, 'spec', 'cluster', 'name') === scene.name);
  const references = [
    ...(cluster === undefined ? [] : ofCluster(cluster)),
    ...stores.flatMap((store) => (store === undefined ? [] : ofStore(store))),
    ...poolers.flatMap(ofPooler),
  ];
  return references.filter(
    (each, index) =>
      references.findIndex(({ name, referredBy }) => name === each.name && referredBy === each.referredBy) === index,
  );
}

function ofCluster(cluster: KubeObject): readonly SecretReference[] {
  const by = describeObject(cluster);
  const reference = (name: string | undefined, wantedKeys: readonly string[]): readonly SecretReference[] =>
    name === undefined ? [] : [{ name, referredBy: by, wantedKeys }];
  return [
    ...reference(textAt(cluster, 'spec', 'bootstrap', 'initdb', 'secret', 'name'), ['username', 'password']),
    ...reference(textAt(cluster, 'spec', 'superuserSecret', 'name'), ['username', 'password']),
    ...reference(textAt(cluster, 'spec', 'certificates', 'serverCASecret'), ['ca.crt']),
    ...reference(textAt(cluster, 'spec', 'certificates', 'serverTLSSecret'), ['tls.crt', 'tls.key']),
    ...reference(textAt(cluster, 'spec', 'certificates', 'clientCASecret'), ['ca.crt']),
    ...reference(textAt(cluster, 'spec', 'certificates', 'replicationTLSSecret'), ['tls.crt', 'tls.key']),
    ...listAt(cluster, 'spec', 'managed', 'roles').flatMap((role) =>
      reference(textAt(role, 'passwordSecret', 'name'), ['username', 'password']),
    ),
    ...listAt(cluster, 'spec', 'imagePullSecrets').flatMap((pull) => reference(textAt(pull, 'name'), [])),
    ...listAt(cluster, 'spec', 'externalClusters').flatMap((external) =>
      ['password', 'sslCert', 'sslKey', 'sslRootCert'].flatMap((field) =>
        reference(textAt(external, field, 'name'), [textAt(external, field, 'key') ?? field]),
      ),
    ),
  ];
}

/** Every `{ name, key }` below the configuration names a Secret. */
function ofStore(store: KubeObject): readonly SecretReference[] {
  const wanted = new Map<string, string[]>();
  const walk = (value: unknown): void => {
    const name = textAt(value, 'name');
    const key = textAt(value, 'key');
    if (name !== undefined && key !== undefined) wanted.set(name, [...(wanted.get(name) ?? []), key]);
    else if (isFields(value)) Object.values(value).forEach(walk);
  };
  walk(at(store, 'spec', 'configuration'));
  return [...wanted].map(([name, wantedKeys]) => ({ name, referredBy: describeObject(store), wantedKeys }));
}

function ofPooler(pooler: KubeObject): readonly SecretReference[] {
  return ['authQuerySecret', 'serverTLSSecret', 'serverCASecret', 'clientTLSSecret', 'clientCASecret'].flatMap(
    (field) => {
      const name = textAt(pooler, 'spec', 'pgbouncer', field, 'name');
      const basic = field === 'authQuerySecret' ? ['username', 'password'] : ['tls.crt', 'tls.key'];
      const wantedKeys = field.endsWith('CASecret') ? ['ca.crt'] : basic;
      return name === undefined ? [] : [{ name, referredBy: describeObject(pooler), wantedKeys }];
    },
  );
}

import { poolerName, serviceRole, type Cluster, type Environment, type Service } from '@postgres-ha/environment';
import { inWave, WAVES, type KubeObject, type Wave } from '@postgres-ha/kube-manifest';
import { clusterMetadata } from './metadata.ts';
import { SECRET_NAMES } from './names.ts';

type Provider = Exclude<Environment['secrets'], 'existing'>['externalSecrets'];

/** Applications mount their connection Secret here; `uri` points at the authority in it. */
const CONNECTION_MOUNT = '/etc/postgres-client';

/**
 * Every Secret that the cluster and its services need, asked of the environment's secret store. With `secrets: existing` there are
 * none: people make them, by the names and keys of docs/secrets.md.
 */
export function externalSecrets(cluster: Cluster, { secrets }: Environment): readonly KubeObject[] {
  if (secrets === 'existing') return [];
  const provider = secrets.externalSecrets;
  const { services } = cluster;
  return [
    ...backupCredentials(cluster, provider),
    ...services.map((service) => rolePassword(cluster, service, provider)),
    ...(services.length === 0 ? [] : authorityReader(cluster)),
    ...services.map((service) => connection(cluster, service, provider)),
  ];
}

interface Wanted {
  readonly name: string;
  readonly wave: Wave;
  readonly type: string;
  /** Keys of the Secret, as templates over `data`. */
  readonly template: Readonly<Record<string, string>>;
  readonly data: readonly unknown[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** @see https://external-secrets.io/latest/api/externalsecret/ */
function externalSecret(cluster: Cluster, { store, refreshInterval }: Provider, wanted: Wanted): KubeObject {
  const { name, wave, type, template, data, labels } = wanted;
  return inWave(wave, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: clusterMetadata(cluster, name),
    spec: {
      refreshInterval,
      secretStoreRef: { kind: store.kind, name: store.name },
      target: {
        name,
        // Nor may a lost ExternalSecret: the Secret stays.
        creationPolicy: 'Orphan',
        // A store that is down must not take the password of a running database away.
        deletionPolicy: 'Retain',
        template: { type, engineVersion: 'v2', mergePolicy: 'Replace', metadata: labels && { labels }, data: template },
      },
      data,
    },
  });
}

/** CloudNativePG reloads a Secret that carries this label as soon as it changes. */
const RELOADED = { 'cnpg.io/reload': 'true' };

function backupCredentials(cluster: Cluster, provider: Provider): readonly KubeObject[] {
  const { backup } = cluster;
  if (backup === 'none' || !('accessKeys' in backup.credentials)) return [];
  const { secret, accessKeyId, secretAccessKey, region } = backup.credentials.accessKeys;
  // Templates see short names of ours; the Secret's own keys may hold characters that a template cannot name.
  const keys = Object.entries({ accessKeyId, secretAccessKey, region }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return [
    externalSecret(cluster, provider, {
      name: secret,
      wave: WAVES.inputs,
      type: 'Opaque',
      template: Object.fromEntries(keys.map(([name, key]) => [key, `{{ .${name} }}`])),
      data: keys.map(([name, key]) => remote(name, `${provider.prefix}/${cluster.name}/${secret}`, key)),
      labels: RELOADED,
    }),
  ];
}

function rolePassword(cluster: Cluster, service: Service, provider: Provider): KubeObject {
  return externalSecret(cluster, provider, {
    name: SECRET_NAMES.password(cluster, service.name),
    wave: WAVES.inputs,
    type: 'kubernetes.io/basic-auth',
    template: { username: serviceRole(service), password: '{{ .password }}' },
    data: [password(cluster, service, provider)],
    labels: RELOADED,
  });
}

/** Host, port, database, user, password, authority, and a URI of it all, for the pooler of the primary and that of the standbys. */
function connection(cluster: Cluster, service: Service, provider: Provider): KubeObject {
  const { namespace, database } = cluster;
  const user = serviceRole(service);
  const host =
    cluster.poolers.rw === 'none'
      ? `${cluster.name}-rw.${namespace}.svc`
      : `${poolerName(cluster, 'rw')}.${namespace}.svc`;
  const readOnly = cluster.poolers.ro === 'none' ? undefined : `${poolerName(cluster, 'ro')}.${namespace}.svc`;
  const uri = (at: string) =>
    `postgresql://${user}:{{ .password | urlquery | replace "+" "%20" }}@${at}:5432/${database.name}?sslmode=verify-full&sslrootcert=${CONNECTION_MOUNT}/ca.crt`;
  return externalSecret(cluster, provider, {
    name: SECRET_NAMES.connection(cluster, service.name),
    wave: WAVES.dependants,
    type: 'Opaque',
    template: {
      host,
      ...(readOnly !== undefined && { host_ro: readOnly, uri_ro: uri(readOnly) }),
      port: '5432',
      database: database.name,
      user,
      password: '{{ .password }}',
      sslmode: 'verify-full',
      'ca.crt': '{{ .ca }}',
      uri: uri(host),
    },
    data: [
      password(cluster, service, provider),
      {
        ...remote('ca', SECRET_NAMES.authority(cluster), 'ca.crt'),
        sourceRef: { storeRef: { kind: 'SecretStore', name: authorityStore(cluster) } },
      },
    ],
  });
}

function password(cluster: Cluster, service: Service, { prefix }: Provider): Readonly<Record<string, unknown>> {
  return remote('password', `${prefix}/${cluster.name}/${service.name}`, 'password');
}

function remote(secretKey: string, key: string, property: string): Readonly<Record<string, unknown>> {
  return {
    secretKey,
    remoteRef: { key, property, conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' },
  };
}

function authorityStore(cluster: Cluster): string {
  return `${cluster.name}-authority`;
}

/**
 * A store that reads one Secret, the certificate authority that CloudNativePG makes, so that it can stand in the connection Secrets.
 * That Secret holds the authority's key too; only the certificate is copied, and only this account may read it.
 */
function authorityReader(cluster: Cluster): readonly KubeObject[] {
  const name = authorityStore(cluster);
  const metadata = clusterMetadata(cluster, name);
  const subject = { kind: 'ServiceAccount', name, namespace: cluster.namespace };
  const rule = {
    apiGroups: [''],
    resources: ['secrets'],
    resourceNames: [SECRET_NAMES.authority(cluster)],
    verbs: ['get'],
  };
  return [
    inWave(WAVES.guard, { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false }),
    inWave(WAVES.guard, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: [rule] }),
    inWave(WAVES.guard, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [subject],
    }),
    inWave(WAVES.inputs, {
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata,
      spec: {
        provider: {
          kubernetes: {
            remoteNamespace: cluster.namespace,
            server: {
              url: 'kubernetes.default',
              caProvider: { type: 'ConfigMap', name: 'kube-root-ca.crt', key: 'ca.crt' },
            },
            auth: { serviceAccount: { name } },
          },
        },
      },
    }),
  ];
}

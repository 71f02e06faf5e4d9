import type { Cluster } from '@postgres-ha/environment';
import type { KubeObject } from '@postgres-ha/kube-manifest';

/** Steps that lead to a value. */
type Path = readonly (string | number)[];

/** Where a value of a rendered object comes from: a key of `cluster.yaml`, or of its `environment.yaml`. */
export interface IntentPlace {
  readonly in: 'cluster' | 'environment';
  readonly path: Path;
}

/**
 * The key that a person changes to change a value of a rendered object. Where the value follows from several, it is the one that is
 * meant to set it; where it is this library's own, the nearest that has to do with it.
 * @param path steps in the object, such as `['spec', 'storage', 'size']`
 */
export function intentPlace(object: KubeObject, path: Path, cluster: Cluster): IntentPlace {
  const rows = TABLE[object.kind] ?? [];
  const [best] = rows
    .flatMap(({ pattern, to }) => {
      const captured = capture(pattern, path);
      return captured === undefined ? [] : [{ pattern, place: to(captured, { object, cluster }) }];
    })
    .toSorted((a, b) => b.pattern.length - a.pattern.length || named(b.pattern) - named(a.pattern));
  return best?.place ?? inCluster(path[0] === 'metadata' && path[1] === 'labels' ? ['labels', ...path.slice(2)] : []);
}

/** How many steps a pattern names: of two as long, the one that names more fits better. */
function named(pattern: readonly string[]): number {
  return pattern.filter((step) => step !== '*').length;
}

interface Context {
  readonly object: KubeObject;
  readonly cluster: Cluster;
}

interface Row {
  readonly pattern: readonly string[];
  readonly to: (captured: Path, context: Context) => IntentPlace;
}

/** What a pattern's `*` stand for, and then the rest of the path; undefined where the path does not begin like the pattern. */
function capture(pattern: readonly string[], path: Path): Path | undefined {
  if (path.length < pattern.length) return undefined;
  const fits = pattern.every((step, index) => step === '*' || step === path[index]);
  return fits ? [...path.filter((_, index) => pattern[index] === '*'), ...path.slice(pattern.length)] : undefined;
}

function inCluster(path: Path): IntentPlace {
  return { in: 'cluster', path };
}

/** Whatever is below the pattern is below the key too, under the same names. */
function same(pattern: string, key: string): Row {
  return { pattern: pattern.split('.'), to: (rest) => inCluster([...key.split('.'), ...rest]) };
}

/** All that is below the pattern follows from this one key. */
function all(pattern: string, key: string): Row {
  return { pattern: pattern.split('.'), to: () => inCluster(key === '' ? [] : key.split('.')) };
}

function by(pattern: string, to: Row['to']): Row {
  return { pattern: pattern.split('.'), to };
}

/** What a cluster begins from, which three of its keys can say. */
function origin(cluster: Cluster): 'import' | 'replicaOf' | 'restore' {
  if (cluster.restore !== undefined) return 'restore';
  return cluster.replicaOf === undefined ? 'import' : 'replicaOf';
}

const CLUSTER: readonly Row[] = [
  all('metadata.name', ''),
  all('metadata.namespace', 'namespace'),
  same('spec.description', 'description'),
  same('spec.instances', 'instances'),
  all('spec.enablePDB', 'instances'),
  all('spec.imageName', 'postgresql.image'),
  same('spec.imageCatalogRef', 'postgresql.catalog'),
  all('spec.imageCatalogRef.major', 'postgresql.version'),
  ...[
    'failoverDelay',
    'switchoverDelay',
    'startDelay',
    'stopDelay',
    'smartShutdownTimeout',
    'primaryUpdateStrategy',
    'primaryUpdateMethod',
    'logLevel',
  ].map((key) => same(`spec.${key}`, key)),
  all('spec.enableSuperuserAccess', 'superuserAccess'),
  ...['storage', 'walStorage'].flatMap((volume) => [
    all(`spec.${volume}`, volume),
    all(`spec.${volume}.size`, `${volume}.size`),
    all(`spec.${volume}.storageClass`, `${volume}.class`),
  ]),
  all('spec.tablespaces', 'tablespaces'),
  by('spec.tablespaces.*', ([index = 0]) => inCluster(['tablespaces', index])),
  by('spec.tablespaces.*.*', ([index = 0, key = '']) =>
    inCluster(['tablespaces', index, ...(['name', 'temporary', 'owner'].includes(String(key)) ? [key] : [])]),
  ),
  by('spec.tablespaces.*.storage.size', ([index = 0]) => inCluster(['tablespaces', index, 'size'])),
  by('spec.tablespaces.*.storage.storageClass', ([index = 0]) => inCluster(['tablespaces', index, 'class'])),
  all('spec.resources', 'resources'),
  by('spec.resources.requests.*', ([key = '']) => inCluster(['resources', key])),
  by('spec.resources.limits.*', ([key = ''], { cluster }) =>
    inCluster(['resources', ...(cluster.resources.limits === undefined ? [] : ['limits']), key]),
  ),
  all('spec.affinity', 'placement.nodes'),
  same('spec.affinity.nodeSelector', 'placement.nodeSelector'),
  all('spec.affinity.nodeAffinity', 'placement.nodeAffinity'),
  by(
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.*.matchExpressions.*',
    ([, ...expression]) => inCluster(['placement', 'nodeAffinity', ...expression]),
  ),
  same('spec.affinity.tolerations', 'placement.tolerations'),
  all('spec.topologySpreadConstraints', 'placement.zones'),
  all('spec.priorityClassName', 'placement.priorityClass'),
  by('spec.inheritedMetadata.annotations', () => ({ in: 'environment', path: ['mesh'] })),
  same('spec.inheritedMetadata.labels', 'labels'),
  all('spec.serviceAccountTemplate', 'backup.credentials'),
  all('spec.postgresql', 'postgresql'),
  same('spec.postgresql.parameters', 'postgresql.parameters'),
  same('spec.postgresql.shared_preload_libraries', 'postgresql.preload'),
  all('spec.postgresql.pg_hba', 'postgresql.hba'),
  // The first line is this library's own.
  by('spec.postgresql.pg_hba.*', ([index]) =>
    inCluster(['postgresql', 'hba', ...(typeof index === 'number' && index > 0 ? [index - 1] : [])]),
  ),
  same('spec.postgresql.synchronous', 'synchronous'),
  all('spec.bootstrap.initdb', 'database'),
  all('spec.bootstrap.initdb.database', 'database.name'),
  all('spec.bootstrap.initdb.owner', 'database.owner'),
  all('spec.bootstrap.initdb.localeCollate', 'database.locale'),
  all('spec.bootstrap.initdb.localeCType', 'database.locale'),
  ...['encoding', 'localeProvider', 'icuLocale', 'builtinLocale', 'dataChecksums', 'walSegmentSize'].map((key) =>
    all(`spec.bootstrap.initdb.${key}`, `database.${key}`),
  ),
  all('spec.bootstrap.initdb.postInitApplicationSQL', 'database.name'),
  all('spec.bootstrap.initdb.postInitSQL', 'database.name'),
  same('spec.bootstrap.initdb.import', 'import'),
  by('spec.bootstrap.recovery', (_, { cluster }) => inCluster([origin(cluster)])),
  all('spec.bootstrap.recovery.database', 'database.name'),
  all('spec.bootstrap.recovery.owner', 'database.owner'),
  same('spec.bootstrap.recovery.recoveryTarget', 'restore'),
  all('spec.bootstrap.recovery.recoveryTarget.backupID', 'restore.backupId'),
  all('spec.bootstrap.recovery.recoveryTarget.targetTLI', 'restore.timeline'),
  by('spec.externalClusters', (_, { cluster }) =>
    inCluster([origin(cluster), origin(cluster) === 'import' ? 'source' : 'from']),
  ),
  all('spec.replica', 'replicaOf'),
  all('spec.replica.enabled', 'replicaOf.enabled'),
  all('spec.managed.roles', 'services'),
  // The first role is the one that the services join.
  by('spec.managed.roles.*', ([index]) =>
    inCluster(['services', ...(typeof index === 'number' && index > 0 ? [index - 1] : [])]),
  ),
  by('spec.managed.roles.*.name', ([index]) =>
    inCluster(['services', ...(typeof index === 'number' && index > 0 ? [index - 1, 'name'] : [])]),
  ),
  by('spec.managed.roles.*.connectionLimit', ([index]) =>
    inCluster(['services', ...(typeof index === 'number' && index > 0 ? [index - 1, 'connections'] : [])]),
  ),
  all('spec.certificates', 'poolers'),
  all('spec.plugins', 'backup'),
  all('spec.plugins.*.parameters.serverName', 'backup.serverName'),
];

const STORE: readonly Row[] = [
  all('spec', 'backup'),
  all('spec.retentionPolicy', 'backup.retention'),
  all('spec.configuration.destinationPath', 'backup.destination'),
  all('spec.configuration.endpointURL', 'backup.endpoint'),
  same('spec.configuration.endpointCA', 'backup.endpointCA'),
  all('spec.configuration.endpointCA.name', 'backup.endpointCA.secret'),
  all('spec.configuration.s3Credentials', 'backup.credentials'),
  all('spec.configuration.s3Credentials.inheritFromIAMRole', 'backup.credentials.iamRole'),
  ...['accessKeyId', 'secretAccessKey', 'region'].flatMap((key) => [
    all(`spec.configuration.s3Credentials.${key}`, 'backup.credentials.accessKeys.secret'),
    all(`spec.configuration.s3Credentials.${key}.key`, `backup.credentials.accessKeys.${key}`),
  ]),
  ...['data', 'wal'].flatMap((what) => [
    all(`spec.configuration.${what}.compression`, `backup.compression.${what}`),
    all(`spec.configuration.${what}.encryption`, 'backup.encryption'),
    all(`spec.configuration.${what}.jobs`, 'backup.parallelJobs'),
    all(`spec.configuration.${what}.maxParallel`, 'backup.parallelJobs'),
  ]),
];

/** The store that a cluster comes from is described where its origin is. */
function storeRow({ pattern, to }: Row): Row {
  return {
    pattern,
    to: (captured, context) => {
      const { object, cluster } = context;
      if (object.metadata.name === cluster.name) return to(captured, context);
      return inCluster([origin(cluster), 'from', ...to(captured, context).path.slice(1)]);
    },
  };
}

function poolerRow(pattern: string, to: (captured: Path) => Path): Row {
  return by(pattern, (captured, context) => inCluster(['poolers', poolerType(context), ...to(captured)]));
}

function poolerType({ object }: Context): 'ro' | 'rw' {
  return object.metadata.name.endsWith('-ro') ? 'ro' : 'rw';
}

const POOLER: readonly Row[] = [
  poolerRow('spec', () => []),
  poolerRow('spec.instances', () => ['instances']),
  poolerRow('spec.pgbouncer.poolMode', () => ['mode']),
  poolerRow('spec.pgbouncer.parameters.*', ([name = '']) => ['parameters', name]),
  poolerRow('spec.pgbouncer.parameters.default_pool_size', () => ['poolSize']),
  poolerRow('spec.pgbouncer.parameters.max_client_conn', () => ['clients']),
  by('spec.pgbouncer.image', () => ({ in: 'environment', path: ['images', 'pgbouncer'] })),
  same('spec.template.metadata.labels', 'labels'),
  poolerRow('spec.template.spec.containers.*.resources', () => ['resources']),
  poolerRow('spec.template.spec.containers.*.resources.requests.*', ([, what = '']) => ['resources', what]),
  by('spec.template.spec.containers.*.resources.limits.*', ([, what = ''], context) => {
    const type = poolerType(context);
    const pooler = context.cluster.poolers[type];
    const own = pooler !== 'none' && pooler.resources.limits !== undefined;
    return inCluster(['poolers', type, 'resources', ...(own ? ['limits'] : []), what]);
  }),
];

const DATABASE: readonly Row[] = [
  all('spec', 'database'),
  all('spec.name', 'database.name'),
  all('spec.owner', 'database.owner'),
  all('spec.schemas', 'services'),
  by('spec.schemas.*', ([index = 0]) => inCluster(['services', index, 'name'])),
  same('spec.extensions', 'database.extensions'),
];

const SCHEDULE: readonly Row[] = [
  all('spec', 'backup'),
  all('spec.schedule', 'backup.schedule'),
  all('spec.target', 'backup.target'),
];

const CATALOG: readonly Row[] = [
  by('spec.images', () => ({ in: 'environment', path: ['images', 'postgresql'] })),
  by('spec.images.*', ([index = 0], { object }) => {
    const images = (object['spec'] as { readonly images?: readonly { readonly major?: number }[] }).images ?? [];
    const major = images[Number(index)]?.major;
    return {
      in: 'environment',
      path: ['images', 'postgresql', ...(major === undefined ? [] : [String(major)])],
    };
  }),
];

const TABLE: Readonly<Record<string, readonly Row[]>> = {
  Cluster: CLUSTER,
  Database: DATABASE,
  ImageCatalog: CATALOG,
  ObjectStore: STORE.map(storeRow),
  Pooler: POOLER,
  ScheduledBackup: SCHEDULE,
  // The queries are this library's own.
  ConfigMap: [all('data', 'backup.verification'), all('data.queries', '')],
  PrometheusRule: [all('spec', 'monitoring.alerts')],
  PodMonitor: [by('spec', () => ({ in: 'environment', path: ['monitoring'] }))],
  AlertmanagerConfig: [by('spec', () => ({ in: 'environment', path: ['monitoring', 'routes'] }))],
};

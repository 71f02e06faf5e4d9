import { isMap, mapOf, type JsonMap } from '../json-value.ts';
import { goBoolean } from '../values/go-boolean.ts';
import { imageVersion } from '../values/image-version.ts';
import { livenessPinger } from '../values/liveness-pinger.ts';
import { OPERATOR_PARAMETERS } from '../values/operator-parameters.ts';
import { isReplica } from './replica.ts';

/** What is set when CloudNativePG 1.30.0 is installed by its release manifest. */
const OPERATOR_SETTINGS = {
  imageName: 'ghcr.io/cloudnative-pg/postgresql:18.4-system-trixie',
  defaultQueries: { name: 'cnpg-default-monitoring', key: 'queries' },
} as const;

type Annotations = Readonly<Record<string, string>>;

/**
 * A Cluster's spec as the mutating webhook completes it: everything that a rule may look at is there.
 * @param metadata the Cluster's name and annotations
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/api/v1/cluster_defaults.go
 */
export function clusterDefaults(
  spec: JsonMap,
  metadata: { readonly name: string; readonly annotations: Annotations },
): JsonMap {
  const named = absent(spec['imageName']) && spec['imageCatalogRef'] === undefined;
  const imaged = named ? { ...spec, imageName: OPERATOR_SETTINGS.imageName } : spec;
  const bootstrap = bootstrapDefaults(mapOf(spec['bootstrap']));
  return {
    ...imaged,
    bootstrap,
    affinity: affinityDefaults(mapOf(spec['affinity'])),
    ...(isMap(spec['backup']) && {
      backup: { ...spec['backup'], target: textOf(spec['backup']['target']) || 'prefer-standby' },
    }),
    postgresql: postgresqlDefaults(imaged, metadata),
    logLevel: absent(spec['logLevel']) ? 'info' : spec['logLevel'],
    ...monitoringDefaults(spec['monitoring']),
    replicationSlots: replicationSlotDefaults(mapOf(spec['replicationSlots'])),
    ...(Array.isArray(spec['tablespaces']) && {
      tablespaces: spec['tablespaces'].map((tablespace) => tablespaceDefaults(tablespace, bootstrap)),
    }),
    probes: probeDefaults(mapOf(spec['probes']), metadata.annotations),
  };
}

function absent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function bootstrapDefaults(bootstrap: JsonMap): JsonMap {
  for (const method of ['recovery', 'pg_basebackup']) {
    const settings = bootstrap[method];
    if (isMap(settings)) {
      const database = textOf(settings['database']) || 'app';
      const owner = textOf(settings['owner']) || database;
      return { ...bootstrap, [method]: { ...settings, database, owner } };
    }
  }
  const initdb = mapOf(bootstrap['initdb']);
  const monolith = mapOf(initdb['import'])['type'] === 'monolith';
  const database = textOf(initdb['database']) || (monolith ? '' : 'app');
  const owner = textOf(initdb['owner']) || database;
  return {
    ...bootstrap,
    initdb: {
      ...initdb,
      ...(database !== '' && { database }),
      ...(owner !== '' && { owner }),
      encoding: textOf(initdb['encoding']) || 'UTF8',
      localeCollate: textOf(initdb['localeCollate']) || 'C',
      localeCType: textOf(initdb['localeCType']) || 'C',
    },
  };
}

function affinityDefaults(affinity: JsonMap): JsonMap {
  const wanted = affinity['enablePodAntiAffinity'] !== false && absent(affinity['podAntiAffinityType']);
  return wanted ? { ...affinity, podAntiAffinityType: 'preferred' } : affinity;
}

/** Parameters are completed only where the major version is known; `archive_mode` is always the operator's. */
function postgresqlDefaults(
  spec: JsonMap,
  { name, annotations }: { readonly name: string; readonly annotations: Annotations },
): JsonMap {
  const postgresql = mapOf(spec['postgresql']);
  const archiving =
    annotations['cnpg.io/skipWalArchiving'] === 'enabled'
      ? 'off'
      : isReplica({ metadata: { name }, spec })
        ? 'always'
        : 'on';
  const completed = {
    ...OPERATOR_PARAMETERS,
    ...mapOf(postgresql['parameters']),
    archive_mode: archiving,
  };
  return {
    ...postgresql,
    ...(majorVersion(spec) !== undefined && { parameters: completed }),
    ...(isMap(postgresql['synchronous']) && {
      synchronous: synchronousDefaults(postgresql['synchronous'], annotations['alpha.cnpg.io/failoverQuorum']),
    }),
  };
}

/** The major version of PostgreSQL that a spec asks for, where its image or catalogue tells. */
export function majorVersion(spec: JsonMap): number | undefined {
  const catalog = spec['imageCatalogRef'];
  if (isMap(catalog)) return typeof catalog['major'] === 'number' ? catalog['major'] : 0;
  const version = imageVersion(textOf(spec['imageName']));
  return version.kind === 'version' ? version.major : undefined;
}

function synchronousDefaults(synchronous: JsonMap, quorum: string | undefined): JsonMap {
  const dataDurability = textOf(synchronous['dataDurability']) || 'required';
  const failoverQuorum = quorum === undefined ? undefined : goBoolean(quorum);
  return { ...synchronous, dataDurability, ...(failoverQuorum !== undefined && { failoverQuorum }) };
}

function monitoringDefaults(monitoring: unknown): JsonMap {
  const settings = mapOf(monitoring);
  if (settings['disableDefaultQueries'] === true) return {};
  const maps = Array.isArray(settings['customQueriesConfigMap'])
    ? (settings['customQueriesConfigMap'] as unknown[])
    : [];
  const { defaultQueries } = OPERATOR_SETTINGS;
  const there = maps.some((map) => isMap(map) && map['name'] === defaultQueries.name);
  return { monitoring: { ...settings, customQueriesConfigMap: there ? maps : [defaultQueries, ...maps] } };
}

function replicationSlotDefaults(slots: JsonMap): JsonMap {
  return {
    ...slots,
    highAvailability: slots['highAvailability'] ?? { enabled: true, slotPrefix: '_cnpg_' },
    synchronizeReplicas: slots['synchronizeReplicas'] ?? { enabled: true },
  };
}

/** A tablespace belongs to the owner of the application's database unless it says otherwise. */
function tablespaceDefaults(tablespace: unknown, bootstrap: JsonMap): unknown {
  if (!isMap(tablespace)) return tablespace;
  const owner = mapOf(tablespace['owner']);
  if (!absent(owner['name'])) return tablespace;
  const methods = ['recovery', 'pg_basebackup', 'initdb'].map((method) => textOf(mapOf(bootstrap[method])['owner']));
  return { ...tablespace, owner: { ...owner, name: methods.find((name) => name !== '') ?? 'postgres' } };
}

function probeDefaults(probes: JsonMap, annotations: Annotations): JsonMap {
  const liveness = mapOf(probes['liveness']);
  if (liveness['isolationCheck'] !== undefined && liveness['isolationCheck'] !== null) return probes;
  const annotation = annotations['alpha.cnpg.io/livenessPinger'];
  const pinger = annotation === undefined ? undefined : livenessPinger(annotation);
  const isolationCheck = {
    enabled: pinger?.enabled ?? true,
    requestTimeout: pinger?.requestTimeoutMs ?? 1000,
    connectionTimeout: pinger?.connectionTimeoutMs ?? 1000,
  };
  return { ...probes, liveness: { ...liveness, isolationCheck } };
}

import { archiveName, poolersOf, serviceRole, type Cluster, type Environment } from '@postgres-ha/environment';
import { quantityBytes } from '@postgres-ha/kube-manifest';
import { EXIT_CODES, type Outcome } from '@postgres-ha/command-line';
import { refused } from '../refused.ts';
import { renderRepository } from './render-repository.ts';

/** Renders and checks every environment in memory, and says of each cluster what it will be. */
export function overview(root: string, names: readonly string[]): Outcome {
  const result = renderRepository(root, names);
  if (result.kind === 'refused') return refused(result.problems);
  const { renderings } = result;
  const drift = renderings.flatMap((rendering) => rendering.drift);
  const clusters = renderings.flatMap(({ environment }) =>
    environment.clusters.map((cluster) => ({ cluster, environment })),
  );
  const files = renderings.reduce((sum, rendering) => sum + rendering.files.length, 0);
  const closing =
    drift.length === 0
      ? `${clusters.length} clusters, ${files} rendered files, all up to date. Next: \`npm run check\`, or edit a cluster.yaml and \`npm run render\`.`
      : `${drift.length} of ${files} rendered files are not up to date: ${drift.map(({ path }) => path).join(', ')}. Run \`npm run render\`.`;
  return {
    code: drift.length === 0 ? EXIT_CODES.ok : EXIT_CODES.finding,
    text: [...clusters.map(({ cluster, environment }) => describeCluster(cluster, environment)), closing].join('\n\n'),
    json: {
      clusters: clusters.map(({ cluster, environment }) => ({ environment: environment.name, ...cluster })),
      drift,
    },
  };
}

function describeCluster(cluster: Cluster, environment: Environment): string {
  const rows: readonly (readonly [string, string])[] = [
    ['PostgreSQL', `${cluster.postgresql.version}, ${instances(cluster)}`],
    ['durability', durability(cluster)],
    ['fails over', failover(cluster)],
    ['backups', backups(cluster)],
    ['serves', services(cluster)],
    ['users', users(cluster)],
    ['each instance', `${cluster.resources.cpu} CPU, ${cluster.resources.memory} memory, ${volumes(cluster)}`],
    ['in all', total(cluster)],
  ];
  const title = `${environment.name}/${cluster.name}`;
  const about = cluster.description === undefined ? '' : ` – ${cluster.description}`;
  return [
    `${title} in namespace ${cluster.namespace}${about}`,
    ...rows.map(([name, value]) => `  ${name.padEnd(14)}${value}`),
  ].join('\n');
}

function instances({ instances: count, placement }: Cluster): string {
  if (count === 1) return '1 instance: no standby, so no failover';
  const nodes = placement.nodes === 'none' ? '' : `, on nodes of their own (${placement.nodes})`;
  const zones = placement.zones === 'none' ? '' : `, spread over zones (${placement.zones})`;
  return `1 primary and ${count - 1} standbys${nodes}${zones}`;
}

function durability({ synchronous, instances: count }: Cluster): string {
  if (synchronous === 'none')
    return count === 1 ? 'as durable as its volume' : 'asynchronous: a failover can lose the last commits';
  const standbys = synchronous.number === 1 ? 'one standby' : `${synchronous.number} standbys`;
  return synchronous.dataDurability === 'required'
    ? `a commit is acknowledged once ${standbys} ${synchronous.number === 1 ? 'has' : 'have'} it; writes wait when none can`
    : `a commit waits for ${standbys} where there is one; an isolated primary goes on alone`;
}

function failover({ instances: count, failoverDelay, primaryUpdateStrategy, synchronous }: Cluster): string {
  if (count === 1) return 'never: there is no standby';
  const quorum = synchronous !== 'none' && synchronous.failoverQuorum;
  const target = quorum ? ', only to a standby that provably has every acknowledged commit' : '';
  return `${failoverDelay} s after the primary is seen unhealthy${target}; ${primaryUpdateStrategy} updates of the primary`;
}

function backups({ backup, ...cluster }: Cluster): string {
  if (backup === 'none') return 'none: this data cannot be restored';
  const { destination, schedule, retention, compression, encryption } = backup;
  const place = `${destination.replace(/\/*$/, '')}/${archiveName({ ...cluster, backup })}`;
  return `WAL continuously and a base backup at "${schedule}" (UTC, seconds first) to ${place}, ${compression.data}, ${encryption}, kept ${retention}`;
}

function services(cluster: Cluster): string {
  const own = ['rw', 'ro', 'r'].map((type) => `${cluster.name}-${type}`).join(', ');
  const pooled = poolersOf(cluster).map(
    ({ type, instances: count, mode }) => `${cluster.name}-pooler-${type} (${count} × PgBouncer, ${mode})`,
  );
  return [own, ...pooled].join(', ');
}

function users({ database, services: list }: Cluster): string {
  const roles = list.map(serviceRole).join(', ');
  return `${database.owner} owns ${database.name}${roles === '' ? '' : `; ${roles} each with a schema of their own`}`;
}

function volumes({ storage, walStorage, tablespaces }: Cluster): string {
  const of = (volume: { readonly size: string; readonly class?: string | undefined }) =>
    `${volume.size} ${volume.class ?? 'of the default class'}`;
  return [
    of(storage),
    ...(walStorage === 'none' ? [] : [`${of(walStorage)} for WAL`]),
    ...tablespaces.map((tablespace) => `${of(tablespace)} for ${tablespace.name}`),
  ].join(' + ');
}

function total(cluster: Cluster): string {
  const sizes = [
    cluster.storage,
    ...(cluster.walStorage === 'none' ? [] : [cluster.walStorage]),
    ...cluster.tablespaces,
  ].map(({ size }) => quantityBytes(size) ?? 0);
  const gibibytes = (sizes.reduce((sum, size) => sum + size, 0) * cluster.instances) / 2 ** 30;
  return `${cluster.instances} × ${cluster.resources.cpu} CPU, ${cluster.instances} × ${cluster.resources.memory} memory, ${Math.round(gibibytes)} GiB of volumes`;
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

const SHIPPED = join(import.meta.dirname, '../../../environments/production');
const CLUSTERS_PER_NAMESPACE = 20;

/**
 * Makes a repository of one environment, `bench`, with many clusters below `root`. Each is production's shipped postgres-cluster with
 * a name and values of its own; the same count gives the same bytes.
 */
export function writeManyClusters(root: string, count: number): void {
  const environment = join(root, 'environments/bench');
  mkdirSync(environment, { recursive: true });
  writeFileSync(join(environment, 'environment.yaml'), readFileSync(join(SHIPPED, 'environment.yaml')));
  const shipped = readFileSync(join(SHIPPED, 'postgres-cluster/cluster.yaml'), 'utf8');
  for (let index = 0; index < count; index += 1) {
    mkdirSync(join(environment, clusterName(index)));
    writeFileSync(join(environment, clusterName(index), 'cluster.yaml'), variation(shipped, index));
  }
}

function clusterName(index: number): string {
  return `orders-${String(index).padStart(4, '0')}`;
}

/** Production's cluster with what differs between real clusters changed: names, sizes, three to seven services, five or three instances. */
function variation(shipped: string, index: number): string {
  const document = parseDocument(shipped);
  const name = clusterName(index);
  document.setIn(['description'], `The database of ${name}`);
  document.setIn(['namespace'], `team-${Math.floor(index / CLUSTERS_PER_NAMESPACE)}`);
  document.setIn(['instances'], index % 4 === 0 ? 5 : 3);
  document.setIn(['postgresql', 'parameters', 'max_connections'], 300 + (index % 7) * 50);
  document.setIn(['postgresql', 'parameters', 'shared_buffers'], `${512 + (index % 5) * 128}MB`);
  document.setIn(['database', 'name'], `orders_${index}`);
  document.setIn(['services'], services(3 + (index % 5), index));
  document.setIn(['storage', 'size'], `${100 + (index % 20) * 10}Gi`);
  document.setIn(['backup', 'credentials', 'accessKeys', 'secret'], `${name}-backup-credentials`);
  document.setIn(['backup', 'schedule'], `${index % 60} ${index % 5} * * *`);
  return document.toString({ lineWidth: 0 });
}

function services(count: number, index: number): readonly { readonly name: string }[] {
  return Array.from({ length: count }, (_, position) => ({ name: `service-${position}-of-${index}` }));
}

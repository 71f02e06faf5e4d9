import { join } from 'node:path';
import type { StatusView } from '@postgres-ha/diagnosis';
import { outputOf, ROOT } from '@postgres-ha/testkit';
import type { MonitoredProduction } from './monitored-production.ts';

/** What `doctor status` shows of the cluster, with the alerts of this Prometheus. */
export async function doctorStatus({ production, prometheus }: MonitoredProduction): Promise<StatusView> {
  const { rig, namespace, cluster } = production;
  const printed = await outputOf(process.execPath, [
    ...[join(ROOT, 'apps/doctor/src/main.ts'), 'status', '--json', '--kubeconfig', rig.kubeconfig],
    ...['--namespace', namespace, '--cluster', cluster.metadata.name, '--prometheus', prometheus.url],
    // a busy machine answers late
    ...['--timeout', '5m'],
  ]);
  const { clusters } = JSON.parse(printed) as { readonly clusters: readonly StatusView[] };
  const [only, ...others] = clusters;
  if (only === undefined || others.length > 0) throw new Error(`doctor shows ${clusters.length} clusters:\n${printed}`);
  return only;
}

import { JOBS, WORKERS } from '@postgres-ha/monitoring';
import type { MonitoredProduction } from './monitored-production.ts';

export type TargetLabels = Readonly<Record<string, string>>;

/** The labels that the targets of a cluster are to have, by its pods; without `instance`, which is an address. */
export async function wantedTargets(
  { production, lowered }: MonitoredProduction,
  primary: string,
): Promise<readonly TargetLabels[]> {
  const { kubectl, namespace } = production;
  const { name: cluster } = lowered.cluster;
  const shared = { environment: lowered.environment.name, namespace, cnpg_io_cluster: cluster };
  const pods = await kubectl.list('pods', namespace);
  return inOrder(
    pods.flatMap(({ metadata: { name: pod, labels = {} } }): readonly TargetLabels[] => {
      const { 'app.kubernetes.io/name': app = '', 'cnpg.io/poolerName': pooler, 'cnpg.io/podRole': role } = labels;
      if (pooler !== undefined) {
        const own = { job: JOBS.poolers(cluster), container: 'pgbouncer', endpoint: 'metrics' };
        return [{ ...shared, ...own, pod, cnpg_io_poolerName: pooler }];
      }
      if (role === 'instance') {
        const own = { job: JOBS.instances(cluster), container: 'postgres', endpoint: 'metrics' };
        return [{ ...shared, ...own, pod, cnpg_io_instanceRole: pod === primary ? 'primary' : 'replica' }];
      }
      if (!Object.values<string>(WORKERS).includes(app)) return [];
      const own = { job: JOBS.workers(cluster), container: app, endpoint: 'http' };
      return [{ ...shared, ...own, pod, app_kubernetes_io_name: app }];
    }),
  );
}

/** By their pods. */
export function inOrder(targets: readonly TargetLabels[]): readonly TargetLabels[] {
  return targets.toSorted((a, b) => ((a['pod'] ?? '') < (b['pod'] ?? '') ? -1 : 1));
}

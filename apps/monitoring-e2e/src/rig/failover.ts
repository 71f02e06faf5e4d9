import { eventually, type LiveObject } from '@postgres-ha/testkit';
import type { MonitoredProduction } from './monitored-production.ts';

export interface Failover {
  readonly promoted: string;
  /** From the end of the old primary until the new one was named. */
  readonly withoutPrimarySeconds: number;
  /** From the end of the old primary until all instances were well again. */
  readonly healedSeconds: number;
}

const PATIENCE = { timeoutMs: 600_000, intervalMs: 1_000 } as const;

/** Kills the primary's pod, as the loss of a node does, and waits until another one leads and the old one follows it. */
export async function killPrimary({ production }: MonitoredProduction, primary: string): Promise<Failover> {
  const { kubectl, namespace, cluster } = production;
  const look = async () =>
    kubectl.get<Status>({ resource: 'clusters.postgresql.cnpg.io', name: cluster.metadata.name, namespace });
  await kubectl.run(['-n', namespace, 'delete', 'pod', primary, '--force', '--grace-period=0']);
  const begin = performance.now();
  const seconds = (): number => (performance.now() - begin) / 1_000;
  const promoted = await eventually(
    'another primary',
    async () => {
      const { currentPrimary } = (await look())?.status ?? {};
      return currentPrimary === primary ? undefined : currentPrimary;
    },
    PATIENCE,
  );
  const withoutPrimarySeconds = seconds();
  await eventually(
    'all instances to be well',
    async () => {
      const { phase, readyInstances } = (await look())?.status ?? {};
      return phase === 'Cluster in healthy state' && readyInstances === 3 ? true : undefined;
    },
    PATIENCE,
  );
  return { promoted, withoutPrimarySeconds, healedSeconds: seconds() };
}

interface Status extends LiveObject {
  readonly status?: { readonly currentPrimary?: string; readonly phase?: string; readonly readyInstances?: number };
}

import type { ExampleChanges } from './examples.ts';

const EVERY_WORKER = { backupVerifier: 'expected', splitBrainWatchdog: 'expected', gitopsBot: 'expected' } as const;
const PAGER = { pagerduty: { routingKey: { secret: 'alert-receivers', key: 'pagerduty' } } } as const;

/** Each option of `monitoring`, of an environment and of a cluster, at least once; part of the option variants. */
export const MONITORING_VARIANTS: readonly (ExampleChanges & { readonly name: string })[] = [
  { name: 'monitoring', environment: { monitoring: {} } },
  {
    name: 'monitoring of one instance without poolers and backups',
    environment: { monitoring: { workers: EVERY_WORKER } },
    cluster: { instances: 1, synchronous: 'none', poolers: { rw: 'none', ro: 'none' }, backup: 'none' },
  },
  {
    name: 'monitoring in detail',
    environment: {
      operator: { namespace: 'postgres-operator' },
      monitoring: {
        labels: { release: 'kube-prometheus-stack' },
        scrapeInterval: '30s',
        runbooks: 'https://git.example.com/databases/docs/runbooks',
        workers: EVERY_WORKER,
        routes: {
          critical: {
            receivers: [
              { pagerduty: { routingKey: { secret: 'alert-receivers', key: 'pagerduty' } } },
              { opsgenie: { apiKey: { secret: 'alert-receivers', key: 'opsgenie' } } },
            ],
            repeat: '1h',
          },
          warning: {
            receivers: [
              { slack: { channel: '#databases', url: { secret: 'alert-receivers', key: 'slack' } } },
              { webhook: { urlFrom: { secret: 'alert-receivers', key: 'webhook' } } },
            ],
          },
          info: { receivers: [{ webhook: { url: 'https://alerts.example.com/databases' } }], repeat: '7d' },
        },
        grafana: {
          namespace: 'grafana',
          folder: 'Databases',
          labels: { 'example.com/dashboard': 'yes' },
          operator: { instanceSelector: { dashboards: 'grafana' } },
        },
      },
    },
    cluster: {
      labels: { team: 'shop' },
      monitoring: {
        alerts: {
          replicationLag: '64Mi',
          connections: 90,
          longRunningTransaction: '30m',
          backupAge: '2d',
          backupUnproven: '3d',
          walBacklog: 32,
          volumeWarning: 70,
          volumeCritical: 85,
          volumeForecast: '12h',
          slotLag: '2Gi',
          certificateExpiry: '3d',
          wraparoundAge: 400_000_000,
          poolerWait: '10s',
        },
      },
    },
    others: {
      'orders-archive': {
        poolers: { rw: 'none', ro: 'none' },
        backup: { credentials: { accessKeys: { secret: 'archive-keys' } } },
      },
    },
  },
  {
    name: 'monitoring of a replica',
    environment: { monitoring: { workers: EVERY_WORKER, routes: { critical: { receivers: [PAGER] } } } },
    others: { replica: { replicaOf: { from: { cluster: 'orders' } }, backup: 'none' } },
  },
];

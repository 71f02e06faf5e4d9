import { z } from 'zod';
import {
  httpUrl,
  kubernetesName,
  labelKey,
  labelValue,
  objectName,
  quantity,
  secretKeyName,
  someTime,
} from './scalars.ts';

const secretKey = z.strictObject({ secret: objectName, key: secretKeyName });
const labels = z.record(labelKey, labelValue);
const percent = z.int().min(1).max(100);

/** Somebody who is told; the Secrets are in the namespace of each cluster whose alerts go there. */
const receiver = z.union(
  [
    z.strictObject({
      slack: z.strictObject({
        channel: z.string().regex(/^[#@]?[\w.-]+$/, { error: 'a channel such as #databases or its id' }),
        url: secretKey.describe('The Secret that holds the address of an incoming webhook.'),
      }),
    }),
    z.strictObject({ pagerduty: z.strictObject({ routingKey: secretKey }) }),
    z.strictObject({ opsgenie: z.strictObject({ apiKey: secretKey }) }),
    z.strictObject({
      webhook: z.union([z.strictObject({ url: httpUrl }), z.strictObject({ urlFrom: secretKey })]),
    }),
  ],
  { error: 'slack: {…}, pagerduty: {…}, opsgenie: {…} or webhook: {…}' },
);

const route = z.strictObject({
  receivers: z.array(receiver).min(1).describe('All of them are told.'),
  repeat: someTime.prefault('4h').describe('After how long an alert that still fires is told again.'),
});

const expected = z.enum(['expected', 'none']);

/** What watches the clusters of an environment, and who is told. */
export const environmentMonitoring = z.strictObject({
  labels: labels
    .prefault({})
    .describe(
      'Labels by which this Prometheus and Alertmanager find their objects, such as release: kube-prometheus-stack.',
    ),
  scrapeInterval: someTime.prefault('15s').describe('How often metrics are read; at most 30s, or alerts come late.'),
  runbooks: httpUrl.optional().describe('Where docs/runbooks of this repository can be read; <runbooks>/<alert>.md.'),
  workers: z
    .strictObject({
      backupVerifier: expected.prefault('none'),
      splitBrainWatchdog: expected.prefault('none'),
      gitopsBot: expected.prefault('none'),
    })
    .prefault({})
    .describe('Which of the workers run here: expected means that their silence is an alert.'),
  routes: z
    .strictObject({ critical: route.optional(), warning: route.optional(), info: route.optional() })
    .prefault({})
    .describe('Who is told of what; an alert without a route of its own goes where warnings go, or nowhere.'),
  grafana: z
    .strictObject({
      namespace: kubernetesName.optional().describe('Namespace of the dashboard; the one of Prometheus where absent.'),
      folder: z.string().min(1).prefault('PostgreSQL'),
      labels: labels.prefault({ grafana_dashboard: '1' }).describe('Labels by which the sidecar finds dashboards.'),
      operator: z
        .strictObject({ instanceSelector: labels })
        .optional()
        .describe('Render a GrafanaDashboard for the Grafana operator as well, for the instances with these labels.'),
    })
    .prefault({}),
});

/** From when on a cluster's numbers are an alert. */
export const clusterMonitoring = z.strictObject({
  alerts: z
    .strictObject({
      replicationLag: quantity.prefault('16Mi').describe('WAL that a standby has not replayed.'),
      connections: percent.prefault(80).describe('Percent of max_connections.'),
      longRunningTransaction: someTime.prefault('1h'),
      backupAge: someTime
        .prefault('26h')
        .describe('Age of the newest base backup: a day between two of them, and time to make one.'),
      backupUnproven: someTime.prefault('50h').describe('Time since a backup of this cluster was last proven.'),
      walBacklog: z.int().min(1).prefault(64).describe('Segments that wait to be archived.'),
      volumeWarning: percent.prefault(80).describe('Percent of a volume in use.'),
      volumeCritical: percent.prefault(90).describe('Percent of a volume in use.'),
      volumeForecast: someTime.prefault('1d').describe('A volume that will be full within this time is an alert.'),
      slotLag: quantity.prefault('10Gi').describe('WAL that a replication slot holds back.'),
      certificateExpiry: someTime
        .prefault('5d')
        .describe('Certificates are renewed 7 days before they expire; one that has less than this was not.'),
      wraparoundAge: z
        .int()
        .min(1_000_000)
        .max(2_000_000_000)
        .prefault(500_000_000)
        .describe('Transactions since the oldest row was frozen; at about 2 000 000 000 PostgreSQL stops writing.'),
      poolerWait: someTime.prefault('5s').describe('Longest time that a client waits for a server connection.'),
    })
    .prefault({}),
});

export type EnvironmentMonitoring = z.output<typeof environmentMonitoring>;
export type ClusterMonitoring = z.output<typeof clusterMonitoring>;
export type AlertRoute = z.output<typeof route>;
export type AlertReceiver = z.output<typeof receiver>;

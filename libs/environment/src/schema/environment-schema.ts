import { z } from 'zod';
import { calendar } from './calendar-schema.ts';
import { environmentMonitoring } from './monitoring-schema.ts';
import {
  cidr,
  httpUrl,
  image,
  kubernetesName,
  labelKey,
  labelValue,
  objectName,
  postgresImage,
  version,
} from './scalars.ts';

const port = z.int().min(1).max(65_535);
const chart = version.describe('Version of its Helm chart.');

const storageClass = z.strictObject({
  provisioner: z.string().min(1),
  parameters: z.record(z.string(), z.string()).prefault({}),
  reclaimPolicy: z.enum(['Retain', 'Delete']).prefault('Retain').describe('Retain: a deleted claim leaves its volume.'),
  default: z.boolean().prefault(false),
});

const egress = z.strictObject({
  cidrs: z.array(cidr).min(1).prefault(['0.0.0.0/0', '::/0']),
  ports: z.array(port).min(1),
});

/** One Kubernetes cluster and what its PostgreSQL clusters have in common. */
export const environmentSchema = z.strictObject({
  description: z.string().optional(),
  destination: z
    .union([z.strictObject({ name: z.string().min(1) }), z.strictObject({ server: httpUrl })], {
      error: 'name: <cluster> or server: <address>',
    })
    .optional()
    .describe(
      "The Kubernetes cluster as Argo CD knows it: by name or by address. Where absent, the one that is registered under the environment's name.",
    ),
  operator: z.strictObject({
    version: version
      .refine((value) => /^1\.30\.\d+$/.test(value), {
        error: 'a version 1.30.x, the one whose rules this release knows',
      })
      .describe('CloudNativePG.'),
    chart,
    namespace: kubernetesName.prefault('cnpg-system'),
  }),
  backupPlugin: z.strictObject({ version: version.describe('Barman Cloud plugin.'), chart }),
  certManager: z
    .union([z.literal('installed'), z.strictObject({ chart })])
    .prefault('installed')
    .describe('The plugin needs cert-manager: installed already, or the chart to install.'),
  namespaces: z
    .record(
      kubernetesName,
      z.strictObject({
        podSecurity: z.enum(['privileged', 'baseline', 'restricted']).prefault('restricted'),
        labels: z.record(labelKey, labelValue).prefault({}),
      }),
    )
    .prefault({})
    .describe('Namespaces of the clusters, where they are more than plain: Pod Security level, labels.'),
  storageClasses: z
    .record(objectName, storageClass)
    .prefault({})
    .describe('Storage classes that this environment owns.'),
  secrets: z
    .union(
      [
        z.literal('existing'),
        z.strictObject({
          externalSecrets: z.strictObject({
            store: z.strictObject({
              kind: z.enum(['ClusterSecretStore', 'SecretStore']).prefault('ClusterSecretStore'),
              name: objectName,
            }),
            prefix: z.string().describe('Path of the remote secrets: <prefix>/<cluster>/<name>.'),
            refreshInterval: z
              .string()
              .regex(/^\d+[smh]$/, { error: 'an interval such as 1h' })
              .prefault('1h'),
          }),
        }),
      ],
      { error: 'existing, or externalSecrets: {store: …, prefix: …}' },
    )
    .prefault('existing')
    .describe('Where passwords and keys come from. Never from Git.'),
  mesh: z
    .enum(['none', 'linkerd'])
    .prefault('none')
    .describe("A service mesh whose proxies must stay out of PostgreSQL's own pods."),
  images: z.strictObject({
    postgresql: z
      .partialRecord(z.enum(['14', '15', '16', '17', '18']), postgresImage)
      .describe('One image per major version, by digest; rendered as an ImageCatalog.'),
    pgbouncer: image,
  }),
  network: z
    .strictObject({
      applications: z
        .array(kubernetesName)
        .prefault([])
        .describe("Further namespaces whose pods may reach the poolers; the cluster's own always may."),
      monitoring: kubernetesName.prefault('monitoring').describe('Namespace of Prometheus.'),
      apiServer: egress.prefault({ ports: [443, 6443] }),
      objectStore: egress.prefault({ ports: [443] }),
    })
    .prefault({}),
  calendar,
  monitoring: z
    .union([environmentMonitoring, z.literal('none')])
    .prefault('none')
    .describe('Files 03: scraping, rules, alerts, routes and the dashboard, for the Prometheus operator.'),
  defaults: z
    .record(z.string(), z.unknown())
    .prefault({})
    .describe('Defaults for the clusters of this environment; any key of cluster.yaml.'),
});

export type EnvironmentIntent = z.output<typeof environmentSchema>;
export type SecretProvider = EnvironmentIntent['secrets'];
export type StorageClassIntent = z.output<typeof storageClass>;
export type EgressIntent = z.output<typeof egress>;

import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { ImpactRule } from '../rule.ts';
import { stringAt } from '../value-at.ts';
import { rulesOf } from './define-rule.ts';

const RELOAD_LABEL = 'CloudNativePG 1.30: pkg/utils/labels_annotations.go, WatchedLabelName';
const API = 'Kubernetes: API reference';

/** Kinds that stand beside the database and that no instance waits for. */
const BESIDE = [
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
  'Service',
  'PodDisruptionBudget',
  'PodMonitor',
  'PrometheusRule',
  'AlertmanagerConfig',
  'GrafanaDashboard',
];

const secretRules = rulesOf('ExternalSecret', [
  {
    id: 'external-secret',
    paths: ['spec.**'],
    action: 'sql',
    effect:
      'The Secret is written anew; its label cnpg.io/reload makes the operator look, and a password in it is set by SQL, without a restart.',
    reason: 'CloudNativePG watches Secrets with that label.',
    source: RELOAD_LABEL,
    judge: (_change, { before, after }) =>
      [before, after].some(makesWatchedSecret)
        ? { action: 'sql' }
        : {
            action: 'nothing',
            effect: 'The Secret is written anew at the next refresh; who reads it has to look again.',
            reason: 'The Secret does not carry cnpg.io/reload.',
          },
  },
]);

const mapRules = rulesOf(
  ['ConfigMap', 'Secret'],
  [
    {
      id: 'configuration-map',
      paths: ['data.**', 'stringData.**', 'binaryData.**', 'immutable', 'type'],
      action: 'reload',
      effect: 'Its label cnpg.io/reload makes the instances read it again, without a restart.',
      reason: 'CloudNativePG watches ConfigMaps and Secrets with that label.',
      source: RELOAD_LABEL,
      judge: (_change, { before, after }) =>
        [before, after].some((object) => object?.metadata.labels?.['cnpg.io/reload'] !== undefined)
          ? { action: 'reload' }
          : {
              action: 'nothing',
              effect: 'Nothing that runs is touched; who reads it has to look again.',
              reason: 'It does not carry cnpg.io/reload.',
            },
    },
  ],
);

const storeRules = rulesOf(
  ['SecretStore', 'ClusterSecretStore'],
  [
    {
      id: 'secret-store',
      paths: ['spec.**'],
      action: 'nothing',
      effect: 'Secrets are fetched that way at their next refresh.',
      reason: 'Secrets that exist stay.',
      source: 'External Secrets: SecretStore',
    },
  ],
);

const besideRules = rulesOf(BESIDE, [
  {
    id: 'beside-database',
    paths: [
      'spec.**',
      'rules.**',
      'roleRef.**',
      'subjects.**',
      'automountServiceAccountToken',
      'imagePullSecrets.**',
      'secrets.**',
    ],
    action: 'nothing',
    effect: 'No pod of the database is touched.',
    reason: 'It stands beside the database.',
    source: API,
  },
]);

const placeRules = [
  ...rulesOf('NetworkPolicy', [
    {
      id: 'network-policy',
      paths: ['spec.**'],
      action: 'nothing',
      effect: 'Connections that the policy no longer allows fail; some networks cut even those that are open.',
      reason: 'The network enforces it at once, without touching a pod.',
      source: 'Kubernetes: NetworkPolicy',
    },
  ]),
  ...rulesOf('StorageClass', [
    {
      id: 'storage-class',
      paths: [
        'provisioner',
        'parameters.**',
        'reclaimPolicy',
        'volumeBindingMode',
        'mountOptions.**',
        'allowedTopologies.**',
      ],
      action: 'refused',
      reason: 'A storage class stays as it was made.',
      source: 'Kubernetes: pkg/apis/storage/validation, ValidateStorageClassUpdate',
    },
    {
      id: 'storage-class-expansion',
      paths: ['allowVolumeExpansion'],
      absent: false,
      action: 'nothing',
      effect: 'Nothing happens now; it says whether volumes can grow later.',
      reason: 'It is read when a claim asks for more.',
      source: 'Kubernetes: StorageClass',
    },
  ]),
  ...rulesOf('Namespace', [
    {
      id: 'namespace',
      paths: ['spec.**'],
      action: 'nothing',
      reason: 'Only its finalizers are there.',
      source: 'Kubernetes: Namespace',
    },
  ]),
];

const metadataRule: ImpactRule = {
  id: 'metadata',
  kinds: ['*'],
  paths: [
    ['metadata', 'labels', '**'],
    ['metadata', 'annotations', '**'],
    ['metadata', 'finalizers'],
  ],
  action: 'nothing',
  reason: 'Labels and annotations are for tools; the operator patches the few that its pods inherit in place.',
  source: 'CloudNativePG 1.30: pkg/reconciler/instance/metadata.go',
};

/** Kinds beside CloudNativePG's that the project renders, and what is the same for every kind. */
export const kubernetesRules: readonly ImpactRule[] = [
  ...secretRules,
  ...mapRules,
  ...storeRules,
  ...besideRules,
  ...placeRules,
  metadataRule,
];

function makesWatchedSecret(externalSecret: KubeObject | undefined): boolean {
  return stringAt(externalSecret, ['spec', 'target', 'template', 'metadata', 'labels', 'cnpg.io/reload']) !== undefined;
}

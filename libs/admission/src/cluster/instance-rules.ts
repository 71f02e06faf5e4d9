import type { StateRule } from '../rule.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import type { ClusterResource } from './cluster-resource.ts';

/** Rules about the instances: who restarts the primary, how many standbys are waited for. */
export const instanceRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'update-strategy-single',
    summary: 'A single instance is not updated under supervision: there is no standby to switch to.',
    remedy: 'Use unsupervised, or more instances.',
    source: `${WEBHOOK}: validatePrimaryUpdateStrategy`,
    breaches: ({ spec: { primaryUpdateStrategy, instances } }) =>
      primaryUpdateStrategy === 'supervised' && instances === 1
        ? [{ path: ['spec', 'primaryUpdateStrategy'], found: 'supervised with 1 instance' }]
        : [],
    vectors: {
      fails: { spec: { primaryUpdateStrategy: 'supervised', instances: 1 } },
      passes: { spec: { primaryUpdateStrategy: 'supervised', instances: 2 } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'min-sync-above-max',
    summary: 'minSyncReplicas is not above maxSyncReplicas.',
    remedy: 'Lower the one or raise the other.',
    source: `${WEBHOOK}: validateMinSyncReplicas`,
    breaches: ({ spec: { minSyncReplicas, maxSyncReplicas } }) =>
      minSyncReplicas > maxSyncReplicas
        ? [{ path: ['spec', 'minSyncReplicas'], found: `${minSyncReplicas}, maxSyncReplicas ${maxSyncReplicas}` }]
        : [],
    vectors: {
      fails: { spec: { minSyncReplicas: 2, maxSyncReplicas: 1 } },
      passes: { spec: { minSyncReplicas: 1, maxSyncReplicas: 1 } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'max-sync-instances',
    summary: 'maxSyncReplicas is below the number of instances: one of them is the primary.',
    remedy: 'Lower maxSyncReplicas or add instances.',
    source: `${WEBHOOK}: validateMaxSyncReplicas`,
    breaches: ({ spec: { maxSyncReplicas, instances } }) =>
      maxSyncReplicas >= instances
        ? [{ path: ['spec', 'maxSyncReplicas'], found: `${maxSyncReplicas} of ${instances} instances` }]
        : [],
    vectors: { fails: { spec: { maxSyncReplicas: 3 } }, passes: { spec: { maxSyncReplicas: 2 } } },
  },
  {
    ...CLUSTER_ERROR,
    id: 'sync-old-and-new',
    summary:
      'Synchronous replication is configured in one way: postgresql.synchronous, or minSyncReplicas and maxSyncReplicas.',
    remedy: 'Keep postgresql.synchronous and remove the two older keys.',
    source: `${WEBHOOK}: validateConfiguration`,
    breaches: ({ spec: { postgresql, minSyncReplicas, maxSyncReplicas } }) =>
      postgresql.synchronous !== undefined && (minSyncReplicas > 0 || maxSyncReplicas > 0)
        ? [
            {
              path: ['spec', 'postgresql', 'synchronous'],
              found: `synchronous beside minSyncReplicas ${minSyncReplicas}, maxSyncReplicas ${maxSyncReplicas}`,
            },
          ]
        : [],
    vectors: {
      fails: { spec: { postgresql: { synchronous: { method: 'any', number: 1 } }, maxSyncReplicas: 1 } },
      passes: { spec: { postgresql: { synchronous: { method: 'any', number: 1 } }, maxSyncReplicas: 0 } },
    },
  },
];

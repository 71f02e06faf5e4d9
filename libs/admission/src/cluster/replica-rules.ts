import type { Breach, StateRule } from '../rule.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import type { ClusterResource, Replica } from './cluster-resource.ts';
import { isReplica } from './replica.ts';

const X = [{ name: 'x', connectionParameters: { host: 'h' } }];
const COPY = { pg_basebackup: { source: 'x' } };
const MODE = `${WEBHOOK}: validateReplicaMode`;
const EXTERNAL = `${WEBHOOK}: validateReplicaClusterExternalClusters`;

/** Rules about following another cluster. */
export const replicaRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'replica-enabled-and-primary',
    type: 'FieldValueForbidden',
    summary:
      'A cluster is a replica because enabled says so, or because primary names another; enabled: false counts as said.',
    remedy: 'Remove enabled to switch over by primary, or remove primary.',
    source: MODE,
    breaches: ({ spec: { replica } }) =>
      replica?.enabled !== undefined && (replica.primary ?? '') !== ''
        ? [
            {
              path: ['spec', 'replica', 'enabled'],
              found: `${replica.enabled} beside primary ${replica.primary ?? ''}`,
              reported: 'spec.replicaCluster.enabled',
            },
          ]
        : [],
    vectors: {
      fails: { spec: { replica: { enabled: false, primary: 'x', source: 'x' }, externalClusters: X } },
      passes: { spec: { replica: { enabled: false, source: 'x' }, externalClusters: X } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'replica-bootstrap-method',
    summary: 'A new replica starts with the data that it follows: bootstrap is pg_basebackup or recovery.',
    remedy: 'Bootstrap it by one of the two, from the source that it follows.',
    source: MODE,
    breaches: (cluster) => {
      const { bootstrap } = cluster.spec;
      const isNew = (cluster.metadata.resourceVersion ?? '') === '';
      return isNew && isReplica(cluster) && bootstrap?.pg_basebackup === undefined && bootstrap?.recovery === undefined
        ? [
            {
              path: ['spec', 'replica'],
              found: 'a replica with a new, empty database',
              reported: 'spec.replicaCluster',
            },
          ]
        : [];
    },
    vectors: {
      fails: { spec: { replica: { enabled: true, source: 'x' }, externalClusters: X } },
      passes: { spec: { replica: { enabled: true, source: 'x' }, externalClusters: X, bootstrap: COPY } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'replica-source-unknown',
    summary: 'A replica follows one of externalClusters. That holds even while it is switched off.',
    remedy: 'Describe the source under externalClusters, or use the name that is there.',
    source: EXTERNAL,
    breaches: (cluster) => unknown(cluster, 'source'),
    vectors: {
      fails: { spec: { replica: { enabled: false, source: 'q' }, externalClusters: X } },
      passes: { spec: { replica: { enabled: false, source: 'x' }, externalClusters: X } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'replica-self-unknown',
    summary: 'replica.self is the name that this cluster has among externalClusters.',
    remedy: 'Describe this cluster under externalClusters too, or use the name that is there.',
    source: EXTERNAL,
    breaches: (cluster) => unknown(cluster, 'self'),
    vectors: {
      fails: { spec: { replica: { self: 'q', primary: 'x', source: 'x' }, externalClusters: X, bootstrap: COPY } },
      passes: { spec: { replica: { self: 'x', primary: 'x', source: 'x' }, externalClusters: X, bootstrap: COPY } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'replica-primary-unknown',
    summary: 'replica.primary is one of externalClusters.',
    remedy: 'Describe the primary cluster under externalClusters, or use the name that is there.',
    source: EXTERNAL,
    breaches: (cluster) => unknown(cluster, 'primary'),
    vectors: {
      fails: { spec: { replica: { primary: 'q', source: 'x' }, externalClusters: X, bootstrap: COPY } },
      passes: { spec: { replica: { primary: 'x', source: 'x' }, externalClusters: X, bootstrap: COPY } },
    },
  },
];

const REPORTED = { source: 'primaryServerName', self: 'self', primary: 'primary' } as const satisfies Partial<
  Record<keyof Replica, string>
>;

function unknown(
  { spec: { replica, externalClusters = [] } }: ClusterResource,
  key: keyof typeof REPORTED,
): readonly Breach[] {
  const wanted = replica?.[key];
  // The schema lets no source be empty; the other two may be left so.
  return wanted === undefined || wanted === '' || externalClusters.some(({ name }) => name === wanted)
    ? []
    : [
        {
          path: ['spec', 'replica', key],
          found: `${wanted}, not in externalClusters`,
          reported: `spec.replicaCluster.${REPORTED[key]}`,
        },
      ];
}

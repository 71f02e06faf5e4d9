import type { StateRule } from '../rule.ts';
import { isSafePathPart } from '../values/path-part.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import type { ClusterResource, ExternalCluster } from './cluster-resource.ts';

const HOST = { connectionParameters: { host: 'h' } };
const EXTERNAL_CLUSTER = `${WEBHOOK}: validateExternalCluster`;

/** Rules about clusters to copy, recover or follow. */
export const externalClusterRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'external-cluster-access',
    type: 'FieldValueRequired',
    summary: 'An external cluster says how to reach it: connectionParameters, plugin or barmanObjectStore.',
    remedy: 'Add one of the three.',
    source: EXTERNAL_CLUSTER,
    breaches: ({ spec: { externalClusters = [] } }) =>
      externalClusters.flatMap(({ name, connectionParameters, barmanObjectStore, plugin }, index) =>
        (connectionParameters ?? barmanObjectStore ?? plugin) === undefined
          ? [{ path: ['spec', 'externalClusters', index], found: `${name} with none of them` }]
          : [],
      ),
    vectors: { fails: having({ name: 'q' }), passes: having({ name: 'q', connectionParameters: {} }) },
  },
  {
    ...CLUSTER_ERROR,
    id: 'external-cluster-name-path',
    summary: 'The name of an external cluster is part of a file name: no slash, no backslash, not . or ..',
    remedy: 'Rename it.',
    source: `${EXTERNAL_CLUSTER}, isUnsafePathComponent`,
    breaches: ({ spec: { externalClusters = [] } }) =>
      externalClusters.flatMap(({ name }, index) =>
        isSafePathPart(name)
          ? []
          : [{ path: ['spec', 'externalClusters', index, 'name'], found: JSON.stringify(name) }],
      ),
    vectors: { fails: having({ name: 'a/b', ...HOST }), passes: having({ name: 'a.b', ...HOST }) },
  },
  {
    ...CLUSTER_ERROR,
    id: 'external-cluster-secret-path',
    summary: 'Name and key of a certificate become a file name: no slash, no backslash, not . or ..',
    remedy: 'Use a Secret with other keys.',
    source: `${EXTERNAL_CLUSTER}, isUnsafePathComponent`,
    breaches: ({ spec: { externalClusters = [] } }) =>
      externalClusters.flatMap((from, index) =>
        secretParts(from)
          .filter(({ text }) => !isSafePathPart(text))
          .map(({ path, text }) => ({
            path: ['spec', 'externalClusters', index, ...path],
            found: JSON.stringify(text),
          })),
      ),
    vectors: {
      fails: having({ name: 'q', ...HOST, sslKey: { name: 's', key: '..' } }),
      passes: having({ name: 'q', ...HOST, sslKey: { name: 's', key: '...' } }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'external-cluster-duplicate',
    summary: 'Each external cluster has a name of its own.',
    remedy: 'Rename or remove one of the two.',
    source: `${WEBHOOK}: validateExternalClusters`,
    breaches: ({ spec: { externalClusters = [] } }) => {
      const names = externalClusters.map(({ name }) => name);
      return names.flatMap((name, index) =>
        names.indexOf(name) < index
          ? [
              {
                path: ['spec', 'externalClusters', index, 'name'],
                found: `${name} again`,
                reported: 'spec.externalClusters',
              },
            ]
          : [],
      );
    },
    vectors: {
      fails: having({ name: 'x', ...HOST }, { name: 'x', ...HOST }),
      passes: having({ name: 'x', ...HOST }, { name: 'X', ...HOST }),
    },
  },
];

function secretParts(from: ExternalCluster) {
  return (['sslCert', 'sslKey', 'sslRootCert'] as const).flatMap((secret) =>
    (['name', 'key'] as const).map((key) => ({ path: [secret, key], text: from[secret]?.[key] ?? '' })),
  );
}

function having(...externalClusters: readonly ExternalCluster[]) {
  return { spec: { externalClusters } };
}

import type { StateRule } from '../rule.ts';
import type { ClusterResource } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';

const PLUGIN = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validatePluginConfiguration` } as const;
const REPORTED = 'spec.plugins';
const STORE = { destinationPath: 's3://b/', s3Credentials: { inheritFromIAMRole: true } } as const;

/** Rules about plugins: one thing alone archives the WAL. */
export const pluginRules: readonly StateRule<ClusterResource>[] = [
  {
    ...PLUGIN,
    id: 'plugin-archiver-and-object-store',
    summary: 'The WAL is archived by a plugin or by backup.barmanObjectStore, not both.',
    remedy: 'Remove spec.backup.barmanObjectStore, or isWALArchiver.',
    breaches: (cluster) =>
      cluster.spec.backup?.barmanObjectStore === undefined
        ? []
        : archivers(cluster).map(({ name, path }) => ({
            path,
            found: `${name} beside barmanObjectStore`,
            reported: REPORTED,
          })),
    vectors: {
      fails: { spec: { backup: { barmanObjectStore: STORE }, plugins: [{ name: 'p', isWALArchiver: true }] } },
      passes: { spec: { backup: { barmanObjectStore: STORE }, plugins: [{ name: 'p', isWALArchiver: false }] } },
    },
  },
  {
    ...PLUGIN,
    id: 'plugin-one-archiver',
    summary: 'One plugin at most archives the WAL.',
    remedy: 'Set isWALArchiver of one plugin only.',
    breaches: (cluster) => {
      const all = archivers(cluster);
      const found = all.map(({ name }) => name).join(', ');
      return all.slice(1).map(({ path }) => ({ path, found, reported: REPORTED }));
    },
    vectors: {
      fails: {
        spec: {
          plugins: [
            { name: 'p', isWALArchiver: true },
            { name: 'q', isWALArchiver: true },
          ],
        },
      },
      passes: {
        spec: {
          plugins: [
            { name: 'p', isWALArchiver: true },
            { name: 'q', isWALArchiver: true, enabled: false },
          ],
        },
      },
    },
  },
];

interface Archiver {
  readonly name: string;
  readonly path: readonly (string | number)[];
}

/** A plugin that is not enabled archives nothing. */
function archivers({ spec }: ClusterResource): readonly Archiver[] {
  return (spec.plugins ?? []).flatMap(({ name, enabled, isWALArchiver }, index) =>
    enabled && isWALArchiver ? [{ name, path: ['spec', 'plugins', index, 'isWALArchiver'] }] : [],
  );
}

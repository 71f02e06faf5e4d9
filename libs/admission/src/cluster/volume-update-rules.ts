import type { Breach, Example, UpdateRule, Vectors } from '../rule.ts';
import type { ObjectPath } from '../object-path.ts';
import { formatObjectPath } from '../object-path.ts';
import type { ClusterResource, Storage } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import { volumeSize } from './storage-size.ts';

const SHRINK = {
  ...CLUSTER_ERROR,
  summary: 'A volume does not get smaller; 1G is smaller than 1Gi.',
  remedy: 'Keep the size or raise it. To end up smaller, restore a backup into a new cluster.',
} as const;
const WAL = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateWalStorageChange` } as const;
const TABLESPACES = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateTablespacesChange` } as const;
const TABLESPACES_PATH = ['spec', 'tablespaces'] as const;

/** Rules about changes of volumes. A size that nothing tells, before or after, is compared with nothing. */
export const volumeUpdateRules: readonly UpdateRule<ClusterResource>[] = [
  {
    ...SHRINK,
    id: 'storage-shrink',
    source: `${WEBHOOK}: validateStorageChange`,
    breaches: ({ before, after }) => shrunk(before.spec.storage, after.spec.storage, ['spec', 'storage']),
    vectors: changing(
      {},
      { fails: { spec: { storage: { size: '1G' } } }, passes: { spec: { storage: { size: '2G' } } } },
    ),
  },
  {
    ...WAL,
    id: 'wal-storage-removed',
    summary: 'A cluster that has a volume for WAL keeps it.',
    remedy: 'Restore spec.walStorage.',
    breaches: ({ before, after }) =>
      before.spec.walStorage !== undefined && after.spec.walStorage === undefined
        ? [{ path: ['spec', 'walStorage'], found: 'nothing' }]
        : [],
    vectors: changing(
      { spec: { walStorage: { size: '1Gi' } } },
      { fails: {}, passes: { spec: { walStorage: { size: '1Gi' } } } },
    ),
  },
  {
    ...SHRINK,
    id: 'wal-storage-shrink',
    source: WAL.source,
    breaches: ({ before, after }) => shrunk(before.spec.walStorage, after.spec.walStorage, ['spec', 'walStorage']),
    vectors: changing(
      { spec: { walStorage: { size: '2Gi' } } },
      { fails: { spec: { walStorage: { size: '1Gi' } } }, passes: { spec: { walStorage: { size: '3Gi' } } } },
    ),
  },
  {
    ...TABLESPACES,
    id: 'tablespaces-removed',
    summary: 'The list of tablespaces stays, once there is one.',
    remedy: 'Restore spec.tablespaces.',
    breaches: ({ before, after }) =>
      before.spec.tablespaces !== undefined && after.spec.tablespaces === undefined
        ? [{ path: TABLESPACES_PATH, found: 'nothing' }]
        : [],
    vectors: changing({ spec: tablespaces({ a: '1Gi' }) }, { fails: {}, passes: { spec: tablespaces({ a: '1Gi' }) } }),
  },
  {
    ...TABLESPACES,
    id: 'tablespace-removed',
    summary: 'A cluster keeps all its tablespaces, by their names.',
    remedy: 'Restore it.',
    breaches: ({ before, after }) =>
      eachTablespace({ before, after }, ({ name, reported, kept }) =>
        kept === undefined ? [{ path: TABLESPACES_PATH, found: `no tablespace ${name}`, reported }] : [],
      ),
    vectors: changing(
      { spec: tablespaces({ a: '1Gi', b: '1Gi' }) },
      { fails: { spec: tablespaces({ a: '1Gi' }) }, passes: { spec: tablespaces({ b: '1Gi', a: '1Gi' }) } },
    ),
  },
  {
    ...SHRINK,
    id: 'tablespace-shrink',
    source: TABLESPACES.source,
    breaches: ({ before, after }) =>
      eachTablespace({ before, after }, ({ old, reported, kept }) =>
        kept === undefined
          ? []
          : shrunk(old, kept.storage, [...TABLESPACES_PATH, kept.index, 'storage']).map((breach) => ({
              ...breach,
              reported,
            })),
      ),
    vectors: changing(
      { spec: tablespaces({ a: '2Gi' }) },
      { fails: { spec: tablespaces({ a: '1Gi' }) }, passes: { spec: tablespaces({ a: '3Gi' }) } },
    ),
  },
];

function shrunk(before: Storage | undefined, after: Storage | undefined, path: ObjectPath): readonly Breach[] {
  const [old, now] = [volumeSize(before), volumeSize(after)];
  if (before === undefined || after === undefined || old === undefined || now === undefined || old <= now) return [];
  return [
    {
      path: [...path, ...(hasOwnSize(after) ? ['size'] : ['pvcTemplate', 'resources', 'requests', 'storage'])],
      found: `${written(after)} instead of ${written(before)}`,
      reported: formatObjectPath(path),
    },
  ];
}

function hasOwnSize({ size }: Storage): boolean {
  return size !== undefined && size !== '';
}

function written(storage: Storage): string {
  return String(hasOwnSize(storage) ? storage.size : (storage.pvcTemplate?.resources?.requests?.['storage'] ?? 0));
}

interface TablespaceChange {
  readonly name: string;
  readonly old: Storage;
  /** By its place in the list as it was: that is the one that CloudNativePG prints. */
  readonly reported: string;
  readonly kept: { readonly index: number; readonly storage: Storage } | undefined;
}

function eachTablespace(
  { before, after }: { readonly before: ClusterResource; readonly after: ClusterResource },
  judge: (change: TablespaceChange) => readonly Breach[],
): readonly Breach[] {
  const now = after.spec.tablespaces;
  // Without a list, one breach says it all.
  if (now === undefined) return [];
  return (before.spec.tablespaces ?? []).flatMap(({ name, storage }, oldIndex) => {
    const index = now.findIndex((tablespace) => tablespace.name === name);
    const kept = now[index];
    return judge({
      name,
      old: storage,
      reported: formatObjectPath([...TABLESPACES_PATH, oldIndex]),
      kept: kept && { index, storage: kept.storage },
    });
  });
}

function tablespaces(sizes: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return { tablespaces: Object.entries(sizes).map(([name, size]) => ({ name, storage: { size } })) };
}

function changing(before: Example, after: Vectors): UpdateRule<ClusterResource>['vectors'] {
  return { fails: { before, after: after.fails }, passes: { before, after: after.passes } };
}

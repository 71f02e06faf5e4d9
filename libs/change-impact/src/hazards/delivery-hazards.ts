import type { KubeObject } from '@postgres-ha/kube-manifest';
import { catalogOf } from '../image-version.ts';
import { survivesPruning } from '../presence.ts';
import { listAt, mapAt, stringAt, valueAt } from '../value-at.ts';
import { inEachChange, inEachCluster, judgedBy, placeIn, placeOf, type HazardRule, type Place } from './hazard-rule.ts';

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** What a change does to objects as a whole, and to who uses them. */
export const deliveryHazards: readonly HazardRule[] = [
  {
    id: 'data-deleted',
    level: 'error',
    summary: 'Data is deleted with this object.',
    detail:
      'Nothing asks again: the volumes go with their Cluster or their namespace, a database or a role with its object where the reclaim policy is delete, or with ensure: absent.',
    remedy: 'Take a backup and prove it, or keep the object and its data with Prune=false and the policy retain.',
    source: 'CloudNativePG 1.30: owner references, reclaim policies',
    places: inEachChange(
      ({ action, impact: { rule } }) =>
        action === 'destroy' ||
        (action === 'lose' && rule !== 'store-retention' && rule !== 'cluster-backup-retention'),
    ),
  },
  {
    id: 'cluster-renamed',
    level: 'error',
    summary: 'A cluster under another name is a new and empty cluster.',
    detail:
      'Name and namespace are what a cluster is. The new one is bootstrapped as its files say, with other Services, Secrets and certificates; the old one goes, or stays alone with the data.',
    remedy:
      'Keep the name. To move, make the new one as a replica or from a backup of the old one, and switch the clients.',
    source: 'Kubernetes: metadata.name is immutable',
    places: (changes) => {
      const comings = changes.filter(
        ({ impact: { rule, after } }) => rule === 'cluster-presence' && after !== undefined,
      );
      const goings = changes.filter(
        ({ impact: { rule, after } }) => rule === 'cluster-presence' && after === undefined,
      );
      return comings.length > 0 && goings.length > 0 ? [...comings, ...goings].map(placeOf) : [];
    },
  },
  {
    id: 'left-behind',
    level: 'warning',
    summary: 'The object stays in the cluster, and Git no longer knows it.',
    detail:
      'Prune=false keeps Argo CD from deleting it. It runs on, costs, and is changed by nobody; Argo CD shows it as out of sync.',
    remedy: 'Delete it by hand once it is certain that nothing is needed of it.',
    source: 'Argo CD: sync options, Prune=false',
    places: (changes) =>
      changes
        .filter(({ impact: { path, after }, situation: { before } }) => {
          return path.length === 0 && after === undefined && before !== undefined && survivesPruning(before);
        })
        .map(placeOf),
  },
  {
    id: 'protection-removed',
    level: 'warning',
    summary: 'The object loses its protection against deletion.',
    detail:
      'Without Prune=false and Delete=false a slip in Git, or the deletion of the Application, deletes it and what it owns.',
    remedy: 'Leave both in argocd.argoproj.io/sync-options.',
    source: 'Argo CD: sync options',
    places: inEachChange(({ impact: { path, before, after } }) => {
      const options = (value: unknown): readonly string[] =>
        typeof value === 'string' ? value.split(',').map((option) => option.trim()) : [];
      const lost = options(before).filter((option) => /^(?:Prune|Delete)=(?:false|confirm)$/.test(option));
      return path.at(-1) === SYNC_OPTIONS && lost.some((option) => !options(after).includes(option));
    }),
  },
  {
    id: 'operator-kept-out',
    level: 'warning',
    summary: 'The operator is told to look away.',
    detail:
      'Without its loop it does nothing for the cluster, failover included; without validation it takes what it would refuse; with pods left alone, changes pile up and come all at once later.',
    remedy: 'Take the annotation out as soon as what it was for is done.',
    source: 'CloudNativePG 1.30: pkg/utils/labels_annotations.go',
    places: inEachChange(
      ({ impact: { object, path, after } }) =>
        object.kind === 'Cluster' &&
        after === 'disabled' &&
        ['cnpg.io/reconciliationLoop', 'cnpg.io/reconcilePodSpec', 'cnpg.io/validation'].includes(String(path.at(-1))),
    ),
  },
  {
    id: 'pool-mode-transaction',
    level: 'warning',
    summary: 'Sessions are no longer the client’s own.',
    detail:
      'In transaction mode a client gets another connection for each transaction: SET, advisory locks, LISTEN, temporary tables and WITH HOLD cursors do not last, and prepared statements only with max_prepared_statements.',
    remedy: 'Make sure that no client needs them, or give those a Pooler of their own.',
    source: 'PgBouncer: feature map for pool modes',
    places: inEachChange(
      ({ impact: { object, path, before, after } }) =>
        object.kind === 'Pooler' &&
        path.at(-1) === 'poolMode' &&
        (before ?? 'session') === 'session' &&
        (after === 'transaction' || after === 'statement'),
    ),
  },
  {
    id: 'certificate-name-removed',
    level: 'warning',
    summary: 'Clients that verify this name can no longer connect.',
    detail: 'The server certificate is made anew without the name, and sslmode=verify-full compares it with the host.',
    remedy: 'Move the clients to another name first.',
    source: 'CloudNativePG 1.30: spec.certificates.serverAltDNSNames; libpq: sslmode',
    places: inEachCluster(({ before, after }) => {
      const names = (cluster: typeof after): readonly unknown[] =>
        listAt(cluster, ['spec', 'certificates', 'serverAltDNSNames']);
      return names(before).some((name) => !names(after).includes(name))
        ? [placeIn(after, ['spec', 'certificates', 'serverAltDNSNames'])]
        : [];
    }),
  },
  {
    id: 'catalog-entry-missing',
    level: 'error',
    summary: 'The catalog has no image for the version of the cluster.',
    detail:
      'The operator stops at "Cluster has incomplete or invalid image catalog" and does nothing more for the cluster.',
    remedy: 'Add an entry of that major version to the catalog in the same change or before.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_image.go, getRequestedImageInfo',
    places: inEachCluster(({ before, after, all }) => {
      const lacks = (cluster: typeof after, objects: typeof all.after): boolean => {
        const major = valueAt(cluster, ['spec', 'imageCatalogRef', 'major']);
        const catalog = catalogOf(cluster, objects);
        return (
          catalog !== undefined &&
          !listAt(catalog, ['spec', 'images']).some((entry) => valueAt(entry, ['major']) === major)
        );
      };
      return lacks(after, all.after) && !lacks(before, all.before)
        ? [placeIn(after, ['spec', 'imageCatalogRef', 'major'])]
        : [];
    }),
  },
  {
    id: 'extension-fought-over',
    level: 'error',
    summary: 'A Database object makes an extension that the operator drops.',
    detail:
      'CloudNativePG keeps pg_stat_statements and pgaudit installed only where the cluster has a parameter of theirs, and drops them otherwise, as often as it looks.',
    remedy:
      'Set a parameter of the extension, such as pg_stat_statements.max, and leave the extension out of the Database.',
    source: 'CloudNativePG 1.30: internal/management/controller/instance_controller.go, reconcileExtensions',
    places: inEachCluster(({ after, all, changes }) => {
      const used = (extension: string): boolean =>
        Object.keys(mapAt(after, ['spec', 'postgresql', 'parameters'])).some((name) =>
          name.startsWith(`${extension}.`),
        );
      const touched = judgedBy(changes, 'database-part', 'database-presence', 'cluster-parameter').length > 0;
      return touched
        ? managedInDatabases(after, all.after)
            .filter(({ extension }) => !used(extension))
            .map(({ place }) => place)
        : [];
    }),
  },
];

/** Extensions that the operator manages by itself, where a Database of the cluster asks for them. */
function managedInDatabases(
  cluster: KubeObject,
  objects: readonly KubeObject[],
): readonly { readonly extension: string; readonly place: Place }[] {
  return objects
    .filter(
      (object) =>
        object.kind === 'Database' &&
        object.metadata.namespace === cluster.metadata.namespace &&
        stringAt(object, ['spec', 'cluster', 'name']) === cluster.metadata.name,
    )
    .flatMap((database) =>
      listAt(database, ['spec', 'extensions']).flatMap((item, index) => {
        const extension = stringAt(item, ['name']) ?? '';
        const asked = ['pgaudit', 'pg_stat_statements'].includes(extension) && valueAt(item, ['ensure']) !== 'absent';
        return asked ? [{ extension, place: placeIn(database, ['spec', 'extensions', index]) }] : [];
      }),
    );
}

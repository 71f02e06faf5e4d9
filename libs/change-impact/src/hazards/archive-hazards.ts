import { archivePlace, archivesWal } from '../wal-archive.ts';
import { isReplica } from '../replica-cluster.ts';
import { valueAt } from '../value-at.ts';
import { inEachChange, inEachCluster, judgedBy, placeIn, placeOf, type HazardRule } from './hazard-rule.ts';

const PLACES = [
  'cluster-plugin-server-name',
  'cluster-plugin-store',
  'store-place',
  'cluster-plugin',
  'cluster-plugin-archiver',
];

/** What a change does to the way back. */
export const archiveHazards: readonly HazardRule[] = [
  {
    id: 'archive-moves',
    level: 'warning',
    summary: 'The archive begins anew in another place.',
    detail:
      'There is no way back to a time before the first backup there. A place that is not empty stops archiving: the check says "Expected empty archive", WAL piles up, and the volume fills.',
    remedy:
      'Choose an empty place, take a base backup at once, and keep the old archive as long as its retention asks.',
    source: 'Barman Cloud plugin 0.14: internal/cnpgi/common/wal.go; plugin issue 842',
    places: inEachCluster(({ before, after, changes, all }) => {
      const was = archivePlace(before, all.before);
      const is = archivePlace(after, all.after);
      return was !== undefined && is !== undefined && was !== is ? judgedBy(changes, ...PLACES).map(placeOf) : [];
    }),
  },
  {
    id: 'archiving-ends',
    level: 'error',
    summary: 'WAL is no longer archived.',
    detail:
      'From then on there is no way back to a point in time, and a standby that falls behind has nothing to catch up from but the primary.',
    remedy: 'Keep a plugin with isWALArchiver: true.',
    source: 'CloudNativePG 1.30: api/v1/cluster_funcs.go, GetEnabledWALArchivePluginName',
    places: inEachCluster(({ before, after }) =>
      archivesWal(before) && !archivesWal(after) ? [placeIn(after, ['spec', 'plugins'])] : [],
    ),
  },
  {
    id: 'retention-shortened',
    level: 'warning',
    summary: 'A shorter retention deletes backups.',
    detail:
      'Within the hour the primary deletes every base backup and all WAL that the new policy does not keep. Taking the change back does not bring them back.',
    remedy: 'Copy away what may still be needed, then shorten it.',
    source: 'Barman Cloud plugin 0.14: internal/cnpgi/instance/retention.go',
    places: inEachChange(
      ({ action, impact: { rule } }) =>
        action === 'lose' && (rule === 'store-retention' || rule === 'cluster-backup-retention'),
    ),
  },
  {
    id: 'backups-end',
    level: 'warning',
    summary: 'No more base backups are taken by this schedule.',
    detail: 'A restore then replays all WAL since the last one, and retention keeps that one for ever.',
    remedy: 'Keep one schedule that is not suspended.',
    source: 'CloudNativePG 1.30: internal/controller/scheduledbackup_controller.go',
    places: inEachChange(
      ({ impact: { object, path, before, after } }) =>
        object.kind === 'ScheduledBackup' &&
        ((path.length === 0 && after === undefined && before !== undefined) ||
          (path.at(-1) === 'suspend' && after === true)),
    ),
  },
  {
    id: 'object-still-needed',
    level: 'error',
    summary: 'Something that the cluster refers to goes.',
    detail:
      'Without its catalog the operator stops at "Cluster has incomplete or invalid image catalog" and does nothing more for the cluster; without its store no WAL is archived, and the volume fills.',
    remedy: 'Take the reference out first, or keep the object.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_image.go; Barman Cloud plugin 0.14',
    places: inEachChange(
      ({ impact: { object, path, after }, situation: { cluster } }) =>
        ['ObjectStore', 'ImageCatalog', 'ClusterImageCatalog'].includes(object.kind) &&
        path.length === 0 &&
        after === undefined &&
        cluster.before !== undefined &&
        cluster.after !== undefined,
    ),
  },
  {
    id: 'bootstrap-ignored',
    level: 'warning',
    summary: 'Bootstrap of a cluster that exists does nothing.',
    detail:
      'It is read once, when the first instance is made. Database, owner, locale, checksums or a recovery target that are changed here are not what the cluster has.',
    remedy: 'Change the database by SQL or through a Database object; for a recovery make a new cluster.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_create.go',
    places: inEachChange(({ impact: { rule } }) => rule === 'cluster-bootstrap'),
  },
  {
    id: 'replica-promoted',
    level: 'warning',
    summary: 'The replica cluster is promoted, and two clusters can then take writes.',
    detail:
      'A promotion starts a timeline of its own at once, whether the source was demoted or not. Without a promotion token what the source wrote last may be missing.',
    remedy: 'Demote the source first and give its demotion token as promotionToken.',
    source: 'CloudNativePG 1.30: pkg/promotiontoken; replica cluster documentation',
    places: inEachCluster(({ before, after, changes }) =>
      isReplica(before) && !isReplica(after) && valueAt(after, ['spec', 'replica', 'promotionToken']) === undefined
        ? judgedBy(changes, 'cluster-replica-switch').map(placeOf)
        : [],
    ),
  },
];

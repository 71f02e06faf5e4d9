import { bytesOf } from '../quantity-meaning.ts';
import { systemOf, requestedImage } from '../image-version.ts';
import { inEachChange, inEachCluster, judgedBy, placeOf, type HazardRule } from './hazard-rule.ts';

/** A volume that grows by more than this is more likely a slip than a plan. */
const USUAL_GROWTH = 2;

/** What a change does to volumes and to the data on them. */
export const storageHazards: readonly HazardRule[] = [
  {
    id: 'storage-growth',
    level: 'warning',
    summary: 'A volume grows to more than twice its size.',
    detail: 'A volume never shrinks again. Clouds allow one resize per volume in some hours, so the next one waits.',
    remedy: 'Look at the unit, Gi and not Ti; then grow it if it is meant.',
    source: 'CloudNativePG 1.30: webhook, validateStorageChange; Kubernetes: volume expansion',
    places: inEachChange(({ impact: { rule, before, after } }) => {
      const [was, is] = [bytesOf(before), bytesOf(after)];
      return rule === 'cluster-volume-size' && was !== undefined && is !== undefined && is > USUAL_GROWTH * was;
    }),
  },
  {
    id: 'volume-class-kept',
    level: 'warning',
    summary: 'The volumes that exist keep their old storage class.',
    detail: 'Only instances that are made later get the new one, so the standbys differ from one another from then on.',
    remedy:
      'To move the data, add an instance, wait for it, and take an old one away, one after another; then switch over.',
    source: 'Kubernetes: the storage class of a claim is immutable',
    places: inEachChange(
      ({ impact: { rule, path } }) => rule === 'cluster-volume-class' && path.includes('storageClass'),
    ),
  },
  {
    id: 'major-upgrade',
    level: 'warning',
    summary: 'A major upgrade leaves the old backups and the statistics behind.',
    detail:
      'Backups and WAL of the old version do not restore to a time after the upgrade. pg_upgrade takes no statistics along before version 18, so queries are planned blindly until ANALYZE has run. Extensions may need ALTER EXTENSION … UPDATE. If pg_upgrade fails, putting the old version back brings the cluster back; once it is through, only a restore does.',
    remedy:
      'Rehearse it on a restored copy. Take a base backup before and at once after it, and run vacuumdb --analyze-in-stages.',
    source: 'CloudNativePG 1.30: pkg/reconciler/majorupgrade; PostgreSQL: pg_upgrade',
    places: inEachChange(({ action }) => action === 'major-upgrade'),
  },
  {
    id: 'operating-system-changed',
    level: 'warning',
    summary: 'The new image has another operating system, which may sort text differently.',
    detail:
      'Indexes on text that were built with the old collation library can miss rows or take duplicates. Nothing tells so until it is noticed; PostgreSQL only warns of a collation version mismatch. Locale C is not concerned.',
    remedy:
      'Change the system apart from the version, then REINDEX what is sorted by a collation of libc or ICU, and ALTER … REFRESH COLLATION VERSION.',
    source: 'PostgreSQL: ALTER COLLATION, notes; CloudNativePG: image catalogs by Debian release',
    places: inEachCluster(({ before, after, all, changes }) => {
      const was = systemOf(requestedImage(before, all.before).image ?? '');
      const is = systemOf(requestedImage(after, all.after).image ?? '');
      return was !== undefined && is !== undefined && was !== is
        ? judgedBy(changes, 'cluster-image', 'catalog-image')
            .filter(({ action }) => action !== 'nothing')
            .map(placeOf)
        : [];
    }),
  },
];

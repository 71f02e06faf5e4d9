import type { FieldChange } from '../field-changes.ts';
import { bytesOf } from '../quantity-meaning.ts';
import type { ImpactRule, Verdict } from '../rule.ts';
import { rulesOf } from './define-rule.ts';

const RESIZE = 'CloudNativePG 1.30: pkg/reconciler/persistentvolumeclaim/existing.go, reconcilePVCQuantity';
const WEBHOOK = 'CloudNativePG 1.30: internal/webhook/v1/cluster_webhook.go';
const VOLUMES = ['spec.storage', 'spec.walStorage', 'spec.tablespaces.*.storage'];
const each = (field: string): readonly string[] => VOLUMES.map((volume) => `${volume}.${field}`);

/** Volumes, and the tablespaces on them. */
export const clusterStorageRules: readonly ImpactRule[] = rulesOf('Cluster', [
  {
    id: 'cluster-volume-size',
    paths: [...each('size'), ...each('pvcTemplate.resources.requests.storage')],
    action: 'nothing',
    effect: 'Every volume is grown while it is in use, where its storage class can; PostgreSQL is not touched.',
    reason: 'The operator raises the request of the claims; pods stay.',
    source: RESIZE,
    judge: sizeVerdict,
  },
  {
    id: 'cluster-volume-class',
    paths: [...each('storageClass'), ...each('pvcTemplate.**')],
    action: 'nothing',
    effect: 'Volumes that exist stay as they are; only those of later instances are made that way.',
    reason: 'A claim keeps its storage class for life, and the operator does not move data.',
    source: 'CloudNativePG 1.30: pkg/reconciler/persistentvolumeclaim/create.go',
  },
  {
    id: 'cluster-volume-resize',
    paths: each('resizeInUseVolumes'),
    absent: true,
    action: 'nothing',
    effect: 'Nothing that runs is touched; it says whether later growth reaches volumes that are in use.',
    reason: 'The operator reads it when a size changes.',
    source: 'CloudNativePG 1.30: api/v1/cluster_funcs.go, ShouldResizeInUseVolumes',
  },
  {
    id: 'cluster-wal-storage',
    paths: ['spec.walStorage'],
    action: 'replace-pods',
    reason: 'A pod without the WAL volume is made anew with it, and pg_wal is moved there before PostgreSQL starts.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_upgrade.go, checkHasMissingPVCs',
    judge: ({ after }) =>
      after === undefined
        ? {
            action: 'refused',
            reason: 'The webhook does not let a WAL volume go.',
            source: `${WEBHOOK}, validateWalStorageChange`,
          }
        : { action: 'replace-pods' },
  },
  {
    id: 'cluster-tablespace',
    paths: ['spec.tablespaces', 'spec.tablespaces.*', 'spec.tablespaces.*.name'],
    action: 'replace-pods',
    reason: 'The tablespace has a volume of its own, which every pod mounts.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_upgrade.go, checkHasMissingPVCs',
    judge: ({ after }) =>
      after === undefined
        ? {
            action: 'refused',
            reason: 'The webhook does not let a tablespace go.',
            source: `${WEBHOOK}, validateTablespacesChange`,
          }
        : { action: 'replace-pods' },
  },
  {
    id: 'cluster-tablespace-temporary',
    paths: ['spec.tablespaces.*.temporary'],
    absent: false,
    action: 'reload',
    reason: 'Temporary tablespaces are the value of temp_tablespaces.',
    source: 'CloudNativePG 1.30: pkg/postgres/configuration.go, TemporaryTablespaces',
  },
  {
    id: 'cluster-tablespace-owner',
    paths: ['spec.tablespaces.*.owner.**'],
    action: 'sql',
    reason: 'The instance manager of the primary runs ALTER TABLESPACE … OWNER TO.',
    source: 'CloudNativePG 1.30: internal/management/controller/tablespaces',
  },
]);

/** Compared as numbers, as the webhook does: 1Gi to 1G is a shrink. */
function sizeVerdict({ before, after }: FieldChange): Verdict {
  const old = bytesOf(before);
  const now = bytesOf(after);
  if (old === undefined || now === undefined)
    return { action: 'nothing', effect: 'Every volume is grown if the new size is larger.', certain: false };
  if (old === now) return { action: 'nothing', effect: 'Both texts are the same size.' };
  return now > old
    ? { action: 'nothing' }
    : {
        action: 'refused',
        reason: 'A volume does not shrink, and the webhook says so.',
        source: `${WEBHOOK}, validateStorageChange`,
      };
}

import type { Outcome } from './rule.ts';

/**
 * What each warning of change-impact means for merging. Errors are denied. A warning asks for an override where the change takes away
 * something that putting the old files back does not bring back, takes away safety that nobody sees is gone, or can leave a database that
 * does not start; of the others it is enough to know.
 */
export const HAZARD_LEVELS: Readonly<Record<string, Extract<Outcome, 'warned' | 'needs-override'>>> = {
  'archive-moves': 'needs-override',
  'retention-shortened': 'needs-override',
  'backups-end': 'needs-override',
  'replica-promoted': 'needs-override',
  'bootstrap-ignored': 'warned',
  'slot-keep-lowered': 'warned',
  'slots-lowered': 'needs-override',
  'wal-level-lowered': 'needs-override',
  'standby-parameters-both-ways': 'warned',
  'extension-dropped': 'needs-override',
  'primary-waits': 'warned',
  'waiting-update-goes-on': 'warned',
  'single-instance-rollout': 'warned',
  'long-smart-shutdown': 'warned',
  'switchover-twice': 'warned',
  'storage-growth': 'needs-override',
  'volume-class-kept': 'warned',
  'major-upgrade': 'needs-override',
  'operating-system-changed': 'needs-override',
  'synchronous-no-spare': 'needs-override',
  'rollout-stops-writes': 'warned',
  'durability-lowered': 'needs-override',
  'failover-quorum-off': 'needs-override',
  'standby-lost': 'needs-override',
  'left-behind': 'warned',
  'protection-removed': 'needs-override',
  'operator-kept-out': 'needs-override',
  'pool-mode-transaction': 'warned',
  'certificate-name-removed': 'needs-override',
};

/** Hazards that are rules of their own here, because more than one cluster or the facts count too. */
export const JUDGED_APART: ReadonlySet<string> = new Set([
  'several-disruptions',
  'storage-with-rollout',
  'several-instances-removed',
]);

import type { TimelineId, WalSegment } from '@postgres-ha/postgres-storage';
import type { LsnRange } from '../catalogue.ts';
import type { TimelinePath } from '../timelines/timeline-path.ts';
import type { MissingSegments } from './replay-reach.ts';

/** Every position that can be restored from one backup along one timeline, by the names of what is there. */
export interface RecoverableInterval extends LsnRange {
  readonly backupId: string;
  /** `recovery_target_timeline`. */
  readonly timeline: TimelineId;
  readonly path: TimelinePath;
  readonly segmentSizeBytes: number;
  /** When the backup reached consistency: `end_time`. */
  readonly fromTime?: Date;
  /** When the last segment came into the store, by its clock: moments up to shortly before can be restored. */
  readonly toTime?: Date;
  /** The last segment that replay gets. */
  readonly lastSegment: WalSegment;
  readonly lastSegmentName: string;
  readonly stops: IntervalStop;
  /** All that is missing on the way to the newest segment of the timeline. */
  readonly holes: readonly MissingSegments[];
}

/** Why an interval ends. */
export type IntervalStop =
  /** Nothing behind it was archived yet. `awaits` is the name of what comes next. */
  | { readonly kind: 'newest-archived'; readonly awaits: string }
  | { readonly kind: 'hole'; readonly missing: MissingSegments };

/** What can be restored from one backup. */
export type BackupRecovery = { readonly backupId: string } & (
  | {
      readonly kind: 'recoverable';
      /** One per timeline that can be reached; the backup's own first. */
      readonly intervals: readonly [RecoverableInterval, ...RecoverableInterval[]];
      readonly latest: LatestTimeline;
    }
  | {
      /** Not even the end of the backup can be reached. */
      readonly kind: 'not-recoverable';
      readonly because: string;
      /** What is missing between its begin and its end. */
      readonly missing: readonly MissingSegments[];
    }
  | { readonly kind: 'unknown'; readonly because: string }
);

/** Where `recovery_target_timeline = latest` leads, which is what CloudNativePG uses. */
export type LatestTimeline =
  | { readonly kind: 'timeline'; readonly timeline: TimelineId }
  /** PostgreSQL refuses: the backup was made on a branch that the newest timeline does not come from. */
  | { readonly kind: 'not-a-child'; readonly timeline: TimelineId }
  /** PostgreSQL refuses the history. */
  | { readonly kind: 'malformed'; readonly timeline: TimelineId; readonly object: string }
  | { readonly kind: 'unknown'; readonly because: string };

/** What of a timeline can be restored, over all backups. */
export interface TimelineCoverage {
  readonly timeline: TimelineId;
  /** From where it began, or the oldest segment, to the end of the newest. */
  readonly extent: LsnRange;
  /** In order, apart from each other; each with all backups that lead there. */
  readonly recoverable: readonly (LsnRange & { readonly backupIds: readonly string[] })[];
  /** The rest of the extent: moments that cannot be restored, or of which nobody knows. */
  readonly lost: readonly (LsnRange & { readonly because: LostBecause })[];
}

export type LostBecause =
  /** Older than what any backup reaches: normal where retention leaves segments. */
  | { readonly kind: 'before-first-backup' }
  /** A hole lies between every earlier backup and these moments. */
  | { readonly kind: 'behind-hole'; readonly missing: MissingSegments }
  /** No backup leads to this timeline. */
  | { readonly kind: 'no-backup-leads-here' }
  /** A look that failed: what could not be read may lead here. */
  | { readonly kind: 'unknown'; readonly because: string };

export interface Recoverability {
  /** Of all backups, by id. */
  readonly backups: readonly BackupRecovery[];
  /** Ascending; only those with segments of their own. */
  readonly timelines: readonly TimelineCoverage[];
}

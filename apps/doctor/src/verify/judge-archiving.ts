import type { Evidence, InstanceAnswer } from '@postgres-ha/diagnosis';
import {
  formatSegmentName,
  parseLsn,
  segmentContaining,
  timelineId,
  type TimelineId,
} from '@postgres-ha/postgres-storage';
import { failed, ok, unknown, type Proof } from '../proof.ts';
import { whyUnseen } from '../fields.ts';
import { hasObjectStore, primaryAnswer } from './judge-installation.ts';

const PLACE = { id: 'archiving', question: 'WAL is archived as it is written' };
/** An archive_timeout of five minutes, a busy archiver, and clocks that differ. */
const RECENT_MS = 15 * 60_000;

/**
 * Proven by a segment that was archived a short while ago, or, of a cluster that writes nothing, by the last finished segment being the last one archived.
 * Where the object store was asked, the segment must lie there: an archiver may believe too much.
 */
export function judgeArchiving(evidence: Evidence): Proof {
  const { cluster, objectStore } = evidence;
  if (cluster.kind === 'seen' && !hasObjectStore(cluster.value)) {
    return evidence.intent.kind === 'seen' && evidence.intent.value.backup === 'configured'
      ? failed(PLACE, 'Git wants backups, and the Cluster has no archiver', 'Let Argo CD sync.')
      : ok(PLACE, 'this cluster is to have no backups');
  }
  const primary = primaryAnswer(evidence);
  if (primary === undefined) return unknown(PLACE, 'no primary answered by SQL');
  const { archiver, askedAt } = primary.answer;
  const { lastArchived, lastArchivedAt, lastFailed, lastFailedAt } = archiver;
  if (lastFailedAt !== null && (lastArchivedAt === null || lastFailedAt > lastArchivedAt)) {
    return failed(
      PLACE,
      `${primary.pod} failed to archive ${lastFailed ?? '?'} at ${lastFailedAt}; last archived: ${lastArchived ?? 'never'}`,
      "Run `doctor diagnose`: it asks the object store with the cluster's own keys.",
    );
  }
  if (lastArchived === null || lastArchivedAt === null) {
    return unknown(
      PLACE,
      `${primary.pod} has archived nothing yet; \`SELECT pg_switch_wal()\` after a change makes a segment, or wait for archive_timeout`,
    );
  }
  if (objectStore.kind === 'seen') {
    const { found, destination } = objectStore.value;
    if (found === null)
      return unknown(PLACE, `${primary.pod} archived ${lastArchived}; what lies in ${destination} could not be listed`);
    const segment = lastArchived.slice(0, 24);
    if (found.newestWal === null || found.newestWal < segment) {
      return failed(
        PLACE,
        `${primary.pod} says that it archived ${segment}, and the newest in ${destination} is ${found.newestWal ?? 'none'}`,
        'Another cluster or a lifecycle rule may remove from that folder: run `backup-verifier run`.',
      );
    }
  }
  const proof =
    objectStore.kind === 'seen' ? 'and it lies in the object store' : `the object store: ${whyUnseen(objectStore)}`;
  const recent = Date.parse(askedAt) - Date.parse(lastArchivedAt) <= RECENT_MS;
  if (recent || finishedIsArchived(primary.answer)) {
    const why = recent ? `at ${lastArchivedAt}` : `at ${lastArchivedAt}, and nothing was finished since`;
    return ok(PLACE, `${primary.pod} archived ${lastArchived} ${why}; ${proof}`);
  }
  return unknown(
    PLACE,
    `${primary.pod} archived ${lastArchived} at ${lastArchivedAt}; ${primary.answer.readySegments ?? '?'} segments wait, now at ${primary.answer.position ?? '?'}`,
  );
}

/** Whether the segment before the one that is being written was archived, and none waits. */
function finishedIsArchived({ archiver, position, timeline, settings, readySegments }: InstanceAnswer): boolean {
  const at = position === null ? undefined : parseLsn(position);
  const size = sizeOf(settings['wal_segment_size'] ?? '');
  const line = timelineOf(timeline);
  if (at === undefined || size === undefined || line === undefined || readySegments !== 0) return false;
  const current = segmentContaining(at, line, size);
  const before = formatSegmentName({ ...current, number: current.number - 1 }, size);
  return archiver.lastArchived?.startsWith(before) === true;
}

function timelineOf(number: number): TimelineId | undefined {
  try {
    return timelineId(number);
  } catch {
    return undefined;
  }
}

/** As `SHOW` prints it: `16MB`. */
function sizeOf(setting: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+)(MB|GB|kB)$/.exec(setting) ?? [];
  const bytes = { kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 }[unit];
  return amount === undefined || bytes === undefined ? undefined : Number(amount) * bytes;
}

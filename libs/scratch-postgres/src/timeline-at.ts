import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatTimelineId, parseTimelineHistory, type Lsn, type TimelineId } from '@postgres-ha/postgres-storage';
import type { Scratch } from './scratch.ts';

/** The timeline of the record that ends at this LSN, by the history that the server followed. */
export async function timelineAt(
  { paths: { data } }: Scratch,
  { reachedLsn, target }: { readonly reachedLsn: Lsn; readonly target: TimelineId },
): Promise<TimelineId> {
  const file = join(data, 'pg_wal', `${formatTimelineId(target)}.history`);
  const text = await readFile(file, 'utf8').catch(() => '');
  const parsed = parseTimelineHistory(target, text);
  if (parsed.kind === 'malformed') return target;
  return parsed.history.ancestors.find(({ switchPoint }) => reachedLsn <= switchPoint)?.timeline ?? target;
}

import type { ProofLevel } from '@postgres-ha/backup-catalog';

/** Levels that read what a backup holds. */
export type ContentLevel = Exclude<ProofLevel, 'L0' | 'L1'>;

/** Whether a level needs a server at all. */
export function starts(level: ProofLevel): boolean {
  return level === 'L3' || replaysAll(level);
}

/** Whether a level replays WAL to the end of the way, rather than to where the backup is consistent. */
export function replaysAll(level: ProofLevel): boolean {
  return level === 'L4' || level === 'L5';
}

/** What was looked at by a replay that reached its goal. The data is a matter of its own. */
export function replayedLevels(level: ContentLevel): readonly ProofLevel[] {
  return replaysAll(level) ? ['L3', 'L4'] : ['L3'];
}

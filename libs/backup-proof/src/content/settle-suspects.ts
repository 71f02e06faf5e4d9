import type { ProofFinding } from './proof-finding.ts';
import { suspectKey, type SuspectBlock } from './suspect-blocks.ts';

export interface SettlingWal {
  /** Keys of blocks that WAL from begin to end of the backup writes anew as a whole. */
  readonly restored: ReadonlySet<string>;
  /** Whether all of that WAL was read without a problem. */
  readonly complete: 'all' | 'not all';
}

/**
 * A page that was written while it was copied can be torn; WAL then holds the whole of it, since full-page writes are on during a backup.
 * A page that is wrong and that no WAL writes anew is damaged. Where the WAL was not read to its end, nobody can say.
 */
export function settleSuspects(
  suspects: readonly SuspectBlock[],
  { restored, complete }: SettlingWal,
): readonly ProofFinding[] {
  return suspects
    .filter((suspect) => !restored.has(suspectKey(suspect)))
    .map(({ object, member, block, detail }) => ({
      id: 'page-damaged',
      level: 'L2',
      weight: complete === 'all' ? 'damaged' : 'unknown',
      object,
      place: `${member}, block ${block}`,
      found: detail,
      expected:
        complete === 'all'
          ? 'a page that is what was written, or WAL of this backup that writes it anew'
          : 'WAL of this backup to settle whether it writes the page anew; it could not be read',
      remedy:
        'Restore from another backup. Was the page broken before it was copied? Run amcheck on the primary and look at its disks.',
    }));
}

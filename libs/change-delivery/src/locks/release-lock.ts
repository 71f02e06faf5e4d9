import type { Target } from '@postgres-ha/change-request';
import type { Desk } from '../desk.ts';
import { untilItHolds } from '../later.ts';
import type { HolderSeen } from './lock.ts';
import { lookAtLock } from './look-at-lock.ts';
import { decideUnlock } from './unlock.ts';

export type LockRelease =
  | { readonly kind: 'released'; readonly pullRequest: Pick<HolderSeen, 'number' | 'url'> | undefined }
  | { readonly kind: 'not-locked' }
  /** There is work of people in it. */
  | {
      readonly kind: 'kept';
      readonly branch: string;
      readonly pullRequest: Pick<HolderSeen, 'number' | 'url'> | undefined;
    };

export interface ReleaseWanted {
  /** Markdown: what the pull request that is closed says. */
  readonly because: string;
  /** Called before the first thing is written; what it throws ends it. */
  readonly guard: () => Promise<void>;
}

/** Closes the pull request that holds a target, and deletes its branch while it is the bot's own. @throws Later */
export function releaseLock(desk: Desk, target: Target, wanted: Partial<ReleaseWanted> = {}): Promise<LockRelease> {
  const { because = 'Closed, and its lock released by whoever runs the bot.', guard } = wanted;
  const { repository, signal } = desk;
  return untilItHolds(async () => {
    const seen = await lookAtLock(desk, target);
    const decision = decideUnlock(seen);
    if (decision.kind === 'not-locked') return { kind: 'not-locked' };
    const { holder } = decision;
    if (decision.kind === 'keep') return { kind: 'kept', branch: seen.branch, pullRequest: holder };
    await guard?.();
    if (holder !== undefined) await repository.pullRequests.close(holder.number, because, { signal });
    if (decision.head !== undefined) {
      const removal = await repository.deleteBranch(seen.branch, decision.head, { signal });
      if (removal.kind === 'kept') return 'moved';
    }
    return { kind: 'released', pullRequest: holder };
  });
}

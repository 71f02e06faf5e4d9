import type { Target } from '@postgres-ha/change-request';
import { inlineCode, link } from '@postgres-ha/markup';
import type { Desk } from '../desk.ts';
import { releaseLock } from '../locks/release-lock.ts';
import type { CommandResult } from './command-result.ts';

export interface UnlockWanted {
  readonly target: Target;
  readonly by: string;
  /** Where it was asked for. */
  readonly url: string;
  readonly guard: () => Promise<void>;
}

export async function unlock(desk: Desk, { target, by, url, guard }: UnlockWanted): Promise<CommandResult> {
  const because = `Closed, and its lock released: ${inlineCode(by)} asked for that in ${link('a comment', url)}.`;
  const release = await releaseLock(desk, target, { because, guard });
  switch (release.kind) {
    case 'released':
      return { kind: 'unlocked', target, pullRequest: release.pullRequest };
    case 'not-locked':
      return { kind: 'not-locked', target };
    case 'kept':
      return { kind: 'not-unlocked', branch: release.branch, pullRequest: release.pullRequest };
  }
}

import type { Judgement, NoPlan, PullRequestReading, Target } from '@postgres-ha/change-request';
import type { Problem } from '@postgres-ha/environment';
import type { GitHubProblem } from '@postgres-ha/github-api';
import type { OverrideSeen } from '../reviews/overrides-on.ts';

export interface PullRequestSeen {
  readonly number: number;
  readonly url: string;
}

/** What became of one command: what the reply says of it. */
export type CommandResult =
  | {
      readonly kind: 'proposed';
      readonly pullRequest: PullRequestSeen;
      readonly made: 'created' | 'updated' | 'there-already';
      /** Undefined: the change cannot be judged any more, as the pull request says. */
      readonly judgement: Judgement | undefined;
    }
  | { readonly kind: 'over'; readonly pullRequest: PullRequestSeen; readonly state: 'closed' | 'merged' }
  | { readonly kind: 'held'; readonly target: Target; readonly by: PullRequestSeen }
  | { readonly kind: 'foreign-branch'; readonly branch: string }
  | { readonly kind: 'not-planned'; readonly why: NoPlan }
  | { readonly kind: 'reviewed'; readonly pullRequest: PullRequestSeen; readonly reading: PullRequestReading }
  | { readonly kind: 'rendered'; readonly commit: string; readonly paths: readonly string[] }
  | { readonly kind: 'not-rendered'; readonly why: RenderObstacle }
  | { readonly kind: 'overridden'; readonly rule: string; readonly verdict: Judgement['verdict'] }
  | { readonly kind: 'not-overridden'; readonly rule: string; readonly why: OverrideObstacle }
  | { readonly kind: 'unlocked'; readonly target: Target; readonly pullRequest: PullRequestSeen | undefined }
  | { readonly kind: 'not-locked'; readonly target: Target }
  | { readonly kind: 'not-unlocked'; readonly branch: string; readonly pullRequest: PullRequestSeen | undefined }
  | { readonly kind: 'help'; readonly about: string | undefined }
  | { readonly kind: 'needs-pull-request' }
  | { readonly kind: 'pull-request-closed' }
  /** Who asked may not any more. */
  | { readonly kind: 'not-permitted'; readonly login: string }
  /** GitHub does not do it. */
  | { readonly kind: 'failed'; readonly operation: string; readonly problem: GitHubProblem };

export type RenderObstacle =
  | { readonly kind: 'fork' }
  | { readonly kind: 'default-branch' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

export type OverrideObstacle =
  | { readonly kind: 'flaw'; readonly flaw: NonNullable<OverrideSeen['flaw']> }
  /** Nothing of that name asks for one; these do. */
  | { readonly kind: 'not-asked-for'; readonly asking: readonly string[] }
  | { readonly kind: 'denied' }
  | { readonly kind: 'nothing-judged' };

/** Whether what was asked for is there now. */
export function isAchieved({ kind }: CommandResult): boolean {
  switch (kind) {
    case 'proposed':
    case 'reviewed':
    case 'rendered':
    case 'overridden':
    case 'unlocked':
    case 'not-locked':
    case 'help':
      return true;
    default:
      return false;
  }
}

import type { Comment, Repository } from './world.ts';

/** What happened in a repository, and by whom: what a webhook tells of. */
export type Change = { readonly repository: Repository; readonly by: string } & (
  | {
      readonly kind: 'comment';
      readonly action: 'created' | 'edited' | 'deleted';
      readonly comment: Comment;
      readonly before?: string;
    }
  | { readonly kind: 'issue'; readonly action: 'opened' | 'edited' | 'closed' | 'reopened'; readonly number: number }
  | { readonly kind: 'pull-request'; readonly action: PullRequestAction; readonly number: number }
  | {
      readonly kind: 'synchronize';
      readonly number: number;
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly kind: 'push';
      readonly ref: string;
      readonly before: string | undefined;
      readonly after: string | undefined;
      readonly forced: boolean;
    }
  | { readonly kind: 'check-rerequested'; readonly checkRun: number }
);

export type PullRequestAction = 'opened' | 'edited' | 'closed' | 'reopened' | 'ready_for_review' | 'converted_to_draft';

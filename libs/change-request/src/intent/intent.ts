import type { Command, PullRequestCommand, Target } from '../command/command.ts';

/** What is to become of the files: a command that changes them, wherever it came from (a comment, a form, a schedule, a command line). */
export type Intent = Exclude<Command, PullRequestCommand>;

export type IntentKind = Intent['kind'];

/** Who asked for it, where and when: named in the commit and in the pull request, and the key by which it is done once. */
export interface Origin {
  readonly kind: 'comment' | 'form' | 'schedule' | 'command-line';
  /** The same for each delivery of the same request: `comment-123`, `issue-45`, `schedule-maintenance-end-production/orders`. */
  readonly key: string;
  /** Login, without @; undefined for a schedule and a command line. */
  readonly by: string | undefined;
  readonly url: string | undefined;
  readonly at: Date;
}

/** The files that people write and that an intent edits, and how; in yaml-edit's terms. */
export interface FileEdit {
  readonly path: string;
  readonly expressions: readonly string[];
}

export type { Target };

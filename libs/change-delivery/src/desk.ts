import type { ReadFacts } from '@postgres-ha/cluster-facts';
import { mayWrite, type GitHubRepository, type IssueComment, type IssueRef } from '@postgres-ha/github-api';
import type { DeliveryOptions } from './delivery-options.ts';
import { Later } from './later.ts';

/** What all who work on one event share: the ports, and one moment for all that is decided. */
export interface Desk {
  readonly repository: GitHubRepository;
  readonly options: DeliveryOptions;
  readonly facts: ReadFacts;
  readonly digest: (text: string) => string;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** The bot's own login. */
  readonly self: string;
  /** Looked up each time: it may be taken away meanwhile. */
  readonly mayWrite: (login: string) => Promise<boolean>;
  /** @throws Later where the list is behind: what it lacks would be taken for not there */
  readonly thread: (number: number) => Promise<Thread>;
}

/** An issue or a pull request as a place where people talk. */
export interface Thread {
  readonly ref: IssueRef;
  /** Oldest first; at least as many as there were when it was asked for. */
  readonly comments: readonly IssueComment[];
}

const LIST_BEHIND_MS = 10_000;
/** More than a list shows. */
const MOST_COMMENTS = 3000;

export async function openDesk(options: DeliveryOptions, signal: AbortSignal): Promise<Desk> {
  const { repository, facts, clock, digest } = options;
  return {
    repository,
    options,
    facts,
    digest,
    now: clock(),
    signal,
    self: await repository.issues.author({ signal }),
    mayWrite: async (login) => mayWrite(await repository.permission(login, { signal })),
    thread: async (number) => {
      const ref = await repository.issueRef(number, { signal });
      const counted = (await repository.issues.get(ref, { signal }))?.comments ?? 0;
      const comments = await repository.issues.comments(ref, { signal });
      if (comments.length < Math.min(counted, MOST_COMMENTS))
        throw new Later('comments-not-listed-yet', LIST_BEHIND_MS);
      return { ref, comments };
    },
  };
}

import type { PullRequestReading } from '@postgres-ha/change-request';
import type { Desk, Thread } from '../desk.ts';
import { checkOf, reviewOf, type ReadingSaid } from '../texts.ts';
import { checkIdOf, putCheck } from './check.ts';
import { putSticky, type StickyWanted } from './sticky.ts';

export interface Shown extends ReadingSaid, Pick<StickyWanted, 'begin'> {
  readonly thread: Thread;
  readonly reading: PullRequestReading;
}

/** The check run on the commit that was read says what was made of it, and so does the comment. */
export async function show(desk: Desk, { thread, reading, begin, ...said }: Shown): Promise<void> {
  const { head, number } = said.pullRequest;
  await putCheck(desk, { headSha: head.sha, externalId: checkIdOf(number), content: checkOf(desk, reading, said) });
  await putSticky(desk, { thread, begin, body: reviewOf(desk, reading, said) });
}

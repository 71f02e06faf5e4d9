import type { PullRequest } from '@postgres-ha/github-api';
import type { Desk } from '../desk.ts';
import { readClaim } from '../locks/claim.ts';
import { changeOriginOf } from '../texts.ts';

/** How far back the bot's own commit is looked for on a branch that people went on with. */
const MOST_COMMITS = 20;

/**
 * Who asked for what a pull request of the bot's holds, where people went on with its branch: by the bot's commit below theirs, and by the text. Anybody
 * who may write can change the text, so that it can add somebody, and takes nobody away.
 */
export async function requestersOf(desk: Desk, { head, body }: PullRequest): Promise<readonly string[]> {
  const { repository, signal, self } = desk;
  const found = [changeOriginOf(body)?.by];
  let sha: string | undefined = head.sha;
  for (let count = 0; sha !== undefined && count < MOST_COMMITS; count++) {
    const commit = await repository.commit(sha, { signal });
    const claim = commit?.author === self ? readClaim(commit.message) : undefined;
    if (claim !== undefined) {
      found.push(claim.by);
      break;
    }
    sha = commit?.parents[0];
  }
  return found.filter((login) => login !== undefined);
}

import { createHash } from 'node:crypto';
import { branchOf, printCommand, type ChangePlan, type Origin } from '@postgres-ha/change-request';
import type { Desk } from '../desk.ts';
import { claimExpiry, planTexts } from '../texts.ts';
import { withClaim, type Claim } from './claim.ts';
import { contentDigest } from './own-commit.ts';

export interface PlanPublication {
  readonly plan: ChangePlan;
  readonly origin: Origin;
  /** What the branch is at. With a claim: of the same request, by an earlier attempt. */
  readonly over:
    { readonly expected: 'absent' | { readonly head: string } } | { readonly head: string; readonly claim: Claim };
  readonly guard?: () => Promise<void>;
}

/**
 * Puts a plan's files on its target's branch as one commit, where the branch is what it was seen to be.
 * @returns the commit; undefined where the branch is something else by now
 */
export async function publishPlan(
  desk: Desk,
  { plan, origin, over, guard }: PlanPublication,
): Promise<string | undefined> {
  const content = planDigest(plan, desk.digest);
  if ('claim' in over && over.claim.plan === plan.hash && over.claim.content === content) return over.head;
  const message = withClaim(planTexts(desk, plan, origin).commitMessage, {
    plan: plan.hash,
    request: origin.key,
    expires: claimExpiry(desk),
    command: printCommand(plan.intent),
    by: origin.by,
    at: origin.at,
    url: origin.url,
    content,
  });
  const published = await desk.repository.publish(
    {
      branch: branchOf(plan.target),
      base: plan.base,
      files: plan.files.map(({ path, after }) => ({ path, content: after ?? null })),
      message,
      expected: 'expected' in over ? over.expected : { head: over.head },
    },
    { signal: desk.signal, begin: guard },
  );
  return published.kind === 'published' ? published.commit : undefined;
}

/** What the commit of a plan does; the same as of the commit itself. */
export function planDigest({ files }: Pick<ChangePlan, 'files'>, digest: (text: string) => string): string {
  const ids = (which: 'before' | 'after'): ReadonlyMap<string, string> =>
    new Map(files.flatMap((file) => (file[which] === undefined ? [] : [[file.path, blobId(file[which])]])));
  return contentDigest({ before: ids('before'), after: ids('after') }, digest);
}

/** The id that Git gives a content. */
function blobId(content: string): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

import type { BotEvent } from '@postgres-ha/change-request';
import type { Desk } from '../desk.ts';
import { judge } from '../planning.ts';
import { groupCheckOf } from '../texts.ts';
import { putCheck } from './check.ts';

/**
 * The check of a merge queue's commit. Overrides were written on the pull requests, whose checks had to be good for them to be queued: here only what
 * nobody could override is in the way, which several changes may come to together.
 */
export async function reviewMergeGroup(
  desk: Desk,
  { head, base }: Extract<BotEvent, { readonly kind: 'merge-group' }>,
): Promise<'clean' | 'denied'> {
  const { repository, signal } = desk;
  const states = {
    base: await repository.state(base, { signal }),
    head: await repository.state(head, { signal }),
  };
  const reading = await judge(desk, { ...states, overrides: [] });
  const content = groupCheckOf(desk, reading, { head, base });
  await putCheck(desk, { headSha: head, externalId: `merge-group-${head}`, content });
  return content.conclusion === 'failure' ? 'denied' : 'clean';
}

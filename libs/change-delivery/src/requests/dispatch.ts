import { readComment, replyComment, type BotEvent } from '@postgres-ha/change-request';
import type { DeliveryOutcome } from '../delivery-outcome.ts';
import type { Desk } from '../desk.ts';
import { carryOut } from './carry-out.ts';
import { isAchieved } from './command-result.ts';
import { NotPermitted } from './not-permitted.ts';
import { outcomeOf } from './outcome-of.ts';
import { replyOutcome, type CommandDone } from './reply-outcome.ts';
import type { Request } from './request.ts';

/** It is on no pull request: what means something there only is refused. */
const NOWHERE = { kind: 'issue', number: 0 } as const;

/**
 * Carries out the commands of somebody who started a workflow by hand. There is no place to reply to: what a reply would say of what was not done is logged;
 * whoever runs it again gets the same pull request.
 */
export async function carryOutDispatch(
  desk: Desk,
  { key, author, body, url, at }: Extract<BotEvent, { readonly kind: 'dispatch' }>,
): Promise<DeliveryOutcome> {
  const reading = readComment(body);
  if (reading.kind === 'none') return { kind: 'nothing', because: 'no-command' };
  if (reading.kind === 'mistaken') return { kind: 'refused', because: 'mistaken' };
  if (author.kind === 'bot' || author.login === '' || !(await desk.mayWrite(author.login)))
    return { kind: 'refused', because: 'not-permitted' };
  const request: Request = {
    ...{ kind: 'command-line', key, on: NOWHERE, commentId: undefined, author, body, labels: [], url, at },
  };
  const done: CommandDone[] = [];
  for (const [position, { text, command }] of reading.commands.entries()) {
    try {
      done.push({ text, result: await carryOut(desk, { request, command, position }) });
    } catch (error) {
      if (!(error instanceof NotPermitted)) throw error;
      done.push({ text, result: { kind: 'not-permitted', login: error.login } });
    }
  }
  for (const { text, result } of done) {
    if (isAchieved(result)) continue;
    const said = replyComment(replyOutcome([{ text, result }]), { key }).replace(/^<!--.*-->\n/, '');
    desk.options.log('warn', 'not-done', { command: text, said });
  }
  return outcomeOf(done.map(({ result }) => result));
}

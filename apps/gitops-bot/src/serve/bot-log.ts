import type { Log } from '@postgres-ha/worker-runtime';
import type { Answered, AnsweredAbout } from '../webhooks/webhook-server.ts';
import type { Handled } from '../work/repository-lane.ts';
import { outcomeOf, whatOf } from './bot-view.ts';

/** A request that was taken is told when it is handled; one that was refused at once, and strangers' by metrics alone. */
export function logAnswered(log: Log, as: Answered, { deliveryId, event, because, error }: AnsweredAbout): void {
  const fields = { delivery: deliveryId, event, because };
  switch (as) {
    case 'not-kept':
      log.error('delivery-not-kept', { ...fields, error });
      return;
    case 'full':
    case 'too-large':
    case 'unreadable':
      log.warn(`delivery-${as}`, fields);
      return;
    case 'queued':
      log.info('delivery-queued', fields);
      return;
    default:
      log.debug(`delivery-${as}`, fields);
  }
}

export function logHandled(log: Log, { repository, what, tookMs, end }: Handled): void {
  const fields = {
    ...{ repository, what: whatOf(what), seconds: Math.round(tookMs) / 1000, outcome: outcomeOf(end) },
    ...(what !== 'tick' && { delivery: what.id, attempts: what.attempts }),
  };
  switch (end.kind) {
    case 'done':
      if (what === 'tick') log.debug('tick-done', fields);
      else log.info('delivery-done', { ...fields, outcomes: end.outcomes });
      return;
    case 'again':
      log.warn('delivery-again', { ...fields, because: end.because, notBefore: end.notBefore });
      return;
    case 'aside':
      log.error('delivery-aside', { ...fields, because: end.because, error: end.error });
      return;
    case 'failed':
      log.error(what === 'tick' ? 'tick-failed' : 'delivery-failed', {
        ...fields,
        because: end.because,
        error: end.error,
      });
  }
}

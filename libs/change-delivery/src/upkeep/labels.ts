import { GitHubError } from '@postgres-ha/github-api';
import type { DeliveryOptions } from '../delivery-options.ts';

/**
 * Sees to it that the labels of issue forms are there. They are looked for until that worked once: somebody who deletes one has it again when the bot
 * starts next. What GitHub does not do keeps nothing else from being done.
 */
export function openLabels({ repository, labels = [], log }: DeliveryOptions): (signal: AbortSignal) => Promise<void> {
  let areThere = labels.length === 0;
  return async (signal) => {
    if (areThere) return;
    try {
      await repository.issues.ensureLabels(labels, { signal });
      areThere = true;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof GitHubError)) throw error;
      log('warn', 'labels-failed', { error });
    }
  };
}

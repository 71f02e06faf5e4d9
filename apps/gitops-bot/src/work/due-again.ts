import type { AppDelivery } from '@postgres-ha/github-api';

const FIRST_MS = 5 * 60_000;

/**
 * Whether GitHub is asked to send something again now. Each attempt that fails too is a new one in its list: without a growing pause what the bot
 * never takes, such as a body that is too large, would be asked for with every tick for ever.
 */
export function isDueAgain(
  { deliveredAt, attempts }: Pick<AppDelivery, 'deliveredAt' | 'attempts'>,
  now: Date,
): boolean {
  if (attempts <= 1) return true;
  return now.getTime() - deliveredAt.getTime() >= FIRST_MS * 2 ** (attempts - 2);
}

import { follow } from './follow.ts';
import type { FollowOptions } from './follow-settings.ts';
import type { PostgresServer } from './postgres-server.ts';
import { watchPromotion, type Promotion } from './promotion.ts';
import { caughtUp } from './replication-state.ts';

export interface SwitchoverOptions extends FollowOptions {
  /** Between the steps, for who wants to look or to act there. */
  readonly onStep?: (step: 'stopped' | 'promoted' | 'rejoined') => void;
  readonly signal?: AbortSignal;
}

/**
 * A clean switchover: the primary is stopped fast, which sends all of its WAL to who streams, its standby is promoted,
 * and the old primary comes back as a standby of the new one. Nothing is lost, so nothing is rewound.
 */
export async function switchOver(
  { from, to }: { readonly from: PostgresServer; readonly to: PostgresServer },
  { onStep, signal, ...options }: SwitchoverOptions = {},
): Promise<Promotion> {
  await caughtUp({ primary: from, standby: to }, { ...(signal && { signal }) });
  await from.stop('fast');
  onStep?.('stopped');
  const promotion = await watchPromotion(to, { ...(signal && { signal }) });
  onStep?.('promoted');
  await follow(from, to, { ...options, ...(signal && { signal }) });
  onStep?.('rejoined');
  return promotion;
}

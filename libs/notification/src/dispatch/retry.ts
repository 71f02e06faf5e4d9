/** When a sink is tried again. */
export interface RetryPolicy {
  /** After the first failure; doubled with each, half of it left to chance. */
  readonly firstMs: number;
  readonly mostMs: number;
  /** Of what a sink refused: that takes a person, or a newer revision. */
  readonly refusedMs: number;
  /** A sink that asks for more than this is not believed. */
  readonly mostAskedMs: number;
}

export const RETRY: RetryPolicy = { firstMs: 1_000, mostMs: 60_000, refusedMs: 600_000, mostAskedMs: 3_600_000 };

/** @param failures one after the other, at least 1 @param random 0 up to, not including, 1 */
export function backOffMs(
  failures: number,
  {
    policy,
    random,
    askedMs,
  }: { readonly policy: RetryPolicy; readonly random: number; readonly askedMs?: number | undefined },
): number {
  const { firstMs, mostMs, mostAskedMs } = policy;
  const full = Math.min(firstMs * 2 ** Math.min(failures - 1, 30), mostMs);
  return Math.max(full / 2 + (full / 2) * random, Math.min(askedMs ?? 0, mostAskedMs));
}

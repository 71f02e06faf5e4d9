import type { ClusterFacts } from './cluster-facts.ts';

/** How long facts may count: an observer that died is noticed within a day, whatever it said of itself. */
export const MAX_LIFETIME_S = 86_400;

/** What in facts contradicts itself, as a sentence without its full stop; undefined where nothing does. */
export function contradiction({
  observedAt,
  expiresAt,
  health,
  instances: { wanted, ready },
  primary,
  newestProof,
}: ClusterFacts): string | undefined {
  if (expiresAt <= observedAt) return 'expiresAt is not after observedAt';
  if (expiresAt.getTime() - observedAt.getTime() > MAX_LIFETIME_S * 1000)
    return 'expiresAt is more than a day after observedAt';
  if (newestProof !== undefined && newestProof.provenAt > observedAt) return 'provenAt is after observedAt';
  if (health !== 'healthy') return undefined;
  if (primary === undefined) return 'health is healthy, and no primary is known';
  if (ready < wanted || ready === 0) return `health is healthy, and ${ready} of ${wanted} instances are ready`;
  return undefined;
}

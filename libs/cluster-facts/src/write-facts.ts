import type { ClusterFacts } from './cluster-facts.ts';
import { contradiction } from './contradiction.ts';
import { factsSchema, type PublishedFacts } from './facts-schema.ts';

/**
 * Facts as they are published: JSON with the keys in the order of the format, one newline at the end. The same facts are the same text.
 *
 * @throws RangeError where a reader would not take them
 */
export function writeFacts(facts: ClusterFacts): string {
  const wrong = contradiction(facts);
  if (wrong !== undefined) throw new RangeError(`These facts contradict themselves: ${wrong}.`);
  const { data, error } = factsSchema.safeParse(published(facts));
  if (data !== undefined) return `${JSON.stringify(data, null, 2)}\n`;
  const faults = error.issues.map(({ path, message }) => `${path.join('.')}: expected ${message}`);
  throw new RangeError(`These are no facts: ${faults.join('; ')}.`, { cause: error });
}

function published({ newestProof, ...facts }: ClusterFacts): PublishedFacts {
  return {
    version: 1,
    environment: facts.environment,
    cluster: facts.cluster,
    observedAt: facts.observedAt.toISOString(),
    expiresAt: facts.expiresAt.toISOString(),
    health: facts.health,
    instances: { wanted: facts.instances.wanted, ready: facts.instances.ready },
    primary: facts.primary ?? null,
    timeline: facts.timeline ?? null,
    archiving: facts.archiving,
    newestProof: newestProof === undefined ? null : { ...newestProof, provenAt: newestProof.provenAt.toISOString() },
  };
}

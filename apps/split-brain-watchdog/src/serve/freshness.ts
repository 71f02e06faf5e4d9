import type { Judgement, WatchedCluster } from '@postgres-ha/split-brain';

/** A member is fresh when it answered within so many rounds. */
const ROUNDS = 3;

export interface Fresh {
  readonly fresh: number;
  readonly of: number;
}

/** How many members answered just now. Whoever was not judged yet is not fresh. */
export function freshMembers(
  clusters: readonly { readonly cluster: WatchedCluster; readonly judgement: Judgement | undefined }[],
  { now, slackMs }: { readonly now: number; readonly slackMs: number },
): Fresh {
  const counts = clusters.map(({ cluster, judgement }) => {
    const oldest = now - ROUNDS * cluster.probeIntervalMs - slackMs;
    const answers = judgement?.members.map(({ lastAnswer }) => lastAnswer) ?? [];
    return { fresh: answers.filter((at) => at !== null && at >= oldest).length, of: cluster.members.length };
  });
  return counts.reduce((sum, { fresh, of }) => ({ fresh: sum.fresh + fresh, of: sum.of + of }), { fresh: 0, of: 0 });
}

/** Whether a look saw enough to end incidents: it hears somebody, does not doubt itself, and knows what it looks at. */
export function isComplete({ state, at, members, conditions }: Judgement, intervalMs: number): boolean {
  if (state === 'starting' || conditions.some((each) => each.state === 'observer-partitioned')) return false;
  return members.some(({ lastAnswer }) => lastAnswer !== null && lastAnswer >= at - ROUNDS * intervalMs);
}

import { STATE_NAMES, type Condition, type Judgement, type StateName } from '@postgres-ha/split-brain';
import type { Doubt } from './self-doubt.ts';

/** What is concluded from not seeing something. All else rests on what was seen. */
const ABSENCE: ReadonlySet<StateName> = new Set<StateName>([
  'no-primary',
  'unaccounted-primary',
  'blind',
  'replication-broken',
  'sync-degraded',
  'failover',
  'switchover',
]);

/**
 * What may be said while the observer doubts itself: proofs as they are, and what was known before; nothing that follows from silence since then.
 */
export function holdBack(
  judgement: Judgement,
  { doubt, observer }: { readonly doubt: Doubt; readonly observer: string },
): Judgement {
  const kept = judgement.conditions.filter(({ state, since }) => !ABSENCE.has(state) || since < doubt.since);
  const partitioned: Condition = {
    ...{ state: 'observer-partitioned', severity: 'warning', since: doubt.since },
    members: doubt.silent.get(judgement.cluster) ?? [],
    key: `observer-partitioned/${observer}`,
    ...{ proof: null, fork: null, lostWrites: [], deadline: null, actions: [] },
  };
  const conditions = [...kept.filter(({ state }) => state !== 'observer-partitioned'), partitioned].sort(
    (a, b) => STATE_NAMES.indexOf(a.state) - STATE_NAMES.indexOf(b.state),
  );
  return { ...judgement, state: conditions[0]?.state ?? 'observer-partitioned', conditions };
}

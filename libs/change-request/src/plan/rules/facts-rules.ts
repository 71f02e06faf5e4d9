import type { FactsReading } from '@postgres-ha/cluster-facts';
import { isRisky } from './risk.ts';
import { listed, nameOf, passed, type Rule, type Saying, type Situation } from './rule.ts';
import { blindSpots, NOTHING_RUNS } from './touched-clusters.ts';

/** Whether what is known of the running clusters is known at all. */
export const factsRules: readonly Rule[] = [
  {
    id: 'facts-unknown',
    summary: 'Is it known how the clusters that are touched are?',
    why: 'A cluster that has published nothing is neither healthy nor ill. What cannot be taken back, or takes the primary down, is not done blindly.',
    outcomes: ['unknown', 'needs-override'],
    judge: (situation) =>
      missing(situation, (because) => because !== 'expired', 'Nothing is known of') ??
      passed('Facts were published of every cluster that changes.'),
  },
  {
    id: 'facts-expired',
    summary: 'Is what is known of them recent enough to count?',
    why: 'What was true an hour ago says nothing of now: a failover takes seconds.',
    outcomes: ['unknown', 'needs-override'],
    judge: (situation) => {
      const expired = missing(situation, (because) => because === 'expired', 'What is known is too old of');
      if (expired !== undefined) return expired;
      const blind = blindSpots(situation);
      return blind.length === 0
        ? passed('The facts of every cluster that changes are recent enough.')
        : {
            outcome: 'unknown',
            summary: `There are no facts of ${listed(blind)} whose age could be told.`,
            remedy: 'Look at the cluster before you merge.',
          };
    },
  },
];

type Because = Extract<FactsReading, { readonly kind: 'unknown' }>['because'];

/** Undefined: facts of none are missing for such a reason. */
function missing({ changes, facts }: Situation, is: (because: Because) => boolean, what: string): Saying | undefined {
  if (facts.size === 0) return passed(NOTHING_RUNS);
  const blind = changes.flatMap((change) => {
    const reading = facts.get(nameOf(change));
    return reading?.kind === 'unknown' && is(reading.because) ? [{ change, reading }] : [];
  });
  const [first] = blind;
  if (first === undefined) return undefined;
  const names = listed(blind.map(({ change }) => nameOf(change)));
  const risky = blind.filter(({ change }) => isRisky(change)).map(({ change }) => nameOf(change));
  const summary = `${what} ${names}: ${first.reading.detail}`;
  if (risky.length === 0) {
    return { outcome: 'unknown', summary, remedy: 'Look at the cluster before you merge.' };
  }
  return {
    outcome: 'needs-override',
    summary: `${summary} The change is risky for ${listed(risky)}.`,
    remedy: 'Look at the cluster; then a second person may write /override with the reason, or wait for facts.',
  };
}

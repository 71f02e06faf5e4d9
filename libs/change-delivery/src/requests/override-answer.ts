import type { PullRequestReading } from '@postgres-ha/change-request';
import type { OverrideSeen } from '../reviews/overrides-on.ts';
import type { CommandResult } from './command-result.ts';

/** What is said of an override: whether it counts, or what is in its way. */
export function overrideAnswer(
  rule: string,
  { reading, seen }: { readonly reading: PullRequestReading; readonly seen: OverrideSeen },
): CommandResult {
  if (seen.flaw !== undefined) return { kind: 'not-overridden', rule, why: { kind: 'flaw', flaw: seen.flaw } };
  if (reading.kind !== 'judged') return { kind: 'not-overridden', rule, why: { kind: 'nothing-judged' } };
  const { rules, verdict } = reading;
  const outcome = rules.find(({ id }) => id === rule)?.outcome;
  if (outcome === 'overridden') return { kind: 'overridden', rule, verdict };
  if (outcome === 'denied') return { kind: 'not-overridden', rule, why: { kind: 'denied' } };
  const asking = rules.filter((each) => each.outcome === 'needs-override').map(({ id }) => id);
  return { kind: 'not-overridden', rule, why: { kind: 'not-asked-for', asking } };
}

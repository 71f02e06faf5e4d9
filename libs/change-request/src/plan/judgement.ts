import { compareDisruptions, worstDisruption } from '@postgres-ha/change-impact';
import type { RenderedState } from '@postgres-ha/cluster-change';
import type { Finding, Problem } from '@postgres-ha/environment';
import type { Judgement, Override } from './change-plan.ts';
import { calendarChanges } from './calendar-changes.ts';
import { applyOverrides, verdictOf } from './overrides.ts';
import type { Situation } from './rules/rule.ts';
import { ruleResults } from './rules/rules.ts';

/** Everything that is judged, and who wants it all the same. */
export interface Judged extends Situation {
  readonly overrides: readonly Override[];
  readonly requestedBy: string | undefined;
}

export function judgementOf({ overrides, requestedBy, ...situation }: Judged): Judgement {
  const { changes, facts, findings } = situation;
  const worstFirst = changes.toSorted((a, b) => compareDisruptions(b.impact.disruption, a.impact.disruption));
  const rules = ruleResults(situation);
  const judgement: Judgement = {
    changes: worstFirst,
    calendar: calendarChanges(situation.states),
    operators: operatorsOf(situation.states),
    disruption: worstDisruption(changes.map(({ impact }) => impact.disruption)),
    findings,
    facts,
    rules,
    verdict: verdictOf(rules),
  };
  return applyOverrides(judgement, overrides, requestedBy);
}

function operatorsOf(states: Situation['states']): readonly string[] {
  const versions = states.flatMap(
    ({ before, after }) => (after.environment ?? before.environment)?.operator.version ?? [],
  );
  return [...new Set(versions)].sort();
}

/** What the house rules find now and did not find before. A finding that only moved to another line is no new one. */
export function newFindings(
  before: Pick<RenderedState, 'findings'>,
  after: Pick<RenderedState, 'findings'>,
): readonly Finding[] {
  const known = new Set(before.findings.map(({ problem }) => signature(problem)));
  return after.findings.filter(({ problem }) => !known.has(signature(problem)));
}

function signature({ id, file, at, found }: Problem): string {
  return JSON.stringify([id, file, at, found]);
}

import { concernsOf, type Condition, type Judgement, type Severity, type StateName } from '@postgres-ha/split-brain';

/** A condition that is to be there at some time. */
export interface Milestone {
  readonly state: StateName;
  readonly severity?: Severity;
  readonly members?: readonly string[];
}

/** What a watchdog says while something happens, from the beginning to the end. */
export interface Expectation {
  /** In this order; others may lie between them. `healthy` is a judgement without any condition. */
  readonly inOrder: readonly Milestone[];
  /** At no time; `no-primary` may be noted, as it is after five seconds: on a busy machine a switchover takes longer. Nobody is told of a note. */
  readonly never: readonly StateName[];
  /** The worst that anything may be. `info` pages nobody. */
  readonly worst: Severity;
  /** What may be of any severity that `worst` does not allow. */
  readonly except?: readonly StateName[];
}

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/** What is not as expected, in words; empty where all is. */
export function deviations(judgements: readonly Judgement[], expected: Expectation): readonly string[] {
  return [...missing(judgements, expected), ...unwanted(judgements, expected)];
}

function missing(judgements: readonly Judgement[], { inOrder }: Expectation): readonly string[] {
  let from = 0;
  for (const [index, milestone] of inOrder.entries()) {
    const at = judgements.findIndex((judgement, place) => place >= from && reaches(judgement, milestone));
    if (at === -1) {
      const after = index === 0 ? 'at all' : `after ${inOrder[index - 1]?.state ?? ''}`;
      return [
        `${milestone.state} ${milestone.members?.join('+') ?? ''} ${milestone.severity ?? ''} is not seen ${after}`,
      ];
    }
    from = at;
  }
  return [];
}

function reaches(judgement: Judgement, milestone: Milestone): boolean {
  if (milestone.state === 'healthy') return judgement.state === 'healthy';
  return judgement.conditions.some((condition) => isOf(condition, milestone));
}

function isOf(condition: Condition, { state, severity, members }: Milestone): boolean {
  return (
    condition.state === state &&
    (severity === undefined || condition.severity === severity) &&
    (members === undefined || members.join('+') === condition.members.join('+'))
  );
}

function unwanted(judgements: readonly Judgement[], { never, worst, except = [] }: Expectation): readonly string[] {
  const found = new Set<string>();
  for (const judgement of judgements) {
    for (const { state, severity, members } of judgement.conditions) {
      if (never.includes(state) && !(state === 'no-primary' && severity === 'info'))
        found.add(`${state} ${members.join('+')} is seen, and must not be`);
      else if (RANK[severity] > RANK[worst] && !except.includes(state))
        found.add(`${state} ${members.join('+')} is ${severity}`);
    }
    if (worst !== 'info' || except.length > 0) continue;
    for (const { title } of concernsOf(judgement, { runbooks: null })) found.add(`a concern is raised: ${title}`);
  }
  return [...found];
}

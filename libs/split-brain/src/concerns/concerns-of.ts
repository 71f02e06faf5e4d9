import type { Concern, EvidenceLine } from '@postgres-ha/incident';
import type { Condition, Judgement, MemberView, PermittedAction, Proof } from '../judgement/judgement.ts';
import { explainState } from '../words/explain-state.ts';
import { lossEvidence, lossLists, lossSentence, type ToldLoss } from './loss-texts.ts';
import { counted, enumerated, shownLsn, shownOutcome } from './shown-text.ts';
import { titleOf } from './titles.ts';

export interface ConcernOptions {
  /** Address of the folder of runbooks, without a slash at its end; null without one. */
  readonly runbooks: string | null;
}

/**
 * What people are to be told of a judgement: one concern for each key, made of all conditions with that key that page. Names of the
 * cluster and of members are shown as the settings have them; of what servers wrote, only positions, numbers, times and names of
 * relations are, each only in its own form.
 */
export function concernsOf(judgement: Judgement, { runbooks }: ConcernOptions): readonly Concern[] {
  const groups = new Map<string, Condition[]>();
  for (const condition of judgement.conditions.filter(pages)) {
    groups.set(condition.key, [...(groups.get(condition.key) ?? []), condition]);
  }
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [concernOf([first, ...rest], { judgement, runbooks })],
  );
}

/** What is only for information never pages, nor does a state that people made on purpose. */
export function pages({ state, severity }: Condition): boolean {
  return severity !== 'info' && explainState(state).tells !== 'note';
}

type Conditions = readonly [Condition, ...Condition[]];

function concernOf(
  conditions: Conditions,
  { judgement, runbooks }: { readonly judgement: Judgement; readonly runbooks: string | null },
): Concern {
  const [worst] = conditions;
  const { state, key } = worst;
  const { meaning, steps } = explainState(state);
  const losses = lossesOf(conditions, judgement.members);
  const proof = conditions.find((condition) => condition.proof !== null)?.proof;
  return {
    key: `split-brain/${judgement.cluster}/${key}`,
    kind: `split-brain/${state}`,
    severity: severest(conditions),
    cluster: judgement.cluster,
    title: `${judgement.cluster}: ${titleOf(worst)}`,
    summary: [
      meaning,
      ...losses.map(lossSentence),
      ...deadline(conditions),
      ...conditions.slice(1).map((also) => `Also: ${titleOf(also)}.`),
    ].join(' '),
    evidence: [
      ...(proof == null ? [] : proofEvidence(proof)),
      ...forkEvidence(conditions),
      ...losses.flatMap(lossEvidence),
      ...judgement.members.filter(({ name }) => concernsMember(conditions, name)).map(memberEvidence),
    ],
    lists: losses.flatMap(lossLists),
    nextSteps: [...new Set([...steps, ...actionSteps(conditions)])],
    runbook: runbooks === null ? null : `${runbooks.replace(/\/+$/, '')}/split-brain.md#${state}`,
    sticky: conditions.some((condition) => condition.state === 'lost-writes') || losses.some(acknowledgedLoss),
  };
}

/** Each member's once: conditions of one incident tell of the same. One that still may commit is told alike, read to its end or not. */
function lossesOf(conditions: Conditions, members: readonly MemberView[]): readonly ToldLoss[] {
  const losses = new Map<string, ToldLoss>();
  for (const lost of conditions.flatMap(({ lostWrites }) => lostWrites)) {
    const role = members.find(({ name }) => name === lost.member)?.role;
    const open = lost.atLeast || role === 'primary' || role === 'unaccounted';
    if (!losses.has(lost.member)) losses.set(lost.member, { lost, open });
  }
  return [...losses.values()];
}

function acknowledgedLoss({ lost: { basis, commits, unacknowledged } }: ToldLoss): boolean {
  return basis === 'counted' && commits > unacknowledged;
}

function severest(conditions: Conditions): Concern['severity'] {
  const order = ['critical', 'warning', 'info'] as const;
  return order.find((severity) => conditions.some((condition) => condition.severity === severity)) ?? 'info';
}

/** Counted from when it began, so that it is the same in each look. */
function deadline(conditions: Conditions): readonly string[] {
  const bound = conditions.find(({ deadline: until }) => until !== null);
  if (bound?.deadline == null) {
    const unbound = conditions.some(({ state }) => state === 'unaccounted-primary');
    return unbound ? ['Nothing is known that would end it.'] : [];
  }
  const seconds = Math.max(0, Math.ceil((bound.deadline - bound.since) / 1000));
  return [`It may go on for up to ${counted(seconds, 'second')} from when this was first seen.`];
}

function proofEvidence(proof: Proof): readonly EvidenceLine[] {
  const { outer, inner, first, between, betweenLast, last } = proof;
  const sameServer = proof.sameServer === 'session' ? 'over one session' : 'with one start of its postmaster';
  if (betweenLast === null) {
    return [
      {
        label: 'Rule R1 (sandwich)',
        text: `${outer} answered as a primary before and after ${inner} did, ${sameServer}`,
      },
      { label: `${outer}, before`, text: interval(first) },
      { label: `${inner}, between`, text: interval(between) },
      { label: `${outer}, after`, text: interval(last) },
    ];
  }
  return [
    {
      label: 'Rule R1 (overlap)',
      text: `${outer} and ${inner} each answered as a primary twice, ${sameServer}, and the times between overlap`,
    },
    { label: `${outer}, first`, text: interval(first) },
    { label: `${inner}, first`, text: interval(between) },
    { label: `${inner}, last`, text: interval(betweenLast) },
    { label: `${outer}, last`, text: interval(last) },
  ];
}

/** On the observer's clock, as the recording has it. */
function interval([sent, received]: Proof['first']): string {
  return `asked at ${sent.toFixed(1)} ms, answered at ${received.toFixed(1)} ms`;
}

function forkEvidence(conditions: Conditions): readonly EvidenceLine[] {
  const forks = conditions.flatMap(({ fork }) => (fork === null ? [] : [fork]));
  const texts = new Set(forks.map(({ timeline, lsn }) => `${shownLsn(lsn)} on timeline ${timeline}`));
  return [...texts].map((text) => ({ label: 'Fork', text }));
}

function concernsMember(conditions: Conditions, name: string): boolean {
  return conditions.some(({ members }) => members.includes(name));
}

function memberEvidence({ name, role, outcome, timeline, lsn, followers }: MemberView): EvidenceLine {
  const parts = [
    role,
    ...(outcome === 'answered' ? [] : [`newest probe: ${shownOutcome(outcome)}`]),
    ...(timeline === null ? [] : [`timeline ${timeline}`]),
    ...(lsn === null ? [] : [shownLsn(lsn)]),
    ...(followers === null ? [] : [`followers: ${followers}`]),
  ];
  return { label: name, text: parts.join(', ') };
}

/** What is advised for certain members; the rest is in the words of the state. */
const ACTION_STEPS: Partial<Record<PermittedAction['kind'], (whom: string) => string>> = {
  fence: (whom) => `Fence ${whom}: every condition of a fence holds for it.`,
  'save-evidence': (whom) => `Copy pg_wal of ${whom}: commits that no other member has are there only.`,
  wait: (whom) => `Wait for ${whom}, or stop its machine: nothing that goes over the network reaches it.`,
};

function actionSteps(conditions: Conditions): readonly string[] {
  const byKind = new Map<PermittedAction['kind'], string[]>();
  for (const { kind, member } of conditions.flatMap(({ actions }) => actions)) {
    if (member !== null) byKind.set(kind, [...(byKind.get(kind) ?? []), member]);
  }
  return [...byKind].flatMap(([kind, members]) => {
    const step = ACTION_STEPS[kind];
    return step === undefined ? [] : [step(enumerated([...new Set(members)].toSorted()))];
  });
}

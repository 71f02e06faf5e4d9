import type { Freeze } from '@postgres-ha/calendar';
import type { ClusterChange, KeyChange } from '@postgres-ha/cluster-change';
import type { FieldImpact, Prediction } from '@postgres-ha/change-impact';
import type { Problem } from '@postgres-ha/environment';
import type { FactsReading } from '@postgres-ha/cluster-facts';
import type { Intent, Origin } from '../intent/intent.ts';
import type { ChangePlan, Judgement, PlannedFile, RuleResult } from '../plan/change-plan.ts';
import type { ClusterState } from './cluster-state.ts';

/** For tests: values in which every text that a stranger may have written is one of those that are given, in turn. */
export interface Texts {
  readonly next: () => string;
}

export function textsOf(values: readonly string[]): Texts {
  let index = 0;
  return { next: () => values[index++ % values.length] ?? '' };
}

const PREDICTION: Prediction = {
  standbys: 'restarted',
  primary: 'switched-over',
  podsReplaced: 'all',
  primaryFirst: false,
  instancesAdded: 1,
  instancesRemoved: 1,
  poolers: [],
  writePause: 'seconds',
};

export function exampleProblem({ next }: Texts): Problem {
  return { id: next(), file: next(), line: 3, column: 7, at: next(), found: next(), expected: next(), remedy: next() };
}

function exampleKey({ next }: Texts): KeyChange {
  const worst: FieldImpact = {
    object: { apiVersion: next(), kind: next(), name: next() },
    path: ['spec', next()],
    before: next(),
    after: { of: next() },
    disruption: 'irreversible',
    effect: next(),
    reason: next(),
    source: next(),
    certain: false,
    rule: next(),
  };
  return { file: next(), line: 4, key: next(), worst, fields: [worst, worst] };
}

export function exampleChange(texts: Texts): ClusterChange {
  const { next } = texts;
  const keys = [exampleKey(texts), exampleKey(texts)];
  return {
    environment: next(),
    cluster: next(),
    status: 'changed',
    impact: {
      disruption: 'irreversible',
      fields: keys.flatMap(({ fields }) => fields),
      hazards: [
        { id: next(), level: 'warning', summary: next(), detail: next(), remedy: next(), source: next(), paths: [] },
      ],
      prediction: { ...PREDICTION, poolers: [{ name: next(), pods: 'rolled' }] },
    },
    keys,
    refusals: [exampleProblem(texts)],
  };
}

const OUTCOMES: readonly RuleResult['outcome'][] = [
  'passed',
  'warned',
  'unknown',
  'needs-override',
  'denied',
  'overridden',
];

export function exampleJudgement(texts: Texts): Judgement {
  const { next } = texts;
  return {
    changes: [exampleChange(texts), exampleChange(texts), { ...exampleChange(texts), status: 'added' }],
    calendar: [
      { environment: next(), list: 'freezes', cluster: undefined, before: undefined, after: exampleFreeze(texts) },
      { environment: next(), list: 'maintenance', cluster: next(), before: exampleFreeze(texts), after: undefined },
    ],
    operators: [next(), next()],
    disruption: 'irreversible',
    findings: [
      { level: 'warning', problem: exampleProblem(texts) },
      { level: 'error', problem: exampleProblem(texts) },
    ],
    facts: new Map([[next(), exampleFacts(texts)]]),
    rules: OUTCOMES.map((outcome) => ({ id: next(), outcome, summary: next(), remedy: next() })),
    verdict: 'denied',
  };
}

function exampleFreeze({ next }: Texts): Freeze {
  const at = new Date('2026-08-20T10:00:00Z');
  return { cluster: undefined, from: at, until: at, reason: next() };
}

export function exampleFacts({ next }: Texts): FactsReading {
  const at = new Date('2026-08-20T09:59:00Z');
  return {
    kind: 'known',
    ageSeconds: 60,
    facts: {
      environment: next(),
      cluster: next(),
      observedAt: at,
      expiresAt: at,
      health: 'degraded',
      instances: { wanted: 3, ready: 2 },
      primary: next(),
      timeline: 1,
      archiving: 'failing',
      newestProof: { backupId: next(), provenAt: at, level: next() },
    },
  };
}

export function exampleFiles({ next }: Texts): readonly PlannedFile[] {
  return [
    { path: next(), role: 'rendered', before: `a\n${next()}\nb\n`, after: `a\n${next()}\nb\n` },
    { path: next(), role: 'intent', before: undefined, after: next() },
    { path: next(), role: 'rendered', before: `${next()}\n`, after: undefined },
  ];
}

export function examplePlan(texts: Texts): ChangePlan {
  const { next } = texts;
  const target = { environment: 'production', cluster: 'orders' };
  const intent: Intent = { kind: 'freeze', target, reason: next() };
  return {
    kind: 'plan',
    intent,
    target,
    base: 'b'.repeat(40),
    files: exampleFiles(texts),
    judgement: exampleJudgement(texts),
    inputs: new Map(),
    hash: 'f'.repeat(64),
  };
}

export const EXAMPLE_URL = 'https://github.com/acme/databases/issues/7#issuecomment-1';

export function exampleOrigin({ next }: Texts): Origin {
  return { kind: 'comment', key: 'comment-1', by: next(), url: EXAMPLE_URL, at: new Date('2026-08-20T10:00:00Z') };
}

export function exampleState(texts: Texts): ClusterState {
  const { next } = texts;
  const at = new Date('2026-08-20T10:00:00Z');
  return {
    environment: next(),
    cluster: next(),
    facts: exampleFacts(texts),
    open: [{ number: 12, url: EXAMPLE_URL, title: next(), verdict: 'denied' }],
    freeze: { cluster: undefined, from: at, until: at, reason: next() },
    maintenance: { cluster: next(), from: at, until: undefined, reason: next(), was: undefined },
    drift: 1,
    nextDue: { at, what: next() },
  };
}

import { HAZARDS } from '@postgres-ha/change-impact';
import type { ClusterFacts, FactsReading } from '@postgres-ha/cluster-facts';
import { example, exampleFiles, exampleImage, type ExampleChanges } from '@postgres-ha/environment/examples';
import { describe, expect, test } from 'vitest';
import type { RuleResult } from '../change-plan.ts';
import { judgeStates } from '../judge-states.ts';
import { memoryState, renderedTexts } from '../memory-state.ts';
import { planChange } from '../plan-change.ts';
import { strayLevels } from '../rule-reference.ts';
import { outcomeOf } from './hazard-results.ts';
import type { Outcome } from './rule.ts';
import { RULES } from './rules.ts';

const now = new Date('2026-08-20T10:00:00Z');
const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);

const HEALTHY: ClusterFacts = {
  environment: 'example',
  cluster: 'orders',
  observedAt: now,
  expiresAt: new Date(now.getTime() + 60_000),
  health: 'healthy',
  instances: { wanted: 3, ready: 3 },
  primary: 'orders-1',
  timeline: 1,
  archiving: 'working',
  newestProof: { backupId: '20260820T020000', provenAt: ago(5), level: 'L5' },
};

function known(facts: Partial<ClusterFacts> = {}): FactsReading {
  return { kind: 'known', ageSeconds: 0, facts: { ...HEALTHY, ...facts } };
}

const unknown = (because: 'never-published' | 'expired' | 'unreadable'): FactsReading => ({
  kind: 'unknown',
  because,
  detail: 'for a reason',
});

interface Case {
  readonly name: string;
  readonly rule: string;
  readonly outcome: Outcome;
  readonly before?: ExampleChanges;
  readonly after: ExampleChanges;
  /** Of the cluster orders; the others have healthy ones. */
  readonly facts?: FactsReading;
}

const parameters = (values: Readonly<Record<string, unknown>>) => ({ cluster: { postgresql: { parameters: values } } });
const RELOAD = parameters({ work_mem: '8MB' });
const RESTART = parameters({ max_connections: 220 });
const SCALED = (instances: number): ExampleChanges => ({ cluster: { instances } });
const NO_BACKUPS = { cluster: { backup: 'none' } };
const upgraded = (changes: ExampleChanges, version = '17.12'): ExampleChanges => ({
  ...changes,
  environment: { images: { postgresql: { 17: exampleImage(version) } } },
});
const calendar = (entries: object): ExampleChanges => ({ environment: { calendar: entries } });
const freeze = { from: ago(1).toISOString(), reason: 'an audit' };
const work = { cluster: 'orders', from: ago(1).toISOString(), reason: 'disks' };

const SHOP = {
  database: { name: 'shop', owner: 'shop_owner' },
  backup: {
    serverName: 'shop',
    credentials: { accessKeys: { secret: 'shop-keys' } },
  },
};
const TWO: ExampleChanges = { others: { shop: SHOP } };
const FOLLOWED: ExampleChanges = { others: { shop: { ...SHOP, replicaOf: { from: { cluster: 'orders' } } } } };

const CASES: readonly Case[] = [
  { name: 'a parameter that the house rules say nothing of', rule: 'house-rules', outcome: 'passed', after: RELOAD },
  {
    name: 'more memory than there is',
    rule: 'house-rules',
    outcome: 'warned',
    after: parameters({ work_mem: '256MB' }),
  },
  {
    name: 'more memory than there is, as before',
    rule: 'house-rules',
    outcome: 'passed',
    before: parameters({ work_mem: '256MB' }),
    after: parameters({ work_mem: '256MB', jit: false }),
  },
  {
    name: 'a volume that grows',
    rule: 'admission',
    outcome: 'passed',
    after: { cluster: { storage: { size: '30Gi' } } },
  },
  {
    name: 'a volume that shrinks',
    rule: 'admission',
    outcome: 'denied',
    after: { cluster: { storage: { size: '10Gi' } } },
  },
  {
    name: 'a volume of WAL that is taken away',
    rule: 'admission',
    outcome: 'denied',
    before: { cluster: { walStorage: { size: '10Gi' } } },
    after: {},
  },
  { name: 'rendered files that follow', rule: 'drift', outcome: 'passed', after: RELOAD },
  { name: 'no freeze', rule: 'frozen', outcome: 'passed', after: RELOAD },
  {
    name: 'a freeze of the environment',
    rule: 'frozen',
    outcome: 'needs-override',
    before: calendar({ freezes: [freeze] }),
    after: { ...RELOAD, ...calendar({ freezes: [freeze] }) },
  },
  {
    name: 'a freeze of another cluster',
    rule: 'frozen',
    outcome: 'passed',
    before: { ...TWO, ...calendar({ freezes: [{ ...freeze, cluster: 'shop' }] }) },
    after: {
      others: { shop: { ...SHOP, postgresql: { parameters: { work_mem: undefined } } } },
      ...RELOAD,
      ...calendar({ freezes: [{ ...freeze, cluster: 'shop' }] }),
    },
  },
  {
    name: 'a freeze that is over',
    rule: 'frozen',
    outcome: 'passed',
    before: calendar({ freezes: [{ ...freeze, until: ago(0.5).toISOString() }] }),
    after: { ...RELOAD, ...calendar({ freezes: [{ ...freeze, until: ago(0.5).toISOString() }] }) },
  },
  {
    name: 'a freeze that the change itself begins',
    rule: 'frozen',
    outcome: 'passed',
    after: { ...RELOAD, ...calendar({ freezes: [freeze] }) },
  },
  { name: 'no maintenance', rule: 'maintenance-active', outcome: 'passed', after: RELOAD },
  {
    name: 'maintenance of the cluster',
    rule: 'maintenance-active',
    outcome: 'warned',
    before: calendar({ maintenance: [work] }),
    after: { ...RELOAD, ...calendar({ maintenance: [work] }) },
  },
  {
    name: 'maintenance that was to be over',
    rule: 'maintenance-active',
    outcome: 'warned',
    before: calendar({ maintenance: [{ ...work, until: ago(0.5).toISOString() }] }),
    after: { ...RELOAD, ...calendar({ maintenance: [{ ...work, until: ago(0.5).toISOString() }] }) },
  },
  {
    name: 'maintenance that the change ends',
    rule: 'maintenance-active',
    outcome: 'passed',
    before: calendar({ maintenance: [work] }),
    after: RELOAD,
  },
  { name: 'one restart', rule: 'one-disruption-per-change', outcome: 'passed', after: RESTART },
  {
    name: 'a restart while a volume grows',
    rule: 'one-disruption-per-change',
    outcome: 'needs-override',
    after: { cluster: { storage: { size: '30Gi' }, resources: { memory: '4Gi' } } },
  },
  {
    name: 'a restart of two clusters',
    rule: 'one-disruption-per-change',
    outcome: 'needs-override',
    before: TWO,
    after: upgraded(TWO),
  },
  {
    name: 'a restart of one cluster and a reload of another',
    rule: 'one-disruption-per-change',
    outcome: 'passed',
    before: TWO,
    after: {
      ...RESTART,
      others: { shop: { ...SHOP, postgresql: { parameters: { max_connections: 200, work_mem: '8MB' } } } },
    },
  },
  {
    name: 'two clusters that have nothing to do with one another',
    rule: 'sibling-topology',
    outcome: 'passed',
    before: TWO,
    after: upgraded(TWO),
  },
  {
    name: 'a cluster and the one that follows it',
    rule: 'sibling-topology',
    outcome: 'needs-override',
    before: FOLLOWED,
    after: upgraded(FOLLOWED),
  },
  {
    name: 'a cluster and the one that followed it once',
    rule: 'sibling-topology',
    outcome: 'passed',
    before: { others: { shop: { ...SHOP, replicaOf: { from: { cluster: 'orders' }, enabled: false } } } },
    after: upgraded({ others: { shop: { ...SHOP, replicaOf: { from: { cluster: 'orders' }, enabled: false } } } }),
  },
  {
    name: 'a cluster that is being made from one that restarts',
    rule: 'sibling-topology',
    outcome: 'needs-override',
    after: upgraded({ others: { shop: { ...SHOP, restore: { from: { cluster: 'orders' } } } } }),
  },
  { name: 'three instances', rule: 'unusual-instances', outcome: 'passed', before: SCALED(4), after: SCALED(3) },
  { name: 'four instances', rule: 'unusual-instances', outcome: 'warned', after: SCALED(4) },
  { name: 'five instances', rule: 'unusual-instances', outcome: 'warned', after: SCALED(5) },
  {
    name: 'five instances, as before',
    rule: 'unusual-instances',
    outcome: 'passed',
    before: SCALED(5),
    after: { cluster: { instances: 5, postgresql: { parameters: { work_mem: '8MB' } } } },
  },
  { name: 'more instances', rule: 'scale-in-quorum', outcome: 'passed', after: SCALED(4) },
  { name: 'one instance less', rule: 'scale-in-quorum', outcome: 'passed', before: SCALED(4), after: SCALED(3) },
  {
    name: 'two instances less',
    rule: 'scale-in-quorum',
    outcome: 'needs-override',
    before: SCALED(5),
    after: SCALED(3),
  },
  {
    name: 'one instance less while one is away',
    rule: 'scale-in-quorum',
    outcome: 'needs-override',
    before: SCALED(4),
    after: SCALED(3),
    facts: known({ instances: { wanted: 4, ready: 3 } }),
  },
  {
    name: 'one instance less of nobody knows how many',
    rule: 'scale-in-quorum',
    outcome: 'unknown',
    before: SCALED(4),
    after: SCALED(3),
    facts: unknown('unreadable'),
  },
  { name: 'facts', rule: 'facts-unknown', outcome: 'passed', after: RESTART },
  {
    name: 'no facts for a reload',
    rule: 'facts-unknown',
    outcome: 'unknown',
    after: RELOAD,
    facts: unknown('never-published'),
  },
  {
    name: 'no facts for a restart of the primary',
    rule: 'facts-unknown',
    outcome: 'needs-override',
    after: RESTART,
    facts: unknown('never-published'),
  },
  {
    name: 'no facts for fewer instances',
    rule: 'facts-unknown',
    outcome: 'needs-override',
    before: SCALED(4),
    after: SCALED(3),
    facts: unknown('unreadable'),
  },
  {
    name: 'no facts for more instances',
    rule: 'facts-unknown',
    outcome: 'unknown',
    after: SCALED(4),
    facts: unknown('unreadable'),
  },
  {
    name: 'expired facts are another rule',
    rule: 'facts-unknown',
    outcome: 'passed',
    after: RESTART,
    facts: unknown('expired'),
  },
  { name: 'fresh facts', rule: 'facts-expired', outcome: 'passed', after: RESTART },
  {
    name: 'no facts whose age could be told',
    rule: 'facts-expired',
    outcome: 'unknown',
    after: RESTART,
    facts: unknown('never-published'),
  },
  {
    name: 'old facts for a reload',
    rule: 'facts-expired',
    outcome: 'unknown',
    after: RELOAD,
    facts: unknown('expired'),
  },
  {
    name: 'old facts for a restart',
    rule: 'facts-expired',
    outcome: 'needs-override',
    after: RESTART,
    facts: unknown('expired'),
  },
  { name: 'a healthy cluster', rule: 'cluster-unhealthy', outcome: 'passed', after: RESTART },
  {
    name: 'a restart of a degraded cluster',
    rule: 'cluster-unhealthy',
    outcome: 'needs-override',
    after: RESTART,
    facts: known({ health: 'degraded' }),
  },
  {
    name: 'a restart where an instance is away',
    rule: 'cluster-unhealthy',
    outcome: 'needs-override',
    after: RESTART,
    facts: known({ instances: { wanted: 3, ready: 2 } }),
  },
  {
    name: 'a restart of a cluster that nobody can tell',
    rule: 'cluster-unhealthy',
    outcome: 'needs-override',
    after: RESTART,
    facts: known({ health: 'unknown' }),
  },
  {
    name: 'a reload of a degraded cluster',
    rule: 'cluster-unhealthy',
    outcome: 'warned',
    after: RELOAD,
    facts: known({ health: 'degraded' }),
  },
  {
    name: 'a reload of a cluster with two primaries',
    rule: 'cluster-unhealthy',
    outcome: 'warned',
    after: RELOAD,
    facts: known({ health: 'split-brain' }),
  },
  { name: 'silence', rule: 'cluster-unhealthy', outcome: 'unknown', after: RELOAD, facts: unknown('never-published') },
  { name: 'one primary', rule: 'split-brain', outcome: 'passed', after: RESTART },
  {
    name: 'two primaries',
    rule: 'split-brain',
    outcome: 'denied',
    after: RELOAD,
    facts: known({ health: 'split-brain' }),
  },
  {
    name: 'two primaries, and maintenance begins',
    rule: 'split-brain',
    outcome: 'warned',
    after: { cluster: { primaryUpdateStrategy: 'supervised' } },
    facts: known({ health: 'split-brain' }),
  },
  { name: 'silence', rule: 'split-brain', outcome: 'unknown', after: RELOAD, facts: unknown('expired') },
  {
    name: 'a cluster that nobody can tell',
    rule: 'split-brain',
    outcome: 'unknown',
    after: RELOAD,
    facts: known({ health: 'unknown' }),
  },
  { name: 'archiving that works', rule: 'archiving-failing', outcome: 'passed', after: RESTART },
  {
    name: 'a restart while archiving fails',
    rule: 'archiving-failing',
    outcome: 'needs-override',
    after: RESTART,
    facts: known({ archiving: 'failing' }),
  },
  {
    name: 'a reload while archiving fails',
    rule: 'archiving-failing',
    outcome: 'warned',
    after: RELOAD,
    facts: known({ archiving: 'failing' }),
  },
  {
    name: 'archiving that nobody looked at',
    rule: 'archiving-failing',
    outcome: 'unknown',
    after: RELOAD,
    facts: known({ archiving: 'unknown' }),
  },
  {
    name: 'no archive to look at',
    rule: 'archiving-failing',
    outcome: 'passed',
    before: NO_BACKUPS,
    after: { cluster: { ...NO_BACKUPS.cluster, ...RELOAD.cluster } },
    facts: known({ archiving: 'unknown' }),
  },
  { name: 'a proof of last night', rule: 'backup-unproven', outcome: 'passed', after: RESTART },
  {
    name: 'a proof of last week',
    rule: 'backup-unproven',
    outcome: 'needs-override',
    after: RESTART,
    facts: known({ newestProof: { backupId: '20260813T020000', provenAt: ago(24 * 7), level: 'L5' } }),
  },
  {
    name: 'no proof ever',
    rule: 'backup-unproven',
    outcome: 'needs-override',
    after: RESTART,
    facts: known({ newestProof: undefined }),
  },
  {
    name: 'no proof for a reload',
    rule: 'backup-unproven',
    outcome: 'passed',
    after: RELOAD,
    facts: known({ newestProof: undefined }),
  },
  {
    name: 'no backups at all',
    rule: 'backup-unproven',
    outcome: 'warned',
    before: NO_BACKUPS,
    after: { cluster: { ...NO_BACKUPS.cluster, ...RESTART.cluster } },
    facts: known({ newestProof: undefined }),
  },
  { name: 'silence', rule: 'backup-unproven', outcome: 'unknown', after: RESTART, facts: unknown('expired') },
];

async function resultOf({ rule, before = {}, after, facts = known() }: Case): Promise<RuleResult | undefined> {
  const [base, head] = [before, after].map((changes) => memoryState(renderedTexts(exampleFiles(example(changes)))));
  if (base === undefined || head === undefined) throw new Error('two states');
  const found = await judgeStates({
    base,
    head,
    now,
    facts: (cluster) => (cluster === 'example/orders' ? facts : known({ cluster })),
    signal: AbortSignal.timeout(60_000),
  });
  if (found.kind === 'refused') throw new Error(JSON.stringify(found.problems));
  expect(found.changes.length).toBeGreaterThan(0);
  return found.rules.find(({ id }) => id === rule);
}

test.each(CASES)('$rule, $name: $outcome', async (one) => {
  const result = await resultOf(one);
  expect(result?.outcome, result?.summary).toBe(one.outcome);
  expect(result?.summary).toMatch(/^[A-Za-z0-9].*[^ ]$/);
  expect(result?.remedy === '').toBe(one.outcome === 'passed');
});

/** What is shown of drift needs files that are not what they come to. */
const ELSEWHERE: ReadonlySet<string> = new Set(['drift warned', 'drift denied']);

test('every outcome of every rule is reached by a case', () => {
  const reached = new Set(CASES.map(({ rule, outcome }) => `${rule} ${outcome}`));
  const all = RULES.flatMap(({ id, outcomes }) => ['passed', ...outcomes].map((outcome) => `${id} ${outcome}`));
  expect(all.filter((one) => !reached.has(one) && !ELSEWHERE.has(one))).toEqual([]);
  expect(CASES.map(({ rule, outcome }) => `${rule} ${outcome}`).filter((one) => !all.includes(one))).toEqual([]);
});

describe('hazards', () => {
  test('each warning has a level, and each level has a warning', () => {
    expect(strayLevels()).toEqual([]);
  });

  test('errors are denied', () => {
    expect(new Set(HAZARDS.filter(({ level }) => level === 'error').map(outcomeOf))).toEqual(new Set(['denied']));
  });

  test('that nobody has judged yet ask for an override', () => {
    expect(outcomeOf({ id: 'new-one', level: 'warning' })).toBe('needs-override');
  });
});

test('of a change that touches no running cluster, no rule says how clusters are', async () => {
  const plan = await planChange(
    { kind: 'freeze', target: { environment: 'example', cluster: undefined }, reason: 'an audit' },
    {
      state: memoryState(renderedTexts(exampleFiles(example()))),
      origin: { kind: 'command-line', key: 'x', by: undefined, url: undefined, at: now },
      facts: new Map(),
      now,
      generator: 'test',
      digest: (text) => text,
      signal: AbortSignal.timeout(60_000),
    },
  );
  if (plan.kind !== 'plan') throw new Error(JSON.stringify(plan));
  const ids = ['facts-unknown', 'facts-expired', 'cluster-unhealthy', 'split-brain', 'archiving-failing'];
  const said = plan.judgement.rules.filter(({ id }) => ids.includes(id));
  expect(new Set(said.map(({ outcome, summary }) => `${outcome}: ${summary}`))).toEqual(
    new Set(['passed: No running cluster is touched.']),
  );
});

test('rendered files that are stale where the bot changes something are told, and rendered again', async () => {
  const texts = renderedTexts(exampleFiles(example()));
  const path = 'environments/example/orders/01-postgres-cluster.yaml';
  const stale = new Map(texts).set(path, (texts.get(path) ?? '').replace('instances: 3', 'instances: 4'));
  const plan = await planChange(
    {
      kind: 'set',
      target: { environment: 'example', cluster: 'orders' },
      parameters: [{ name: 'work_mem', value: '8MB' }],
    },
    {
      state: memoryState(stale),
      origin: { kind: 'command-line', key: 'x', by: undefined, url: undefined, at: now },
      facts: new Map(),
      now,
      generator: 'test',
      digest: (text) => text,
      signal: AbortSignal.timeout(60_000),
    },
  );
  if (plan.kind !== 'plan') throw new Error(JSON.stringify(plan));
  expect(plan.judgement.rules.find(({ id }) => id === 'drift')).toMatchObject({ outcome: 'warned' });
  // What it does is judged against what is applied, not against what should be.
  expect(plan.judgement.changes[0]?.impact.prediction.instancesRemoved).toBe(1);
  expect(plan.files.find((file) => file.path === path)?.after).toContain('instances: 3');
});

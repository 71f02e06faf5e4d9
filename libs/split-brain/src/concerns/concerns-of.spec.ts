import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Condition, Judgement, LostWrites, MemberView, Severity } from '../judgement/judgement.ts';
import { STATE_NAMES } from '../judgement/state-name.ts';
import { explainState } from '../words/explain-state.ts';
import { concernsOf } from './concerns-of.ts';

const lost: LostWrites = {
  member: 'orders-1',
  timeline: 1,
  from: '0/3000148',
  basis: 'counted',
  commits: 1204,
  atLeast: false,
  atMost: 1204,
  unacknowledged: 3,
  bytes: '98304',
  newest: [{ transactionId: '771', committedAt: '2026-11-26T01:00:07.123Z', lsn: '0/3019000' }],
  firstAt: '2026-11-26T01:00:00Z',
  lastAt: '2026-11-26T01:00:07.123Z',
  relations: [{ name: 'public.orders', records: 2408 }],
};

const dual: Condition = {
  state: 'dual-writing',
  severity: 'critical',
  since: 5_000,
  members: ['orders-1', 'orders-2'],
  key: 'dual-primary/orders-1+orders-2/0/3000148',
  proof: {
    rule: 'sandwich',
    outer: 'orders-1',
    inner: 'orders-2',
    first: [5_000, 5_001.25],
    between: [5_002, 5_003],
    betweenLast: null,
    last: [5_004, 5_005],
    sameServer: 'session',
  },
  fork: { timeline: 1, lsn: '0/3000148' },
  lostWrites: [lost],
  deadline: null,
  actions: [
    { kind: 'save-evidence', member: 'orders-1', because: 'It has them.' },
    { kind: 'hold-automation', member: null, because: 'It rewinds.' },
  ],
};

function condition(over: Partial<Condition>): Condition {
  return { ...dual, proof: null, fork: null, lostWrites: [], actions: [], ...over };
}

function member(name: string, over: Partial<MemberView> = {}): MemberView {
  return {
    name,
    role: 'primary',
    outcome: 'answered',
    lastAnswer: 5_000,
    timeline: 1,
    lsn: '0/3019100',
    lagBytes: null,
    followers: 1,
    ...over,
  };
}

function judgement(...conditions: Condition[]): Judgement {
  return {
    cluster: 'production/orders',
    at: 6_000,
    state: conditions[0]?.state ?? 'healthy',
    conditions,
    members: [member('orders-1'), member('orders-2', { timeline: 2 }), member('orders-3', { role: 'standby' })],
    questions: [],
  };
}

const RUNBOOKS = { runbooks: 'https://example.org/runbooks' };

test('two primaries that write are one concern with proof, fork, losses and what to do', () => {
  expect(concernsOf(judgement(dual), RUNBOOKS)).toMatchInlineSnapshot(`
    [
      {
        "cluster": "production/orders",
        "evidence": [
          {
            "label": "Rule R1 (sandwich)",
            "text": "orders-1 answered as a primary before and after orders-2 did, over one session",
          },
          {
            "label": "orders-1, before",
            "text": "asked at 5000.0 ms, answered at 5001.3 ms",
          },
          {
            "label": "orders-2, between",
            "text": "asked at 5002.0 ms, answered at 5003.0 ms",
          },
          {
            "label": "orders-1, after",
            "text": "asked at 5004.0 ms, answered at 5005.0 ms",
          },
          {
            "label": "Fork",
            "text": "0/3000148 on timeline 1",
          },
          {
            "label": "Past the fork on orders-1",
            "text": "98304 bytes from 0/3000148 on timeline 1",
          },
          {
            "label": "Commit times of orders-1",
            "text": "from 2026-11-26T01:00:00Z, by its own clock",
          },
          {
            "label": "orders-1",
            "text": "primary, timeline 1, 0/3019100, followers: 1",
          },
          {
            "label": "orders-2",
            "text": "primary, timeline 2, 0/3019100, followers: 1",
          },
        ],
        "key": "split-brain/production/orders/dual-primary/orders-1+orders-2/0/3000148",
        "kind": "split-brain/dual-writing",
        "lists": [
          {
            "complete": false,
            "lines": [
              "transaction 771 at 2026-11-26T01:00:07.123Z, 0/3019000",
            ],
            "title": "Commits of orders-1 past the fork",
          },
          {
            "complete": false,
            "lines": [
              "public.orders: 2,408 WAL records",
            ],
            "title": "Written by orders-1 past the fork",
          },
        ],
        "nextSteps": [
          "Hold what acts by itself: pause the operator for this cluster and stop GitOps from syncing it.",
          "Choose the side that goes on: the one that applications and standbys are on and that lost less.",
          "Stop the other one where it runs, at once: its sessions go on committing as long as it does.",
          "Before anybody rewinds or re-clones a member, copy its pg_wal and list its commits.",
          "Return to one primary, and bring the lost commits back by hand from the list.",
          "Copy pg_wal of orders-1: commits that no other member has are there only.",
        ],
        "runbook": "https://example.org/runbooks/split-brain.md#dual-writing",
        "severity": "critical",
        "sticky": true,
        "summary": "Two members of one cluster are primaries, and both commit. What one of them commits will be lost. orders-1 made at least 1,204 commits past the fork that the other history does not have. Of these, 3 commits waited for a synchronous standby and were told to nobody.",
        "title": "production/orders: two primaries are writing (orders-1, orders-2)",
      },
    ]
  `);
});

test('an overlap is told by its four probes', () => {
  const overlap: Condition = {
    ...dual,
    proof: {
      ...{ rule: 'overlap', outer: 'orders-1', inner: 'orders-2', sameServer: 'postmaster-start' },
      ...{ first: [1, 2], between: [2, 5], betweenLast: [3, 6], last: [5.5, 7] },
    },
  };
  expect(concernsOf(judgement(overlap), RUNBOOKS)[0]?.evidence.slice(0, 5)).toEqual([
    {
      label: 'Rule R1 (overlap)',
      text: 'orders-1 and orders-2 each answered as a primary twice, with one start of its postmaster, and the times between overlap',
    },
    { label: 'orders-1, first', text: 'asked at 1.0 ms, answered at 2.0 ms' },
    { label: 'orders-2, first', text: 'asked at 2.0 ms, answered at 5.0 ms' },
    { label: 'orders-2, last', text: 'asked at 3.0 ms, answered at 6.0 ms' },
    { label: 'orders-1, last', text: 'asked at 5.5 ms, answered at 7.0 ms' },
  ]);
});

test('all conditions with one key are one concern, as bad as the worst, named for the highest', () => {
  const concerns = concernsOf(
    judgement(
      condition({ state: 'dual-writable', severity: 'warning' }),
      condition({ state: 'lost-writes', severity: 'critical', members: ['orders-1'], lostWrites: [lost] }),
      condition({ state: 'blind', severity: 'warning', members: ['orders-3'], key: 'blind/orders-3' }),
    ),
    RUNBOOKS,
  );
  expect(concerns).toMatchObject([
    {
      key: 'split-brain/production/orders/dual-primary/orders-1+orders-2/0/3000148',
      kind: 'split-brain/dual-writable',
      severity: 'critical',
      sticky: true,
      runbook: 'https://example.org/runbooks/split-brain.md#dual-writable',
    },
    { key: 'split-brain/production/orders/blind/orders-3', kind: 'split-brain/blind', sticky: false },
  ]);
});

test('a loss that two conditions tell of is listed once', () => {
  const concerns = concernsOf(judgement(dual, condition({ state: 'lost-writes', lostWrites: [lost] })), RUNBOOKS);
  expect(concerns[0]?.lists.map(({ title }) => title)).toEqual([
    'Commits of orders-1 past the fork',
    'Written by orders-1 past the fork',
  ]);
});

test('a switchover is told only once it takes too long', () => {
  const switchover = (severity: Severity): Condition => condition({ state: 'switchover', severity, key: 'switchover' });
  expect(concernsOf(judgement(switchover('info')), RUNBOOKS)).toEqual([]);
  expect(concernsOf(judgement(switchover('warning')), RUNBOOKS)).toMatchObject([{ severity: 'warning' }]);
});

test('the same judgement gives other words of nothing when it is made later', () => {
  const waiting = condition({ state: 'unaccounted-primary', deadline: 215_000, key: 'unaccounted/orders-1' });
  const now = judgement(waiting);
  expect(concernsOf({ ...now, at: 99_000 }, RUNBOOKS)).toEqual(concernsOf(now, RUNBOOKS));
  expect(concernsOf(now, RUNBOOKS)[0]?.summary).toContain('up to 210 seconds from when this was first seen');
});

test('a former primary without a bound is said to have none', () => {
  const [concern] = concernsOf(judgement(condition({ state: 'unaccounted-primary' })), RUNBOOKS);
  expect(concern?.summary).toContain('Nothing is known that would end it.');
});

test('two primaries of unknown data are not called unseen', () => {
  const [concern] = concernsOf(judgement({ ...dual, state: 'blind', lostWrites: [] }), RUNBOOKS);
  expect(concern?.title).toBe(
    'production/orders: two primaries are in sight, and whether they have the same data is unknown (orders-1, orders-2)',
  );
});

test.each([
  { name: 'commits that clients were told of', sticky: true, over: {} },
  { name: 'none', sticky: false, over: { commits: 0, unacknowledged: 0 } },
  { name: 'only commits that nobody was told of', sticky: false, over: { unacknowledged: 1204 } },
  { name: 'an estimate', sticky: false, over: { basis: 'estimated' as const } },
])('$name lost: sticky is $sticky', ({ sticky, over }) => {
  const [concern] = concernsOf(judgement({ ...dual, lostWrites: [{ ...lost, ...over }] }), RUNBOOKS);
  expect(concern?.sticky).toBe(sticky);
});

const stopped = (loss: LostWrites): Judgement => ({
  ...judgement({ ...dual, lostWrites: [loss] }),
  members: [member('orders-1', { role: 'down', outcome: 'refused' })],
});

test('what was read to its end of a member that stopped is said exactly', () => {
  const whole = { ...lost, commits: 1, unacknowledged: 0, atMost: 1, firstAt: lost.lastAt };
  const [concern] = concernsOf(stopped(whole), RUNBOOKS);
  expect(concern?.summary).toContain('orders-1 made 1 commit past the fork that');
  expect(concern?.lists.map(({ complete }) => complete)).toEqual([true, true]);
});

test('what is capped is said to be at least so many, and its list not to be all', () => {
  const [concern] = concernsOf(stopped({ ...lost, atLeast: true, atMost: null }), RUNBOOKS);
  expect(concern?.summary).toContain('at least 1,204 commits');
  expect(concern?.lists.map(({ complete }) => complete)).toEqual([false, false]);
});

test('a member that still may commit is told of alike, whether it was just read to its end or not', () => {
  const exact = concernsOf(judgement(dual), RUNBOOKS);
  expect(exact[0]?.summary).toContain('at least 1,204 commits');
  const gone = { ...dual, lostWrites: [{ ...lost, atLeast: true, atMost: null, lastAt: null }] };
  expect(concernsOf(judgement(gone), RUNBOOKS)).toEqual(exact);
});

test('an estimate is called one, with its bound or without', () => {
  const estimated: LostWrites = { ...lost, basis: 'estimated', atLeast: true, atMost: null, newest: [], relations: [] };
  const sentence = (over: Partial<LostWrites>): string | undefined =>
    concernsOf(judgement({ ...dual, lostWrites: [{ ...estimated, ...over }] }), RUNBOOKS)[0]?.summary;
  expect(sentence({})).toContain(
    'about 1,204 transactions past the fork so far, and may go on (estimate; there is no bound)',
  );
  expect(sentence({ atLeast: false, atMost: 9 })).toContain(
    'before it stopped (estimate; 9 transactions at the fastest pace seen)',
  );
});

test('at most twenty commits are listed', () => {
  const newest = Array.from({ length: 50 }, () => lost.newest[0]).filter((one) => one !== undefined);
  const [concern] = concernsOf(judgement({ ...dual, lostWrites: [{ ...lost, newest, commits: 50 }] }), RUNBOOKS);
  expect(concern?.lists[0]).toMatchObject({ complete: false });
  expect(concern?.lists[0]?.lines).toHaveLength(20);
});

test.each(STATE_NAMES)('%s makes a concern exactly where its words say so', (state) => {
  const severities: readonly Severity[] = ['info', 'warning', 'critical'];
  const told = severities.filter(
    (severity) => concernsOf(judgement(condition({ state, severity })), RUNBOOKS).length > 0,
  );
  const expected = { page: ['warning', 'critical'], 'when-late': ['warning', 'critical'], note: [] };
  expect(told).toEqual(expected[explainState(state).tells]);
});

const planted = fc.constantFrom(
  "UPDATE users SET hash = 'hunter2' WHERE id = 7",
  'host=db user=app password=hunter2',
  'postgresql://app:hunter2@db/orders',
  'FATAL: hunter2',
  'hunter2; DROP TABLE orders',
  '<script>hunter2</script>',
  'a\nhunter2',
  '@here hunter2',
);
const secretLoss: fc.Arbitrary<LostWrites> = fc
  .record({
    from: planted,
    bytes: planted,
    firstAt: planted,
    lastAt: planted,
    commit: fc.record({ transactionId: planted, committedAt: planted, lsn: planted }),
    relation: planted,
    basis: fc.constantFrom('counted' as const, 'estimated' as const),
  })
  .map(({ commit, relation, ...rest }) => ({
    ...lost,
    ...rest,
    newest: [commit],
    relations: [{ name: relation, records: 1 }],
  }));

test('nothing that a server wrote in free text, and no secret of a connection, is ever in a concern', () => {
  fc.assert(
    fc.property(fc.constantFrom(...STATE_NAMES), secretLoss, planted, planted, (state, loss, outcome, lsn) => {
      const made = {
        ...judgement({ ...dual, state, severity: 'critical', lostWrites: [loss], fork: { timeline: 1, lsn } }),
        members: [member('orders-1', { outcome, lsn })],
      };
      expect(JSON.stringify(concernsOf(made, RUNBOOKS))).not.toMatch(/hunter2/);
    }),
  );
});

import { expect, test } from 'vitest';
import { breakWay } from '../copies/break-ways.ts';
import { damaged, pageFinding, proven, reportOf } from '../example-report.ts';
import type { FailoverOutcome, FailoverRun, SplitBrainOutcome } from '../failover/failover-state.ts';
import type { CopyState, LabState } from '../lab-state.ts';
import { initialState } from '../state/initial-state.ts';
import { reportJson } from '@postgres-ha/proof-report';
import { tellCopy } from './tell-copy.ts';
import type { Proposal, ProposalOutcome, ProposedPullRequest } from '../bot/proposal.ts';
import { tellProposal } from './tell-proposal.ts';
import { tellFailover } from './tell-failover.ts';
import { tellOriginal } from './tell-original.ts';
import { tellProof, type StepOutcome } from './tell-proof.ts';
import { tellServers } from './tell-stack.ts';

function textOf(outcome: StepOutcome): string {
  return outcome.kind === 'failed' ? outcome.found : outcome.lines.map(({ text }) => text).join('\n');
}

test('a proof is told with the moment that it reaches, since when, and on which evidence', () => {
  const told = tellProof([reportOf(proven)]);
  expect(told.kind).toBe('done');
  const text = textOf(told);
  expect(text).toContain(
    'PROVEN up to 2026-11-25 18:29:00 UTC. Every moment since 2026-11-25 18:28:20 UTC can be restored.',
  );
  expect(text).toContain('level L4');
  expect(text).toContain('throw-away PostgreSQL');
  expect(text).not.toContain('assertions');
});

test('where a stretch of time is not proven, no one says that every moment can be restored', () => {
  const [moments] = reportOf(proven).moments;
  const told = tellProof([
    reportOf(proven, { moments: moments === undefined ? [] : [{ ...moments, state: 'unproven' }] }),
  ]);
  expect(textOf(told)).not.toContain('Every moment');
});

test.each([
  { name: 'no archive', reports: [] },
  { name: 'a damaged one', reports: [reportOf(damaged)] },
  { name: 'an unknown one', reports: [reportOf({ kind: 'unknown', passed: 'L2', because: [pageFinding] })] },
  { name: 'a proven one beside another', reports: [reportOf(proven), reportOf(proven)] },
])('$name in place of a proven one fails the story', ({ reports }) => {
  expect(tellProof(reports).kind).toBe('failed');
});

const report = reportJson([reportOf(damaged)], []);
const copy: CopyState = {
  id: 'copy-1',
  kind: 'damaged-page',
  label: 'Flip one bit of a table',
  madeAt: '2026-11-25T18:29:00.000Z',
  address: 's3://broken-copies/copy-1/',
  done: 'One bit was flipped.',
  object: pageFinding.object,
  expected: ['page-damaged'],
  outcome: { kind: 'waiting' },
};
const { id, object, found, expected, remedy } = pageFinding;
const finding = { id, object, place: 'base/5/16424, block 75', found, expected, remedy };

test('damage that was found is told with its name, its object, what that means, and what Barman would have done', () => {
  const told = tellCopy(
    { ...copy, outcome: { kind: 'found', finding, unknownBefore: [], verdict: 'damaged', report, milliseconds: 600 } },
    breakWay('damaged-page'),
  );
  const text = textOf(told);
  expect(text).toContain(`Found in 0.6 s. DAMAGED: page-damaged in ${pageFinding.object}, base/5/16424, block 75`);
  expect(text).toContain('A page of a table or index has a wrong checksum');
  expect(text).toContain('docs/scoreboard.md, "one bit of a page is flipped, the archive is sound"');
});

test('looks that ended unknown before it was found are told with their reason', () => {
  const outcome: CopyState['outcome'] = {
    ...{ kind: 'found', finding, verdict: 'damaged', report, milliseconds: 600 },
    unknownBefore: ['object-unreadable in data.tar.gz'],
  };
  const told = tellCopy({ ...copy, outcome }, breakWay('damaged-page'));
  expect(textOf(told)).toContain('A look before ended unknown: object-unreadable in data.tar.gz.');
});

test.each<{ readonly outcome: CopyState['outcome']; readonly says: string }>([
  { outcome: { kind: 'waiting' }, says: 'no verdict' },
  { outcome: { kind: 'could-not-look', because: 'the store does not answer' }, says: 'the store does not answer' },
  {
    outcome: {
      kind: 'missed',
      because: 'expected damage; found the verdict proven',
      verdict: 'proven',
      report,
      milliseconds: 1,
    },
    says: 'the verdict proven',
  },
])('a copy that is $outcome.kind fails the story, which names the object', ({ outcome, says }) => {
  const told = tellCopy({ ...copy, outcome }, breakWay('damaged-page'));
  expect(told.kind).toBe('failed');
  expect(textOf(told)).toContain(says);
  expect(told.kind === 'failed' && told.expected).toContain(pageFinding.object);
});

test.each([
  {
    name: 'changed',
    after: [
      ['a', '1'],
      ['b', '3'],
    ] as const,
  },
  { name: 'gone', after: [['a', '1']] as const },
])('an object of the original that is $name fails the story, by its key', ({ after }) => {
  const told = tellOriginal(
    new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
    new Map(after),
  );
  expect(told.kind).toBe('failed');
  expect(textOf(told)).toContain('1 object changed or gone: b');
});

test('what has come to the original meanwhile is no change', () => {
  expect(
    tellOriginal(
      new Map([['a', '1']]),
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    ).kind,
  ).toBe('done');
});

const state: LabState = {
  ...initialState(new Date('2026-11-25T18:28:19Z')),
  servers: (['primary', 'standby'] as const).map((role) => ({
    name: role,
    role,
    state: 'running',
    major: 17,
    address: '127.0.0.1:40123',
    lsn: '0/3000148',
    timeline: 1,
    lag: role === 'standby' ? { bytes: 2048, milliseconds: 1 } : null,
  })),
  writers: { sessions: 4, commits: 100, commitsPerSecond: 120, canaryAt: null, databaseBytes: null },
};

test('servers at work are told with their addresses and how far the standby is behind', () => {
  expect(textOf(tellServers(state))).toContain('2.0 KiB behind');
});

test.each<{ readonly name: string; readonly broken: Partial<LabState> }>([
  { name: 'no server', broken: { servers: [] } },
  {
    name: 'a standby that stopped',
    broken: {
      servers: state.servers.map((each) => ({ ...each, state: each.role === 'standby' ? 'stopped' : 'running' })),
    },
  },
  {
    name: 'a standby that does not stream',
    broken: { servers: state.servers.map((each) => ({ ...each, lag: null })) },
  },
  { name: 'nobody who writes', broken: { writers: { ...state.writers, commits: 0 } } },
])('$name fails the story', ({ broken }) => {
  expect(tellServers({ ...state, ...broken }).kind).toBe('failed');
});

const SPLIT: SplitBrainOutcome = {
  kind: 'split',
  promoted: 'payments-1',
  goneOn: 'payments-2',
  provenAfterMs: 212,
  state: 'dual-writing',
  proof: 'payments-2 answered as a primary before and after payments-1 did, within 180 ms, over one session.',
  fork: { timeline: 2, lsn: '0/3000148' },
  lost: { member: 'payments-2', counted: 31, atLeast: false, ledger: 31, same: true, newest: [] },
  messages: {
    slack: { text: 'payments: two primaries', body: '{}' },
    github: { title: '', body: '', labels: [] },
    timeline: [],
  },
  resolvedAfterMs: 4_200,
};

function run(outcome: FailoverOutcome): FailoverRun {
  return { id: 'split-brain-1', kind: 'split-brain', startedAt: '2026-11-25T18:30:00.000Z', outcome };
}

test('a split brain is told with the time to the proof, the proof, the fork, and what is lost', () => {
  const told = tellFailover(run(SPLIT));
  expect(told.kind).toBe('done');
  expect(textOf(told)).toContain('Proven 212 ms after payments-1 took its first write.');
  expect(textOf(told)).toContain(
    '31 commits of payments-2 will be lost, exactly those that the application was promised.',
  );
  expect(textOf(told)).toContain('The histories part at 0/3000148 of timeline 2.');
  expect(textOf(told)).toContain('"payments: two primaries"');
});

test.each<{ name: string; outcome: FailoverOutcome; found: string }>([
  {
    name: 'a list of lost commits that is not the ledger',
    outcome: { ...SPLIT, lost: { ...SPLIT.lost, counted: 30, same: false } },
    found: '30',
  },
  {
    name: 'a list that is capped',
    outcome: { ...SPLIT, lost: { ...SPLIT.lost, atLeast: true } },
    found: 'at least 31',
  },
  {
    name: 'a switchover that somebody is woken up for',
    outcome: {
      kind: 'switched-over',
      primary: 'payments-2',
      before: 'payments-1',
      pauseMs: 100,
      states: ['dual-writable'],
      raised: ['payments: two primaries'],
    },
    found: 'payments: two primaries',
  },
  { name: 'one that fails', outcome: { kind: 'failed', because: 'no proof came' }, found: 'no proof came' },
  { name: 'one that has no end', outcome: { kind: 'waiting' }, found: 'none' },
])('$name fails the story', ({ outcome, found }) => {
  const told = tellFailover(run(outcome));
  expect(told.kind).toBe('failed');
  expect(textOf(told)).toBe(found);
});

const PULL_REQUEST: ProposedPullRequest = {
  branch: 'postgres-ha/production/orders',
  title: 'production/orders: scale from 3 to 5 instances',
  verdict: 'clean',
  body: '- **Verdict**: **clean**\n- **Writes**: go on\n',
  files: [
    {
      ...{ path: 'environments/production/orders/cluster.yaml', role: 'intent', added: 1, removed: 1 },
      diff: '--- a\n+++ b\n@@ -4 +4 @@\n-instances: 3\n+instances: 5',
    },
  ],
};

function asked(outcome: ProposalOutcome): Proposal {
  return { id: 'request-1', text: '/scale', askedAt: '2026-11-25T18:30:00.000Z', outcome };
}

test('a pull request is told with its title, the lines that people will see changed, and its verdict', () => {
  const told = tellProposal(asked({ kind: 'proposed', pullRequests: [PULL_REQUEST], milliseconds: 90 }));
  expect(told.kind).toBe('done');
  expect(textOf(told)).toContain('"production/orders: scale from 3 to 5 instances", in 90 ms.');
  expect(textOf(told)).toContain('cluster.yaml: -instances: 3  +instances: 5');
  expect(textOf(told)).toContain('Verdict: clean');
});

test.each<{ readonly name: string; readonly outcome: ProposalOutcome; readonly found: string }>([
  { name: 'refused', outcome: { kind: 'refused', because: ['one', 'two'] }, found: 'one; two' },
  { name: 'not answered', outcome: { kind: 'waiting' }, found: 'none' },
  {
    name: 'answered by nothing',
    outcome: { kind: 'proposed', pullRequests: [], milliseconds: 1 },
    found: '0 pull requests',
  },
  {
    name: 'answered without a change of what people wrote',
    outcome: { kind: 'proposed', pullRequests: [{ ...PULL_REQUEST, files: [] }], milliseconds: 1 },
    found: '1 pull request',
  },
])('a request that is $name fails the story', ({ outcome, found }) => {
  const told = tellProposal(asked(outcome));
  expect(told.kind).toBe('failed');
  expect(textOf(told)).toBe(found);
});

test('a switchover is told with how long the application waited', () => {
  const told = tellFailover(
    run({
      kind: 'switched-over',
      primary: 'payments-2',
      before: 'payments-1',
      pauseMs: 57.7,
      states: ['healthy', 'switchover'],
      raised: [],
    }),
  );
  expect(told.kind).toBe('done');
  expect(textOf(told)).toContain('nothing was raised. The application waited 58 ms.');
});

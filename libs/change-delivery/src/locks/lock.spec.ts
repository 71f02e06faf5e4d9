import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideLock, decideSweep, type HolderSeen, type LockSeen } from './lock.ts';

const now = new Date('2026-11-26T05:00:00Z');
const later = new Date('2026-11-26T05:10:00Z');
const before = new Date('2026-11-26T04:50:00Z');
const branch = 'postgres-ha/production/postgres-cluster';
const head = 'a'.repeat(40);

function own(request: string, expires: Date): LockSeen['head'] {
  return { kind: 'own', sha: head, parent: 'b'.repeat(40), claim: { ...claim, request, expires } };
}

function holder(number: number, state: HolderSeen['state'], request: string | undefined): HolderSeen {
  return { number, url: `https://github.test/pull/${number}`, state, request };
}

const claim = { plan: 'p', content: 'c', command: '/scale a/x instances=5', by: 'ada', at: before, url: undefined };
const foreign = { kind: 'foreign', sha: head, author: 'ada' } as const;

describe('who may have a target', () => {
  test.each<{ name: string; seen: Omit<LockSeen, 'branch'>; decision: object }>([
    {
      name: 'nothing is there',
      seen: { head: undefined, pullRequests: [] },
      decision: { kind: 'claim', expected: 'absent' },
    },
    {
      name: 'the branch is this request’s, without a pull request',
      seen: { head: own('comment-1', later), pullRequests: [] },
      decision: { kind: 'resume', head },
    },
    {
      name: 'the branch is this request’s, and its claim has expired',
      seen: { head: own('comment-1', before), pullRequests: [] },
      decision: { kind: 'resume', head },
    },
    {
      name: 'the pull request of this request is open',
      seen: { head: own('comment-1', before), pullRequests: [holder(7, 'open', 'comment-1')] },
      decision: { kind: 'there-already', holder: { number: 7 } },
    },
    {
      name: 'the pull request of this request was closed, and the branch is gone',
      seen: { head: undefined, pullRequests: [holder(7, 'closed', 'comment-1')] },
      decision: { kind: 'over', holder: { number: 7 } },
    },
    {
      name: 'the pull request of this request was merged',
      seen: { head: own('comment-1', later), pullRequests: [holder(7, 'merged', 'comment-1')] },
      decision: { kind: 'over', holder: { number: 7 } },
    },
    {
      name: 'the pull request of another request is open',
      seen: {
        head: own('comment-2', before),
        pullRequests: [holder(8, 'open', 'comment-2'), holder(7, 'closed', 'comment-1')],
      },
      decision: { kind: 'held', holder: { number: 8 } },
    },
    {
      name: 'a person’s pull request is open from the branch',
      seen: { head: foreign, pullRequests: [holder(8, 'open', undefined)] },
      decision: { kind: 'held', holder: { number: 8 } },
    },
    {
      name: 'another request is at work',
      seen: { head: own('comment-2', later), pullRequests: [] },
      decision: { kind: 'busy', request: 'comment-2', until: later },
    },
    {
      name: 'another request’s claim has expired',
      seen: { head: own('comment-2', before), pullRequests: [] },
      decision: { kind: 'claim', expected: { head } },
    },
    {
      name: 'another request’s pull request was closed, and its branch stayed',
      seen: { head: own('comment-2', later), pullRequests: [holder(7, 'closed', 'comment-2')] },
      decision: { kind: 'claim', expected: { head } },
    },
    {
      name: 'a person’s commits are on the branch',
      seen: { head: foreign, pullRequests: [holder(7, 'closed', 'comment-2')] },
      decision: { kind: 'foreign-branch', head, author: 'ada' },
    },
  ])('$name: $decision.kind', ({ seen, decision }) => {
    expect(decideLock({ branch, ...seen }, { request: 'comment-1', now })).toMatchObject(decision);
  });

  const anyRequest = fc.constantFrom('comment-1', 'comment-2', 'comment-3');
  const anyTime = fc.constantFrom(before, now, later);
  const anySeen = fc.record({
    branch: fc.constant(branch),
    head: fc.option(
      fc.oneof(
        fc.tuple(anyRequest, anyTime).map(([request, expires]) => own(request, expires)),
        fc.constant(foreign),
      ),
      { nil: undefined },
    ),
    pullRequests: fc.array(
      fc
        .tuple(fc.nat(99), fc.constantFrom('open', 'closed', 'merged'), fc.option(anyRequest, { nil: undefined }))
        .map(([number, state, request]) => holder(number, state, request)),
      { maxLength: 3 },
    ),
  });

  test('what a person committed is never written over, and nothing is written while a pull request is open', () => {
    fc.assert(
      fc.property(anySeen, anyRequest, (seen, request) => {
        const decision = decideLock(seen, { request, now });
        const writes = decision.kind === 'claim' || decision.kind === 'resume';
        if (seen.head?.kind === 'foreign' || seen.pullRequests.some(({ state }) => state === 'open'))
          expect(writes).toBe(false);
      }),
    );
  });

  test('of two requests at most one may write', () => {
    fc.assert(
      fc.property(anySeen, (seen) => {
        if (seen.head?.kind !== 'own' || seen.pullRequests.length > 0 || seen.head.claim.expires <= now) return;
        const writers = ['comment-1', 'comment-2', 'comment-3'].filter((request) =>
          ['claim', 'resume'].includes(decideLock(seen, { request, now }).kind),
        );
        expect(writers).toEqual([seen.head.claim.request]);
      }),
    );
  });

  test('a branch is swept only where no pull request is open and nobody else committed', () => {
    fc.assert(
      fc.property(anySeen, (seen) => {
        if (decideSweep(seen, now).kind !== 'delete') return;
        expect(seen.head?.kind).toBe('own');
        expect(seen.pullRequests.some(({ state }) => state === 'open')).toBe(false);
      }),
    );
  });
});

describe('what is left over', () => {
  test.each<{ name: string; seen: Omit<LockSeen, 'branch'>; decision: object }>([
    {
      name: 'an expired claim without a pull request',
      seen: { head: own('comment-1', before), pullRequests: [] },
      decision: { kind: 'delete', expected: head },
    },
    {
      name: 'a claim in time',
      seen: { head: own('comment-1', later), pullRequests: [] },
      decision: { kind: 'keep', because: 'in-progress' },
    },
    {
      name: 'the branch of a merged pull request',
      seen: { head: own('comment-1', later), pullRequests: [holder(7, 'merged', 'comment-1')] },
      decision: { kind: 'delete', expected: head },
    },
    {
      name: 'the branch of a pull request that was closed just now',
      seen: { head: own('comment-1', later), pullRequests: [holder(7, 'closed', 'comment-1')] },
      decision: { kind: 'keep', because: 'in-progress' },
    },
    {
      name: 'a person’s commits',
      seen: { head: foreign, pullRequests: [holder(7, 'merged', 'comment-1')] },
      decision: { kind: 'keep', because: 'foreign' },
    },
    {
      name: 'a branch whose pull request is open',
      seen: { head: own('comment-1', before), pullRequests: [holder(7, 'open', 'comment-1')] },
      decision: { kind: 'keep', because: 'in-use' },
    },
  ])('$name: $decision.kind', ({ seen, decision }) => {
    expect(decideSweep({ branch, ...seen }, now)).toEqual(decision);
  });
});

import { GitHubError, type GitHubRepository } from '@postgres-ha/github-api';
import type { ListLag } from '@postgres-ha/testkit/fake-github';
import fc from 'fast-check';
import { sampledMoments } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { CLUSTER, MANIFEST, repositoryRig, type RepositoryRig } from './repository-rig.ts';

const BRANCH = 'postgres-ha/production/postgres-cluster';
const CHECK = {
  name: 'postgres-ha/plan',
  externalId: 'pull-request-1',
  conclusion: 'success',
  title: 'Nothing restarts',
  summary: 'All rules passed.',
  text: 'In full.',
} as const;

type Fault = NonNullable<ReturnType<NonNullable<Parameters<RepositoryRig['github']['setFaults']>[0]>>>;

const PAGE = { headers: { 'content-type': 'text/html' }, body: '<html>a proxy</html>' };
const SECONDARY =
  '{"message":"no","documentation_url":"https://docs.github.com/rest/overview/rate-limits#about-secondary-rate-limits"}';
const FAULTS: readonly (readonly [name: string, fault: Fault])[] = [
  ['502, and nothing done', { kind: 'answer', status: 502, ...PAGE }],
  ['502, and all done', { kind: 'answer', status: 502, when: 'after', ...PAGE }],
  ['503 with a time, and all done', { kind: 'answer', status: 503, when: 'after', headers: { 'retry-after': '5' } }],
  ['a proxy that says 200, and nothing done', { kind: 'answer', status: 200, ...PAGE }],
  ['a proxy that says 200, and all done', { kind: 'answer', status: 200, when: 'after', ...PAGE }],
  ['a reset before', { kind: 'reset', when: 'before' }],
  ['a reset after', { kind: 'reset', when: 'after' }],
  ['no answer, and nothing done', { kind: 'hang', when: 'before' }],
  ['no answer, and all done', { kind: 'hang', when: 'after' }],
  ['404 for what is there', { kind: 'answer', status: 404, body: '{"message":"Not Found"}' }],
  ['409', { kind: 'answer', status: 409, body: '{"message":"Conflict"}' }],
  ['422', { kind: 'answer', status: 422, body: '{"message":"Validation Failed"}' }],
  ['429', { kind: 'answer', status: 429, headers: { 'retry-after': '30' }, body: '{"message":"slow"}' }],
  ['a secondary limit', { kind: 'answer', status: 403, body: SECONDARY }],
];

const MOST_ATTEMPTS = 20;

/** As whoever delivers does it: what fails is begun again later, by a process that remembers nothing. */
async function until<T>(rig: RepositoryRig, act: (repository: GitHubRepository) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act(rig.repository());
    } catch (error) {
      if (!(error instanceof GitHubError) || attempt >= MOST_ATTEMPTS) throw error;
      rig.pass(error.retryAfterMs ?? 1000);
    }
  }
}

interface Proposal {
  readonly commit: string;
  readonly number: number;
}

async function propose(repository: GitHubRepository, base: string): Promise<Proposal> {
  const signal = AbortSignal.timeout(300_000);
  const published = await repository.publish(
    {
      branch: BRANCH,
      base,
      files: [
        { path: CLUSTER, content: 'instances: 5\n' },
        { path: MANIFEST, content: 'spec:\n  instances: 5\n' },
      ],
      message: 'Scale production/postgres-cluster to 5\n\nPostgres-Ha-Plan: 0123\n',
      expected: 'absent',
    },
    { signal },
  );
  if (published.kind === 'taken') throw new Error(`taken by ${published.head ?? 'nobody'}`);
  const { commit } = published;
  const wanted = { branch: BRANCH, base: 'main', title: 'Scale', body: 'It says.' };
  const { pullRequest } = await repository.pullRequests.create(wanted, { signal });
  await repository.checks.upsert({ ...CHECK, headSha: commit }, { signal });
  return { commit, number: pullRequest.number };
}

/** A change that was proposed is moved onto another base, and then given up. */
async function moveAndClose(repository: GitHubRepository, { commit, number }: Proposal, base: string): Promise<void> {
  const signal = AbortSignal.timeout(300_000);
  if ((await repository.pullRequests.get(number, { signal }))?.state === 'open') {
    const files = [{ path: CLUSTER, content: 'instances: 7\n' }];
    const expected = { head: commit };
    const moved = await repository.publish({ branch: BRANCH, base, files, message: 'Again\n', expected }, { signal });
    if (moved.kind === 'taken') throw new Error('taken, and nobody was there');
    await repository.pullRequests.update(number, { body: 'It says more.' }, { signal });
  }
  const closed = await repository.pullRequests.close(number, 'Superseded by #9.', { signal });
  await repository.deleteBranch(BRANCH, closed.head.sha, { signal });
}

function expectProposed(rig: RepositoryRig, { commit, number }: Proposal): void {
  expect([...rig.people.branches()].sort()).toEqual(['main', BRANCH]);
  expect(rig.people.branch(BRANCH)).toBe(commit);
  expect(rig.people.file(CLUSTER, BRANCH)).toBe('instances: 5\n');
  expect(rig.people.pullRequests().map((one) => [one.number, one.state])).toEqual([[number, 'open']]);
  expect(rig.people.checkRuns().map((one) => one.headSha)).toEqual([commit]);
  expect(rig.github.violations).toEqual([]);
}

/** How many requests it takes where nothing goes wrong, after the one for a token. */
async function undisturbed(act: (rig: RepositoryRig) => Promise<unknown>): Promise<number> {
  await using rig = await repositoryRig();
  await act(rig);
  return rig.github.requests.length;
}

const proposal = async (rig: RepositoryRig): Promise<Proposal> => {
  const base = rig.people.branch('main') ?? '';
  return until(rig, (repository) => propose(repository, base));
};

describe('a fault at every single request', () => {
  test.each(FAULTS)('leaves one branch, one pull request and one check: %s', async (name, fault) => {
    const requests = await undisturbed(proposal);
    for (const at of sampledMoments(requests, name)) {
      if (at === 0) continue;
      await using rig = await repositoryRig({ faultOf: ({ index }) => (index === at ? fault : undefined) });
      expectProposed(rig, await proposal(rig));
    }
  });

  test.each(FAULTS)('leaves nothing but one closed pull request with one comment: %s', async (name, fault) => {
    const whole = async (rig: RepositoryRig): Promise<Proposal> => {
      const proposed = await proposal(rig);
      const base = rig.people.push({ branch: 'main', files: { 'README.md': 'moved\n' }, by: 'ada' });
      await until(rig, (repository) => moveAndClose(repository, proposed, base));
      return proposed;
    };
    const [first, requests] = [await undisturbed(proposal), await undisturbed(whole)];
    for (const after of sampledMoments(requests - first, name)) {
      const at = first + after;
      await using rig = await repositoryRig({ faultOf: ({ index }) => (index === at ? fault : undefined) });
      const { number } = await whole(rig);
      expect(rig.people.branches()).toEqual(['main']);
      expect(rig.people.pullRequests().map((one) => [one.number, one.state, one.body])).toEqual([
        [number, 'closed', 'It says more.'],
      ]);
      expect(rig.people.comments(number).map(({ body }) => body)).toEqual(['Superseded by #9.']);
      expect(rig.github.violations).toEqual([]);
    }
  });
});

describe('whatever comes together', () => {
  const faults = fc.dictionary(
    fc.integer({ min: 1, max: 60 }).map(String),
    fc.constantFrom(...FAULTS.map(([, fault]) => fault)),
    { maxKeys: 12 },
  );
  const lag: fc.Arbitrary<ListLag> = fc.record({
    requests: fc.nat({ max: 30 }),
    ms: fc.nat({ max: 5000 }),
    single: fc.nat({ max: 2 }),
  });

  test('of faults, lists that are behind, and three who want the same at once: one of each', async () => {
    await fc.assert(
      fc.asyncProperty(faults, lag, fc.integer({ min: 1, max: 3 }), async (at, behind, bots) => {
        await using rig = await repositoryRig({ faultOf: ({ index }) => at[String(index)], lag: behind });
        const all = await Promise.all(Array.from({ length: bots }, () => proposal(rig)));
        const [first] = all;
        expect(new Set(all.map(({ number }) => number)).size).toBe(1);
        expect(rig.people.pullRequests().map(({ state }) => state)).toEqual(['open']);
        expect([...rig.people.branches()].sort()).toEqual(['main', BRANCH]);
        expect(rig.people.branch(BRANCH)).toBe(first?.commit);
        expect(rig.github.violations).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

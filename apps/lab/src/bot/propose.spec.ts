import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { initialState } from '../state/initial-state.ts';
import { holdState } from '../state/state-holder.ts';
import { EXAMPLE_REQUESTS, type ProposalOutcome } from './proposal.ts';
import { openProposals } from './propose.ts';

const now = (): Date => new Date('2026-11-26T05:00:00Z');
const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

async function asked(text: string): Promise<ProposalOutcome> {
  const holder = holdState(initialState(now()), { now, everyMs: 1 });
  const proposals = openProposals({ holder, now, root: ROOT, signal: new AbortController().signal });
  const { id, outcome } = await proposals.ask(text);
  expect(holder.current().bot.proposals).toEqual([{ id, text, askedAt: '2026-11-26T05:00:00.000Z', outcome }]);
  return outcome;
}

test.each([
  { text: EXAMPLE_REQUESTS[0], lines: ['-instances: 3', '+instances: 5'] },
  {
    text: EXAMPLE_REQUESTS[1],
    lines: ['-primaryUpdateStrategy: unsupervised', '+primaryUpdateStrategy: supervised'],
  },
])('$text is one pull request that changes that line and what is rendered from it', async ({ text, lines }) => {
  const outcome = await asked(text);
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  expect(outcome.pullRequests).toHaveLength(1);
  const { files = [], body = '' } = outcome.pullRequests[0] ?? {};
  const intent = files.find(({ path }) => path.endsWith('postgres-cluster/cluster.yaml'));
  expect(intent?.diff.split('\n').filter((line) => /^[-+]/.test(line))).toEqual(lines);
  expect(intent?.diff).toMatch(/^@@ /);
  expect(files.some(({ role, path }) => role === 'rendered' && path.endsWith('01-postgres-cluster.yaml'))).toBe(true);
  expect(body).toMatch(/^- \*\*Verdict\*\*/);
  expect(body).not.toContain('<details>');
});

test.each([
  { text: 'please scale it', because: 'This is no command.' },
  { text: '/scal production/postgres-cluster instances=5', because: 'Did you mean /scale' },
  { text: '/plan', because: '/plan is for a pull request on GitHub.' },
  { text: EXAMPLE_REQUESTS[3], because: 'storage.size: found 50Gi instead of 100Gi' },
  { text: '/scale production/postgres-cluster instances=3', because: 'says so already' },
])('$text is refused, and why is said', async ({ text, because }) => {
  const outcome = await asked(text);
  expect(outcome.kind === 'refused' && outcome.because.join(' ')).toContain(because);
});

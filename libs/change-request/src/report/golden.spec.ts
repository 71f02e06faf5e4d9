import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FactsReading } from '@postgres-ha/cluster-facts';
import { describe, expect, test } from 'vitest';
import { readComment } from '../command/read-comment.ts';
import type { Intent, Origin } from '../intent/intent.ts';
import type { ChangePlan } from '../plan/change-plan.ts';
import { judgeStates } from '../plan/judge-states.ts';
import { memoryState } from '../plan/memory-state.ts';
import { planChange, type PlanOptions } from '../plan/plan-change.ts';
import { checkContent } from './check-content.ts';
import { dashboardIssue } from './dashboard-issue.ts';
import { alive } from './markdown-alive.ts';
import { pullRequestContent } from './pull-request-content.ts';
import { replyComment } from './reply-comment.ts';
import { reviewComment } from './review-comment.ts';

const root = join(import.meta.dirname, '../../../..');
const shipped = new Map(
  readdirSync(join(root, 'environments'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1), readFileSync(path, 'utf8')] as const;
    }),
);

const BASE = 'b'.repeat(40);
const HEAD = 'e'.repeat(40);
const COMMENT = 'https://github.com/acme/databases/issues/7#issuecomment-1';
const PULL = { number: 12, url: 'https://github.com/acme/databases/pull/12' };
const CLUSTER = { environment: 'production', cluster: 'postgres-cluster' };
const CLUSTER_FILE = 'environments/production/postgres-cluster/cluster.yaml';
const RENDERED_FILE = 'environments/production/postgres-cluster/01-postgres-cluster.yaml';
const now = new Date('2026-08-20T10:00:05Z');

const origin: Origin = {
  kind: 'comment',
  key: 'comment-1',
  by: 'ada',
  url: COMMENT,
  at: new Date('2026-08-20T10:00:00Z'),
};

const known: FactsReading = {
  kind: 'known',
  ageSeconds: 65,
  facts: {
    ...CLUSTER,
    observedAt: new Date('2026-08-20T09:59:00Z'),
    expiresAt: new Date('2026-08-20T10:09:00Z'),
    health: 'healthy',
    instances: { wanted: 3, ready: 3 },
    primary: 'postgres-cluster-2',
    timeline: 4,
    archiving: 'working',
    newestProof: { backupId: '20260820T020000', provenAt: new Date('2026-08-20T05:12:00Z'), level: 'L5' },
  },
};

function optionsFor(texts: ReadonlyMap<string, string>, facts: PlanOptions['facts'] = new Map()): PlanOptions {
  return {
    state: memoryState(texts, { commit: BASE }),
    origin,
    facts,
    now,
    generator: 'postgres-ha 0.1.0',
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    signal: AbortSignal.timeout(60_000),
  };
}

async function planned(intent: Intent, options: PlanOptions): Promise<ChangePlan> {
  const planning = await planChange(intent, options);
  if (planning.kind !== 'plan') throw new Error(JSON.stringify(planning));
  return planning;
}

function edited(path: string, from: string, to: string): Map<string, string> {
  const text = shipped.get(path) ?? '';
  expect(text).toContain(from);
  return new Map(shipped).set(path, text.replace(from, to));
}

const files = (name: string): string => `golden/${name}`;
const ours = (url: string): boolean => url === COMMENT || url.startsWith('https://github.com/acme/databases/pull/');

async function expectPullRequest(name: string, planned: ChangePlan): Promise<void> {
  // the hash is of more than is said here
  const plan = { ...planned, hash: 'f'.repeat(64) };
  const { branch, title, body, commitMessage } = pullRequestContent(plan, {
    origin,
    now,
    generator: 'postgres-ha 0.1.0',
  });
  expect(alive(body, ours)).toEqual([]);
  const text = [`Branch: ${branch}`, `Title: ${title}`, '', commitMessage, '-----', body, ''].join('\n');
  await expect(text).toMatchFileSnapshot(files(`${name}.txt`));
}

describe('pull requests of the bot', () => {
  test('scale, of a cluster that published facts', async () => {
    const facts = new Map([['production/postgres-cluster', known]]);
    await expectPullRequest(
      'pull-request-scale',
      await planned({ kind: 'scale', target: CLUSTER, instances: 5 }, optionsFor(shipped, facts)),
    );
  });

  test('start of maintenance', async () => {
    const until = new Date('2026-08-20T12:00:00Z');
    const intent: Intent = {
      kind: 'maintenance',
      target: CLUSTER,
      phase: 'start',
      until,
      reason: 'kernel of the nodes',
    };
    await expectPullRequest('pull-request-maintenance', await planned(intent, optionsFor(shipped)));
  });

  test('end of maintenance: an update that waits would go on', async () => {
    const start = await planned({ kind: 'maintenance', target: CLUSTER, phase: 'start' }, optionsFor(shipped));
    const begun = new Map(shipped);
    for (const { path, after } of start.files) begun.set(path, after ?? '');
    const intent: Intent = { kind: 'maintenance', target: CLUSTER, phase: 'end' };
    await expectPullRequest('pull-request-maintenance-end', await planned(intent, optionsFor(begun)));
  });

  test('a freeze of an environment', async () => {
    const until = new Date('2027-01-04T00:00:00Z');
    const target = { environment: 'production', cluster: undefined };
    const intent: Intent = { kind: 'freeze', target, until, reason: 'end of year' };
    await expectPullRequest('pull-request-freeze', await planned(intent, optionsFor(shipped)));
  });

  test('upgrade of the image of an environment', async () => {
    const before =
      'postgresql:17.11-202608170816-standard-trixie@sha256:91e0de662d53895a45f1396f4ee1a75daeb0c26fc87853afc9c8f43e01fdaa21';
    const digest = 'c'.repeat(64);
    const image = `ghcr.io/cloudnative-pg/postgresql:17.12-202611160816-standard-trixie@sha256:${digest}`;
    expect(shipped.get('environments/production/environment.yaml')).toContain(before);
    const intent: Intent = { kind: 'upgrade', target: { environment: 'production', cluster: undefined }, image };
    await expectPullRequest('pull-request-upgrade', await planned(intent, optionsFor(shipped)));
  });

  test('one that restarts the primary asks for an override where nothing is known of the cluster', async () => {
    const intent: Intent = { kind: 'set', target: CLUSTER, parameters: [{ name: 'max_connections', value: '190' }] };
    await expectPullRequest('pull-request-set', await planned(intent, optionsFor(shipped)));
  });
});

describe("people's pull requests", () => {
  async function reading(head: ReadonlyMap<string, string>) {
    const { state, facts, signal } = optionsFor(shipped);
    return judgeStates({ base: state, head: memoryState(head, { commit: HEAD }), facts, now, signal });
  }

  test('with drift: what it does, and the way out', async () => {
    const review = await reading(edited(CLUSTER_FILE, 'failoverDelay: 30s', 'failoverDelay: 60s'));
    const text = reviewComment(review, { head: HEAD, base: BASE, branch: { kind: 'own' } });
    expect(alive(text, ours)).toEqual([]);
    await expect(`${text}\n`).toMatchFileSnapshot(files('review-drift.txt'));
    const { conclusion, title, summary, text: details } = checkContent(review, { head: HEAD, base: BASE });
    expect(conclusion).toBe('failure');
    await expect(`${title}\n\n-----\n${summary}\n\n-----\n${details}\n`).toMatchFileSnapshot(files('check-drift.txt'));
  });

  test('from a fork, with rendered files that were edited by hand', async () => {
    const review = await reading(edited(RENDERED_FILE, 'failoverDelay: 30', 'failoverDelay: 10'));
    const text = reviewComment(review, { head: HEAD, base: BASE, branch: { kind: 'fork' } });
    expect(alive(text, ours)).toEqual([]);
    await expect(`${text}\n`).toMatchFileSnapshot(files('review-fork.txt'));
  });

  test('that cannot be read', async () => {
    const review = await reading(edited(CLUSTER_FILE, 'instances: 3', 'instances: three'));
    const text = reviewComment(review, { head: HEAD, base: BASE, branch: { kind: 'own' } });
    expect(alive(text, ours)).toEqual([]);
    await expect(`${text}\n`).toMatchFileSnapshot(files('review-refused.txt'));
  });
});

describe('replies', () => {
  const told = async (name: string, text: string): Promise<void> => {
    expect(alive(text, ours)).toEqual([]);
    await expect(`${text}\n`).toMatchFileSnapshot(files(`reply-${name}.txt`));
  };

  test('a pull request was opened', async () => {
    const { judgement } = await planned({ kind: 'scale', target: CLUSTER, instances: 5 }, optionsFor(shipped));
    await told('proposed', replyComment({ kind: 'proposed', made: 'created', pullRequest: PULL, judgement }, origin));
  });

  test('what was asked for is refused', async () => {
    const planning = await planChange({ kind: 'resize', target: CLUSTER, storage: '50Gi' }, optionsFor(shipped));
    if (planning.kind !== 'refused') throw new Error(planning.kind);
    await told('refused', replyComment(planning, origin));
  });

  test('a command was mistaken', async () => {
    const comment = readComment('/scale production/postgres-cluster instance=5\n/scale production instances=@team');
    if (comment.kind !== 'mistaken') throw new Error(comment.kind);
    await told('mistaken', replyComment(comment, origin));
  });

  test('another pull request holds the target', async () => {
    await told('held', replyComment({ kind: 'held', target: CLUSTER, by: PULL }, origin));
  });

  test('several commands, each with its own outcome', async () => {
    const text = '/scale production/postgres-cluster instances=3';
    const outcome = { kind: 'unchanged', path: CLUSTER_FILE } as const;
    const each = [
      { text, outcome },
      { text: '/unlock production/postgres-cluster', outcome: { kind: 'done', text: 'The lock is released.' } },
    ] as const;
    await told('several', replyComment({ kind: 'several', each }, origin));
  });
});

test('a dashboard', async () => {
  const common = { open: [], freeze: undefined, maintenance: undefined, drift: 0, nextDue: undefined } as const;
  const never: FactsReading = {
    kind: 'unknown',
    because: 'never-published',
    detail: 'The cluster has published no facts',
  };
  const freeze = { cluster: undefined, from: now, until: new Date('2027-01-04T08:00:00Z'), reason: 'year end' };
  const { title, body } = dashboardIssue(
    [
      { ...common, environment: 'staging', cluster: 'postgres-cluster', facts: never },
      { ...common, environment: 'production', cluster: 'postgres-cluster', facts: known },
      {
        ...common,
        environment: 'production',
        cluster: 'orders',
        facts: never,
        freeze,
        drift: 2,
        open: [{ ...PULL, title: 'production/orders: scale to 5 instances', verdict: 'needs-override' }],
        nextDue: { at: new Date('2026-08-21T02:00:00Z'), what: 'maintenance is meant to be over' },
      },
    ],
    { now },
  );
  expect(alive(body, ours)).toEqual([]);
  await expect(`${title}\n\n${body}\n`).toMatchFileSnapshot(files('dashboard.txt'));
});

import { createHash } from 'node:crypto';
import { planChange, type ChangePlan, type Intent } from '@postgres-ha/change-request';
import { readFacts, writeFacts } from '@postgres-ha/cluster-facts';
import { committedState } from '@postgres-ha/git-checkout';

/** A fourth instance for `environment/cluster`; for a whole `environment`, the next minor release for all its clusters. */
export function intentOf(name: string): Intent {
  const [environment = '', cluster] = name.split('/');
  return cluster === undefined
    ? { kind: 'upgrade', target: { environment, cluster }, image: NEXT_MINOR }
    : { kind: 'scale', target: { environment, cluster }, instances: 4 };
}

const NEXT_MINOR = `ghcr.io/cloudnative-pg/postgresql:17.12-202611160816-standard-trixie@sha256:${'b'.repeat(64)}`;

/** Plans for a cluster or an environment, from what Git has: nothing is kept from one plan to the next. */
export async function planFor(root: string, name: string): Promise<ChangePlan> {
  const reading = committedState(root, 'HEAD');
  if (reading.kind !== 'read') throw new Error(`${root} is ${reading.kind}`);
  const planning = await planChange(intentOf(name), {
    state: reading.checkout.state,
    origin: {
      kind: 'comment',
      key: 'comment-1',
      by: 'ada',
      url: 'https://github.com/acme/databases/issues/1',
      at: NOW,
    },
    facts: (wanted) => readFacts(publishedFacts(wanted), { cluster: wanted, now: NOW }),
    now: NOW,
    generator: 'bench',
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    signal: AbortSignal.timeout(60_000),
  });
  if (planning.kind !== 'plan') throw new Error(`${name} is ${planning.kind}, expected a plan`);
  return planning;
}

const NOW = new Date('2026-11-26T04:05:00Z');

/** The text that stands where the facts of a cluster are published. */
function publishedFacts(wanted: string): string {
  const [environment = '', cluster = ''] = wanted.split('/');
  return writeFacts({
    environment,
    cluster,
    observedAt: new Date(NOW.getTime() - 60_000),
    expiresAt: new Date(NOW.getTime() + 600_000),
    health: 'healthy',
    instances: { wanted: 3, ready: 3 },
    primary: `${cluster}-1`,
    timeline: 1,
    archiving: 'working',
    newestProof: undefined,
  });
}

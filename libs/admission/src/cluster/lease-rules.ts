import type { StateRule } from '../rule.ts';
import type { ClusterResource } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';

const LEASE = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validatePrimaryLease` } as const;
const PATH = ['spec', 'primaryLease'] as const;

/** Rules about the lease that a primary holds: without them its process cannot even start to hold it. */
export const leaseRules: readonly StateRule<ClusterResource>[] = [
  {
    ...LEASE,
    id: 'lease-duration',
    summary: 'The lease of a primary lasts longer than the primary tries to renew it.',
    remedy: 'Raise leaseDurationSeconds above renewDeadlineSeconds.',
    breaches: (cluster) =>
      leasesOf(cluster).flatMap(({ duration, deadline }) =>
        duration <= deadline
          ? [{ path: [...PATH, 'leaseDurationSeconds'], found: `${duration} s, renewed for ${deadline} s` }]
          : [],
      ),
    vectors: {
      fails: { spec: { primaryLease: { leaseDurationSeconds: 10 } } },
      passes: { spec: { primaryLease: { leaseDurationSeconds: 11 } } },
    },
  },
  {
    ...LEASE,
    id: 'lease-renew-deadline',
    summary: 'A primary tries to renew its lease for longer than 1.2 times the pause between two tries.',
    remedy: 'Raise renewDeadlineSeconds or lower retryPeriodSeconds.',
    breaches: (cluster) =>
      leasesOf(cluster).flatMap(({ deadline, retry }) =>
        5 * deadline <= 6 * retry
          ? [{ path: [...PATH, 'renewDeadlineSeconds'], found: `${deadline} s, with a try every ${retry} s` }]
          : [],
      ),
    vectors: {
      fails: { spec: { primaryLease: { retryPeriodSeconds: 9 } } },
      passes: { spec: { primaryLease: { retryPeriodSeconds: 8 } } },
    },
  },
];

interface Lease {
  readonly duration: number;
  readonly deadline: number;
  readonly retry: number;
}

/** The lease in seconds, if anything is said of it. */
function leasesOf({ spec: { primaryLease } }: ClusterResource): readonly Lease[] {
  if (primaryLease === undefined) return [];
  const { leaseDurationSeconds = 15, renewDeadlineSeconds = 10, retryPeriodSeconds = 2 } = primaryLease;
  return [{ duration: leaseDurationSeconds, deadline: renewDeadlineSeconds, retry: retryPeriodSeconds }];
}

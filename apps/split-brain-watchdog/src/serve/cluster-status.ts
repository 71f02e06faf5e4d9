import { concernsOf, type Instant, type Judgement } from '@postgres-ha/split-brain';
import type { WatchedConnections } from '../config/watch-config.ts';
import type { PrimaryChange } from './primary-history.ts';
import type { ClusterStatus, ConditionStatus } from './watch-status.ts';

interface Showing {
  readonly runbooks: string | null;
  readonly changes: readonly PrimaryChange[];
  readonly iso: (seen: Instant) => string;
  readonly judgement: Judgement | undefined;
}

/** @param showing `iso` tells what was on the wall at an instant */
export function clusterStatus({ cluster, connect }: WatchedConnections, showing: Showing): ClusterStatus {
  const { runbooks, changes, iso, judgement } = showing;
  const addresses = new Map(connect.map(({ member, address }) => [member, address]));
  const members = cluster.members.map(({ name }) => {
    const seen = judgement?.members.find((member) => member.name === name);
    const address = addresses.get(name) ?? '';
    if (seen === undefined) {
      return {
        ...{ name, address, role: 'unknown' as const, outcome: null, lastAnswer: null },
        ...{ timeline: null, lsn: null, lagBytes: null, followers: null },
      };
    }
    return { ...seen, address, lastAnswer: seen.lastAnswer === null ? null : iso(seen.lastAnswer) };
  });
  return {
    name: cluster.name,
    state: judgement?.state ?? 'unknown',
    judgedAt: judgement === undefined ? null : iso(judgement.at),
    conditions: judgement?.conditions.map((condition) => conditionStatus(condition, iso)) ?? [],
    concerns: judgement === undefined ? [] : concernsOf(judgement, { runbooks }),
    members,
    changes: changes.map(({ from, to, kind, lastOfOld, firstOfNew }) => ({
      ...{ from, to, kind, at: iso(firstOfNew), tookMs: Math.round(firstOfNew - lastOfOld) },
    })),
  };
}

function conditionStatus(condition: Judgement['conditions'][number], iso: Showing['iso']): ConditionStatus {
  const { state, severity, members, key, fork, actions, since, deadline, proof, lostWrites } = condition;
  const both = ([from, to]: readonly [Instant, Instant]) => [iso(from), iso(to)] as const;
  return {
    ...{ state, severity, members, key, fork, actions },
    since: iso(since),
    deadline: deadline === null ? null : iso(deadline),
    proof:
      proof === null
        ? null
        : {
            ...proof,
            ...{ first: both(proof.first), between: both(proof.between), last: both(proof.last) },
            betweenLast: proof.betweenLast === null ? null : both(proof.betweenLast),
          },
    lostWrites: lostWrites.map(({ member, basis, commits, atLeast, unacknowledged }) => ({
      ...{ member, basis, commits, atLeast, unacknowledged },
    })),
  };
}

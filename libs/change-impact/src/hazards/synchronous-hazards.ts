import { isRollout } from '../action.ts';
import { instancesDifference, instancesOf } from '../cluster-pairs.ts';
import { rolloutPolicy } from '../rollout-policy.ts';
import { synchronousReplication } from '../synchronous-replication.ts';
import { inEachCluster, judgedBy, placeIn, placeOf, type ClusterChange, type HazardRule } from './hazard-rule.ts';

const EXPLICIT = 'CloudNativePG 1.30: pkg/postgres/replication/explicit.go';
const INSTANCES = ['spec', 'instances'];
const SYNCHRONOUS = ['spec', 'postgresql', 'synchronous'];

/** What a change does to the promise that a commit is on a standby. */
export const synchronousHazards: readonly HazardRule[] = [
  {
    id: 'synchronous-too-few',
    level: 'error',
    summary: 'There are fewer standbys than a commit must be on.',
    detail: 'Every commit waits, and none is acknowledged, until there are enough standbys again.',
    remedy: 'Keep instances above synchronous.number, by at least two.',
    source: `${EXPLICIT}; the webhook refuses it as well`,
    places: inEachCluster((cluster) => spare(cluster, (left) => left < 0)),
  },
  {
    id: 'synchronous-no-spare',
    level: 'warning',
    summary: 'From now on one lost standby stops all writes.',
    detail:
      'With dataDurability: required a commit waits for synchronous.number standbys, and that many there are. The webhook accepts it. Every restart of a standby stops writes as well.',
    remedy: 'Have instances at least synchronous.number + 2, or choose dataDurability: preferred knowingly.',
    source: `${EXPLICIT}; PostgreSQL: synchronous_standby_names`,
    places: inEachCluster((cluster) => spare(cluster, (left) => left === 0)),
  },
  {
    id: 'rollout-stops-writes',
    level: 'warning',
    summary: 'While a standby is replaced, commits wait.',
    detail: 'Every standby is needed for a commit, so each one that restarts stops writes until it streams again.',
    remedy:
      'Add a standby first and take it away afterwards, or set dataDurability: preferred for the time of the change.',
    source: EXPLICIT,
    places: inEachCluster(({ before, after, changes }) =>
      rolloutPolicy({ before, after }).needsEveryStandby
        ? changes.filter(({ action }) => isRollout(action)).map(placeOf)
        : [],
    ),
  },
  {
    id: 'durability-lowered',
    level: 'warning',
    summary: 'Commits are on fewer standbys than before when they are acknowledged.',
    detail:
      'If the primary is lost, what it had acknowledged last may be lost with it: synchronous replication was taken out, its number lowered, or it gives way when standbys are missing.',
    remedy: 'Do it only if that loss may be; otherwise keep dataDurability: required and the number.',
    source: `${EXPLICIT}; PostgreSQL: synchronous replication`,
    places: inEachCluster(({ before, after, changes }) => {
      const was = synchronousReplication(before);
      const is = synchronousReplication(after);
      const lowered = was !== undefined && (is === undefined || is.number < was.number || (was.blocks && !is.blocks));
      return lowered ? judgedBy(changes, 'cluster-synchronous', 'cluster-failover-quorum').map(placeOf) : [];
    }),
  },
  {
    id: 'failover-quorum-off',
    level: 'warning',
    summary: 'A failover no longer asks whether a standby with every commit is there.',
    detail:
      'The operator promotes the most advanced standby that it reaches, even if one that it does not reach has more.',
    remedy: 'Leave failoverQuorum on while synchronous replication is there to keep commits.',
    source: 'CloudNativePG 1.30: internal/controller/replicas_quorum.go',
    places: inEachCluster(({ before, after }) => {
      const was = synchronousReplication(before)?.failoverQuorum === true;
      return was && synchronousReplication(after)?.failoverQuorum !== true
        ? [placeIn(after, [...SYNCHRONOUS, 'failoverQuorum'])]
        : [];
    }),
  },
  {
    id: 'several-instances-removed',
    level: 'warning',
    summary: 'Several standbys go at once.',
    detail:
      'The operator takes them away one after another without asking whether what is left carries the readers, and their volumes are deleted. The way back is a new copy each.',
    remedy: 'Take one away at a time.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_scale.go',
    places: inEachCluster((cluster) => (instancesDifference(cluster) < -1 ? [placeIn(cluster.after, INSTANCES)] : [])),
  },
  {
    id: 'standby-lost',
    level: 'warning',
    summary: 'Nobody is left to take over.',
    detail: 'With one instance there is no failover and no switchover; every restart is downtime.',
    remedy: 'Keep at least two instances, better three.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_upgrade.go',
    places: inEachCluster(({ before, after }) =>
      instancesOf(before) > 1 && instancesOf(after) < 2 ? [placeIn(after, INSTANCES)] : [],
    ),
  },
];

/** Standbys beyond those that a commit must be on; only where this change made it so. */
function spare({ before, after }: ClusterChange, matches: (left: number) => boolean): ReturnType<HazardRule['places']> {
  const left = (cluster: typeof after): number | undefined => {
    const synchronous = synchronousReplication(cluster);
    return synchronous?.blocks === true ? instancesOf(cluster) - 1 - synchronous.number : undefined;
  };
  const [was, is] = [left(before), left(after)];
  if (is === undefined || !matches(is) || was === is) return [];
  return [placeIn(after, INSTANCES), placeIn(after, [...SYNCHRONOUS, 'number'])];
}

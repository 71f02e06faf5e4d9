import type { Cluster } from '@postgres-ha/environment';
import { archiveName } from '@postgres-ha/environment';
import { isDisruptive } from './risk.ts';
import { listed, passed, type Rule } from './rule.ts';
import { touchedClusters, type TouchedCluster } from './touched-clusters.ts';

/** What is asked of a change that does more than one thing, or does it in more than one place. */
export const topologyRules: readonly Rule[] = [
  {
    id: 'one-disruption-per-change',
    summary: 'Does the change disrupt one cluster, in one way?',
    why: 'If it goes wrong, nobody can tell which of two disruptions did it, and taking one back takes back the other. Growing a volume while pods are replaced has kept real clusters from coming back for hours (cloudnative-pg issues 9786 and 7997).',
    outcomes: ['needs-override'],
    judge: (situation) => {
      const clusters = touchedClusters(situation);
      const twice = clusters.filter(({ change }) => change.impact.hazards.some(({ id }) => AT_ONCE.has(id)));
      if (twice.length > 0) {
        return {
          outcome: 'needs-override',
          summary: `Disrupted in two ways at once: ${listed(twice.map(({ name }) => name))}.`,
          remedy: 'Make two changes of it, the second when the first is through.',
        };
      }
      const disrupted = clusters.filter(({ change }) => isDisruptive(change)).map(({ name }) => name);
      if (disrupted.length <= 1) return passed('One cluster at most is disrupted, in one way.');
      return {
        outcome: 'needs-override',
        summary: `${disrupted.length} clusters are disrupted by one change: ${listed(disrupted)}.`,
        remedy: 'Change one, see that it is well, then the others; for all at once a second person writes /override.',
      };
    },
  },
  {
    id: 'sibling-topology',
    summary: 'Is only one of two clusters disrupted that stand in for one another?',
    why: 'A replica cluster is what is left when its source is lost. While both restart, neither can be relied on; and one that is being made from another reads from its archive meanwhile.',
    outcomes: ['needs-override'],
    judge: (situation) => {
      const clusters = touchedClusters(situation);
      const pairs = clusters.flatMap((follower) =>
        clusters
          .filter((source) => source !== follower && dependsOn(follower, source))
          .filter((source) => isDisruptive(source.change) && (isDisruptive(follower.change) || isBorn(follower)))
          .map((source) => `${follower.name} follows ${source.name}`),
      );
      if (pairs.length === 0) return passed('No two clusters of one topology are disrupted together.');
      return {
        outcome: 'needs-override',
        summary: `Disrupted together: ${listed(pairs)}.`,
        remedy: 'Change one of them, wait until it is healthy and the other has caught up, then the other.',
      };
    },
  },
];

/** Hazards of change-impact that say that two things happen to one cluster at once. */
const AT_ONCE: ReadonlySet<string> = new Set(['several-disruptions', 'storage-with-rollout']);

function isBorn({ change }: TouchedCluster): boolean {
  return change.status === 'added';
}

/** Whether one cluster follows another; or is being made from it, which it is only while it is new. */
function dependsOn(follower: TouchedCluster, source: TouchedCluster): boolean {
  const { after, before, change } = follower;
  const cluster = after ?? before;
  const origin = source.before ?? source.after;
  if (cluster === undefined || origin === undefined) return false;
  const from = cluster.replicaOf?.enabled === true ? cluster.replicaOf.from : undefined;
  const restored = isBorn(follower) ? cluster.restore?.from : undefined;
  return [from, restored].some((archive) => {
    if (archive === undefined) return false;
    if ('cluster' in archive)
      return change.environment === source.change.environment && archive.cluster === origin.name;
    return placeOf(archive) === archiveOf(origin);
  });
}

function archiveOf(cluster: Cluster): string | undefined {
  return cluster.backup === 'none' ? undefined : placeOf({ ...cluster.backup, serverName: archiveName(cluster) });
}

function placeOf({
  destination,
  endpoint = '',
  serverName,
}: {
  readonly destination: string;
  readonly endpoint?: string | undefined;
  readonly serverName: string;
}): string {
  return `${endpoint} ${destination.replace(/\/+$/, '')}/${serverName}`;
}

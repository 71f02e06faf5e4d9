import { productionCluster, type RuleCluster } from '../rule-clusters.ts';
import { constant } from '../signal.ts';
import { set, without, type World } from '../world.ts';
import { POD } from './events.ts';

const STREAMING = 'cnpg_pg_recovery_streaming';

/** Production's cluster as a follower of another archive. */
export function followerCluster(): RuleCluster {
  return productionCluster({
    replicaOf: {
      from: { destination: 's3://elsewhere/', serverName: 'other', credentials: { accessKeys: { secret: 'keys' } } },
    },
  });
}

/** Instance 1 leads the others, is in recovery as they are, and streams from nobody. */
export function leadsWithoutStream(world: World): World {
  const recovering = set(world, 'cnpg_pg_replication_in_recovery', { pod: POD[1] }, constant(1));
  const leading = world
    .filter(({ metric, labels }) => metric === STREAMING && labels['pod'] === POD[2])
    .map((series) => ({
      ...series,
      labels: { ...series.labels, pod: POD[1], cnpg_io_instanceRole: 'primary' },
      signal: constant(0),
    }));
  return [...without(recovering, 'cnpg_pg_synchronous_standbys_connected'), ...leading];
}

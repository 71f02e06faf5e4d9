import { serveRuns } from '../../render/child-process.ts';
import { checkCluster } from '../check-cluster.ts';

const [data = ''] = process.argv.slice(2);

serveRuns({
  work: () => {
    const { bad } = checkCluster(data);
    if (bad > 0) throw new Error(`${data}: ${bad} bad pages`);
  },
});

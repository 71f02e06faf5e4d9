import { checkCluster } from '../check-cluster.ts';

const [data = ''] = process.argv.slice(2);

process.stdout.write(JSON.stringify(checkCluster(data)));

import { clusterFiles } from '@postgres-ha/database-cluster';
import { readEnvironment } from '@postgres-ha/environment';
import { example, exampleFiles } from '@postgres-ha/environment/examples';
import { writtenQueries, type WrittenQuery } from './exporter.ts';

/** The queries as a cluster's file 01 has them. */
export function renderedQueries(): ReadonlyMap<string, WrittenQuery> {
  const reading = readEnvironment(exampleFiles(example()));
  if (reading.kind === 'refused') throw new Error('the example is refused');
  const [cluster] = reading.environment.clusters;
  const objects =
    cluster === undefined ? [] : clusterFiles(cluster, reading.environment).flatMap((file) => file.objects);
  const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'orders-monitoring');
  const { queries } = map?.['data'] as { readonly queries: string };
  return writtenQueries(queries);
}

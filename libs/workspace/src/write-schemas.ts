import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { publishedFactsSchema } from '@postgres-ha/cluster-facts';
import { publishedNotifySchema } from '@postgres-ha/notification';
import { publishedReportSchema } from '@postgres-ha/proof-report';
import { publishedSchemas } from '@postgres-ha/environment';

/** Writes the JSON Schemas that editors and other programs read; unit tests compare them with what is committed. */
const root = join(import.meta.dirname, '../../..');
const { cluster, environment } = publishedSchemas();
const schemas = {
  'libs/cluster-facts/schema/facts.schema.json': publishedFactsSchema(),
  'libs/environment/schema/cluster.schema.json': cluster,
  'libs/environment/schema/environment.schema.json': environment,
  'libs/notification/schema/notify.schema.json': publishedNotifySchema(),
  'libs/proof-report/schema/report.schema.json': publishedReportSchema(),
};
for (const [path, schema] of Object.entries(schemas)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), `${JSON.stringify(schema, null, 2)}\n`);
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedSchemas } from '@postgres-ha/environment';

/** Writes the JSON Schemas that editors read; a unit test compares them with what is committed. */
const directory = join(import.meta.dirname, '../../environment/schema');
mkdirSync(directory, { recursive: true });
for (const [name, schema] of Object.entries(publishedSchemas())) {
  writeFileSync(join(directory, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { publishedConfigSchema } from './published-schema.ts';

/** Writes the JSON Schema that editors read; a unit test compares it with what is committed. Run by `npm run schema`. */
const path = join(import.meta.dirname, '../../schema/config.schema.json');
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, `${JSON.stringify(publishedConfigSchema(), null, 2)}\n`);

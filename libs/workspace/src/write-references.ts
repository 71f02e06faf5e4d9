import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REFERENCES } from './references.ts';

/** Writes the pages that are made from code; a unit test compares them with what is committed. */
const root = join(import.meta.dirname, '../../..');
for (const [path, made] of Object.entries(REFERENCES)) {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), made());
}

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '@postgres-ha/diagnosis';
import { trimEvidence } from './trim-evidence.ts';

/*
 * Trims what a run of the contract tests recorded, and keeps it here:
 *
 *   POSTGRES_HA_RECORD=/tmp/recorded npx vitest run --project contract-cluster apps/doctor-e2e
 *   npx node apps/doctor-e2e/src/recorded/keep.ts /tmp/recorded
 */
const [from = ''] = process.argv.slice(2);
for (const name of (await readdir(from)).filter((each) => each.endsWith('.json'))) {
  const evidence = JSON.parse(await readFile(join(from, name), 'utf8')) as Evidence;
  // one line for each thing that was looked at: short enough to be kept, and to be compared
  const lines = Object.entries(trimEvidence(evidence)).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  await writeFile(join(import.meta.dirname, name), `{\n${lines.join(',\n')}\n}\n`);
}

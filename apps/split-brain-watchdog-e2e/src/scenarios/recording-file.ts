import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const PLACE = new URL('../../recordings/', import.meta.url);

/** Where the recording of a scenario on PostgreSQL 17 lies. */
function fileOf(name: string): string {
  return fileURLToPath(new URL(`${name}.jsonl.gz`, PLACE));
}

export async function writeRecordingFile(name: string, recording: string): Promise<void> {
  await writeFile(fileOf(name), await promisify(gzip)(recording, { level: 9 }));
}

export async function readRecordingFile(name: string): Promise<string> {
  return (await promisify(gunzip)(await readFile(fileOf(name)))).toString();
}

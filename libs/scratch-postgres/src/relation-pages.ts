import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createPageCheck, type ControlFile, type PageFinding } from '@postgres-ha/postgres-storage';
import type { Scratch } from './scratch.ts';

/** All pages of a cluster that was shut down cleanly, as `pg_checksums` reads them. */
export interface PagesEvidence {
  /** Whether pages carry checksums. */
  readonly checksums: boolean;
  readonly files: number;
  readonly pages: number;
  readonly newPages: number;
  readonly damaged: readonly DamagedFile[];
}

export interface DamagedFile {
  /** Below the data directory. */
  readonly path: string;
  readonly findings: readonly PageFinding[];
  /** Bytes behind the last whole page. */
  readonly strayBytes: number;
}

const RELATION_FILE = /^\d+(?:_(?:fsm|vm|init))?(?:\.(\d+))?$/;
const READ_BYTES = 2 * 1024 * 1024;

/** @param control of the cluster in its present state: `shut down` */
export async function checkPages(
  { paths: { data } }: Scratch,
  { control, signal }: { readonly control: ControlFile; readonly signal: AbortSignal },
): Promise<PagesEvidence> {
  const { blockSizeBytes, dataChecksums, blocksPerFile } = control;
  const check = createPageCheck({ blockSizeBytes, dataChecksums });
  const buffer = new Uint8Array(READ_BYTES - (READ_BYTES % blockSizeBytes));
  const damaged: DamagedFile[] = [];
  const sums = { files: 0, pages: 0, newPages: 0 };
  for await (const { path, part } of relationFiles(data)) {
    sums.files += 1;
    const findings: PageFinding[] = [];
    let strayBytes = 0;
    await using file = await open(join(data, path), 'r');
    for (let block = part * blocksPerFile; ;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      const whole = bytesRead - (bytesRead % blockSizeBytes);
      const tally = check.check(buffer.subarray(0, whole), block);
      findings.push(...tally.findings);
      sums.pages += tally.pages;
      sums.newPages += tally.newPages;
      strayBytes += bytesRead - whole;
      block += whole / blockSizeBytes;
      if (bytesRead < buffer.length) break;
    }
    if (findings.length > 0 || strayBytes > 0) damaged.push({ path, findings, strayBytes });
  }
  return { checksums: dataChecksums, ...sums, damaged };
}

interface RelationFile {
  readonly path: string;
  /** Number of the file within its relation. */
  readonly part: number;
}

async function* relationFiles(data: string): AsyncIterable<RelationFile> {
  const directories = ['global', ...(await below(data, 'base'))];
  for (const tablespace of (await below(data, 'pg_tblspc')).filter((path) => /\/\d+$/.test(path))) {
    for (const version of await below(data, tablespace)) directories.push(...(await below(data, version)));
  }
  for (const directory of directories) {
    for (const name of await readdir(join(data, directory)).catch(() => [])) {
      const match = RELATION_FILE.exec(name);
      if (match !== null) yield { path: `${directory}/${name}`, part: Number(match[1] ?? 0) };
    }
  }
}

async function below(data: string, directory: string): Promise<readonly string[]> {
  const names = await readdir(join(data, directory));
  return names.filter((name) => !name.startsWith('pgsql_tmp')).map((name) => `${directory}/${name}`);
}

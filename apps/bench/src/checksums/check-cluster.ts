import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { createPageCheck, readControlFile } from '@postgres-ha/postgres-storage';

export interface ClusterTally {
  readonly files: number;
  readonly blocks: number;
  readonly bad: number;
}

/** So much is read at once. */
const PIECE_BYTES = 1024 * 1024;
const RELATION_FILE = /^\d+(?:_(?:fsm|vm|init))?(?:\.(\d+))?$/;

/** Checks all pages of a cluster that is shut down, file by file, as pg_checksums does. It has no tablespaces. */
export function checkCluster(data: string): ClusterTally {
  const control = readControlFile(readFileSync(join(data, 'global', 'pg_control')));
  if (control.kind !== 'control-file') throw new Error(`${data}: ${JSON.stringify(control)}`);
  const { blockSizeBytes, dataChecksums, blocksPerFile } = control;
  const { check } = createPageCheck({ blockSizeBytes, dataChecksums });
  const piece = new Uint8Array(PIECE_BYTES);
  const databases = readdirSync(join(data, 'base')).map((name) => join(data, 'base', name));
  let files = 0;
  let blocks = 0;
  let bad = 0;
  for (const directory of [join(data, 'global'), ...databases]) {
    for (const name of readdirSync(directory)) {
      const [match, part = '0'] = RELATION_FILE.exec(name) ?? [];
      if (match === undefined) continue;
      files += 1;
      let block = Number(part) * blocksPerFile;
      const file = openSync(join(directory, name), 'r');
      for (let size = readSync(file, piece); size > 0; size = readSync(file, piece)) {
        const { pages, findings } = check(piece.subarray(0, size), block);
        block += pages;
        blocks += pages;
        bad += findings.length;
      }
      closeSync(file);
    }
  }
  return { files, blocks, bad };
}

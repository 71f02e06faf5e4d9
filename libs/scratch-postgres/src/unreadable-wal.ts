import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { Scratch } from './scratch.ts';
import type { WalLog } from './wal-service.ts';
import { gatherRecord, visitRecords, RECORD_HEADER_BYTES } from './wal-records.ts';

export interface Unreadable {
  readonly because: 'compression-unsupported' | 'missing-library';
  readonly detail: string;
}

const FIRST_CUSTOM_MANAGER = 128;
const FILES_BACK = 3;

/** Looks, after a server gave up, whether the WAL it read last holds what these binaries were not built to read. */
export async function findUnreadable(
  scratch: Scratch,
  {
    binaries,
    wal,
    walBlockSizeBytes,
  }: { readonly binaries: PostgresBinaries; readonly wal: WalLog; readonly walBlockSizeBytes: number },
): Promise<readonly Unreadable[]> {
  const names = wal.asked
    .filter(({ answer, fileName }) => answer !== 'absent' && fileName.length === 24)
    .map(({ fileName }) => fileName);
  const last = [...new Set(names)].slice(-FILES_BACK);
  const directory = join(scratch.paths.data, 'pg_wal');
  const files = [...last.map((name) => join(directory, name)), join(directory, 'RECOVERYXLOG')];
  const found: Unreadable[] = [];
  for (const file of files) {
    const segment = await readFile(file).catch(() => undefined);
    if (segment !== undefined) found.push(...unreadableIn(segment, { binaries, walBlockSizeBytes }));
  }
  return found;
}

export function unreadableIn(
  segment: Uint8Array,
  {
    binaries,
    walBlockSizeBytes,
  }: { readonly binaries: Pick<PostgresBinaries, 'supportsLz4' | 'supportsZstd'>; readonly walBlockSizeBytes: number },
): readonly Unreadable[] {
  const managers = new Set<number>();
  const compressions = new Set<string>();
  visitRecords(
    segment,
    (place) => {
      const { resourceManager } = place;
      if (resourceManager !== undefined && resourceManager >= FIRST_CUSTOM_MANAGER) managers.add(resourceManager);
      else for (const method of imageCompressions(gatherRecord(segment, place))) compressions.add(method);
    },
    { wanted: () => true, walBlockSizeBytes },
  );
  return [
    ...[...managers].map((id) => ({
      because: 'missing-library' as const,
      detail: `WAL of resource manager ${id}, which an extension adds`,
    })),
    ...[...compressions]
      .filter((method) => (method === 'lz4' ? !binaries.supportsLz4 : !binaries.supportsZstd))
      .map((method) => ({
        because: 'compression-unsupported' as const,
        detail: `WAL with images compressed by ${method}`,
      })),
  ];
}

const BLOCK = { most: 32, hasImage: 0x10, sameRelation: 0x80 } as const;
const IMAGE = { hasHole: 0x01, lz4: 0x08, zstd: 0x10, compressed: 0x1c } as const;

/** @see PostgreSQL 18, src/include/access/xlogrecord.h, XLogRecordBlockImageHeader; the same since 15 */
function imageCompressions(record: Uint8Array): readonly ('lz4' | 'zstd')[] {
  const found: ('lz4' | 'zstd')[] = [];
  for (let at = RECORD_HEADER_BYTES; at < record.length && (record[at] ?? 255) <= BLOCK.most;) {
    const flags = record[at + 1] ?? 0;
    at += 4;
    if ((flags & BLOCK.hasImage) !== 0) {
      const info = record[at + 4] ?? 0;
      if ((info & IMAGE.lz4) !== 0) found.push('lz4');
      if ((info & IMAGE.zstd) !== 0) found.push('zstd');
      at += 5 + ((info & IMAGE.hasHole) !== 0 && (info & IMAGE.compressed) !== 0 ? 2 : 0);
    }
    at += ((flags & BLOCK.sameRelation) !== 0 ? 0 : 12) + 4;
  }
  return found;
}

import { createHash } from 'node:crypto';
import type { ArchivedObject } from '@postgres-ha/backup-catalog';
import type { ArchivedSegment } from './archived-segment.ts';
import { contentOf, type Reading } from './read-objects.ts';

/**
 * Names of segments that are there more than once, each time with the same content. Where one copy cannot be read, or holds something else,
 * nobody can say which of them a restore would take, and the segment is not among them.
 */
export async function sameCopies(segments: readonly ArchivedSegment[], reading: Reading): Promise<readonly string[]> {
  const same: string[] = [];
  for (const { name, object, others } of segments) {
    if (others.length === 0) continue;
    const sums = await Promise.all([object, ...others].map((copy) => sumOf(copy, reading)));
    if (sums[0] !== undefined && new Set(sums).size === 1) same.push(name);
  }
  return same;
}

async function sumOf(object: ArchivedObject, reading: Reading): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of contentOf(object, reading)) hash.update(bytes);
    return hash.digest('hex');
  } catch {
    // why a copy cannot be read is said where it is read as a segment; here it only settles nothing
    return undefined;
  }
}

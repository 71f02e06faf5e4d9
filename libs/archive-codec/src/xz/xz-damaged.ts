import { ArchiveDamaged, type ArchiveProblem } from '../archive-damaged.ts';
import type { SourceReader } from '../source-reader.ts';

/** A damage at the place where the reader is. */
export function xzDamaged(reader: SourceReader, problem: ArchiveProblem, because: string): ArchiveDamaged {
  return new ArchiveDamaged('xz', { problem, offsetBytes: reader.offsetBytes, because });
}

/** @throws ArchiveDamaged `truncated` when the source has less */
export async function takeXz(reader: SourceReader, sizeBytes: number, what: string): Promise<Uint8Array> {
  const bytes = await reader.read(sizeBytes);
  if (bytes.length === sizeBytes) return bytes;
  throw xzDamaged(reader, 'truncated', reader.offsetBytes === 0 ? 'there is nothing' : `ends within ${what}`);
}

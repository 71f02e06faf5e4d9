/** A member of a tar in memory, with the extended header that belongs to it. */
export interface TarEntry {
  readonly name: string;
  /** Of the extended header, if there is one, else of the header. */
  readonly startOffset: number;
  readonly headerOffset: number;
  readonly dataOffset: number;
  readonly sizeBytes: number;
  readonly endOffset: number;
}

const BLOCK = 512;

/** The members of an undamaged tar as Python's tarfile writes it. Names are without a leading `./`. */
export function tarEntries(tar: Uint8Array): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  let start = 0;
  let offset = 0;
  while (offset + BLOCK <= tar.length && tar[offset] !== 0) {
    const sizeBytes = parseInt(text(tar, offset + 124, 12), 8) || 0;
    const next = offset + BLOCK + Math.ceil(sizeBytes / BLOCK) * BLOCK;
    const type = text(tar, offset + 156, 1);
    if (type !== 'x' && type !== 'g') {
      const name = text(tar, offset, 100).replace(/^\.\//, '');
      entries.push({
        name,
        startOffset: start,
        headerOffset: offset,
        dataOffset: offset + BLOCK,
        sizeBytes,
        endOffset: next,
      });
      start = next;
    }
    offset = next;
  }
  return entries;
}

/** @throws when there is none of that name */
export function entryOf(tar: Uint8Array, name: string): TarEntry {
  const found = tarEntries(tar).find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`the archive has no member ${name}`);
  return found;
}

export function withoutMember(tar: Uint8Array, name: string): Uint8Array {
  const { startOffset, endOffset } = entryOf(tar, name);
  return joined(tar.subarray(0, startOffset), tar.subarray(endOffset));
}

/** The member has other content; its header says so. */
export function withContent(tar: Uint8Array, name: string, content: Uint8Array): Uint8Array {
  const { headerOffset, endOffset } = entryOf(tar, name);
  const header = tar.slice(headerOffset, headerOffset + BLOCK);
  writeSize(header, content.length);
  return joined(tar.subarray(0, headerOffset), header, padded(content), tar.subarray(endOffset));
}

/** A regular file before all others. */
export function withMember(tar: Uint8Array, name: string, content: Uint8Array): Uint8Array {
  const { headerOffset } = entryOf(tar, tarEntries(tar).find((entry) => entry.sizeBytes > 0)?.name ?? '');
  const header = tar.slice(headerOffset, headerOffset + BLOCK);
  header.fill(0, 0, 100);
  header.set(new TextEncoder().encode(name), 0);
  writeSize(header, content.length);
  return joined(header, padded(content), tar);
}

function writeSize(header: Uint8Array, sizeBytes: number): void {
  header.set(new TextEncoder().encode(`${sizeBytes.toString(8).padStart(11, '0')}\0`), 124);
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
}

function padded(content: Uint8Array): Uint8Array {
  const block = new Uint8Array(Math.ceil(content.length / BLOCK) * BLOCK);
  block.set(content);
  return block;
}

export function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  const field = bytes.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end));
}

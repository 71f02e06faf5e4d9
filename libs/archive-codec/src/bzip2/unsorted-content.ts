import { CHUNK_BYTES } from '../decoder.ts';
import type { SortedBlock } from './bzip2-block.ts';

/** Four equal bytes are followed by how many more there are. */
const RUN = 4;
const LONGEST_RUN = RUN + 255;

/** The content of a block, unsorted and with its runs of equal bytes at full length. */
export function* unsortedContent(block: SortedBlock): Generator<Uint8Array, void, undefined> {
  const position: Position = { place: (block.links[block.first] ?? 0) >>> 8, left: block.length, before: 0, equal: 0 };
  while (position.left > 0) {
    const out = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    yield out.subarray(0, unsort(block.links, position, out));
  }
}

/** Where a block is in being unsorted: the next place, how many are left, and the last byte with how often it came. */
interface Position {
  place: number;
  left: number;
  before: number;
  equal: number;
}

/** Goes on until the block ends or `out` has no room for a longest run. Apart from the generator, which would keep it slow. */
function unsort(links: Uint32Array, position: Position, out: Uint8Array): number {
  let { place, left, before, equal } = position;
  const limit = out.length - LONGEST_RUN;
  let filled = 0;
  while (left > 0 && filled <= limit) {
    const entry = links[place] ?? 0;
    place = entry >>> 8;
    left -= 1;
    const byte = entry & 0xff;
    if (equal === RUN) {
      const end = filled + byte;
      while (filled < end) {
        out[filled] = before;
        filled += 1;
      }
      equal = 0;
      continue;
    }
    equal = byte === before ? equal + 1 : 1;
    before = byte;
    out[filled] = byte;
    filled += 1;
  }
  position.place = place;
  position.left = left;
  position.before = before;
  position.equal = equal;
  return filled;
}

import { crcOfByte } from './crc32c.ts';
import { assembleModule } from './wasm/assemble-module.ts';
import {
  add,
  and,
  atLeast,
  get,
  int,
  load,
  loadByte,
  sequence,
  set,
  shiftLeft,
  shiftRight,
  subtract,
  tee,
  whileTrue,
  xor,
  type Code,
} from './wasm/instructions.ts';
import { instantiate } from './wasm/web-assembly.ts';

/** Room to put bytes into and to have them summed where they are, many times as fast as bit by bit. */
export interface Crc32cRoom {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Adds `bytes[start]` up to, not with, `bytes[end]` to a sum that began as `CRC32C_START`. */
  readonly add: (sum: number, start: number, end: number) => number;
}

/** So many bytes are taken at once, each by a table of its own that knows how many bytes follow. */
const STRIDE = 16;
const TABLE_BYTES = 256 * 4;
const TABLES_BYTES = STRIDE * TABLE_BYTES;

export function createCrc32cRoom(sizeBytes: number): Crc32cRoom {
  const tables = slicingTables();
  const exported = instantiate(crcModule(sizeBytes));
  const addBytes = exported?.['add'];
  if (exported === undefined || addBytes === undefined) return createPlainCrc32cRoom(sizeBytes);
  new Uint32Array(exported.memory.buffer, 0, tables.length).set(tables);
  return {
    bytes: new Uint8Array(exported.memory.buffer, TABLES_BYTES, sizeBytes),
    add: (sum, start, end) => addBytes(sum, TABLES_BYTES + start, TABLES_BYTES + end) >>> 0,
  };
}

/** The same without WebAssembly. */
export function createPlainCrc32cRoom(sizeBytes: number): Crc32cRoom {
  const table = slicingTables().subarray(0, 256);
  const bytes = new Uint8Array(sizeBytes);
  return {
    bytes,
    add: (sum, start, end) => {
      let crc = sum;
      for (let at = start; at < end; at += 1) crc = (table[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
      return crc >>> 0;
    },
  };
}

/** Table n at 256·n: what a byte does to the sum when n further bytes follow it. */
function slicingTables(): Uint32Array {
  const tables = new Uint32Array(STRIDE * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = crcOfByte(byte);
    for (let following = 0; following < STRIDE; following += 1) {
      tables[following * 256 + byte] = value;
      value = (value >>> 8) ^ crcOfByte(value & 0xff);
    }
  }
  return tables;
}

/** add(sum, start, end), with the tables at address 0. */
function crcModule(sizeBytes: number): Uint8Array {
  const [sum, at, end, word] = [0, 1, 2, 3];
  const lookUp = (table: number, byte: Code): Code => load(shiftLeft(byte, 2), table * TABLE_BYTES);
  const byteOf = (value: Code, index: number): Code =>
    index === 3 ? shiftRight(value, 24) : and(shiftRight(value, 8 * index), int(0xff));
  /** Four bytes; those of the first word meet the sum. */
  const fourBytes = (first: number): Code =>
    sequence(
      set(word, first === 0 ? xor(get(sum), load(get(at))) : load(get(at), first)),
      ...[0, 1, 2, 3].map((index) => lookUp(STRIDE - 1 - first - index, byteOf(get(word), index))),
      ...[0x73, 0x73, 0x73].map((instruction) => [instruction]),
    );
  const wide = sequence(
    set(
      sum,
      [0, 4, 8, 12].map(fourBytes).reduce((all, next, index) => (index === 0 ? next : xor(all, next)), []),
    ),
    set(at, add(get(at), int(STRIDE))),
  );
  const narrow = sequence(
    set(sum, xor(lookUp(0, and(xor(get(sum), loadByte(get(at))), int(0xff))), shiftRight(get(sum), 8))),
    set(at, add(get(at), int(1))),
  );
  return assembleModule(
    [
      {
        name: 'add',
        parameters: 3,
        integers: 1,
        vectors: 0,
        body: sequence(
          whileTrue(atLeast(subtract(get(end), get(at)), int(STRIDE)), wide),
          whileTrue(xor(get(at), get(end)), narrow),
          tee(sum, get(sum)),
        ),
      },
    ],
    { memoryBytes: TABLES_BYTES + sizeBytes },
  );
}

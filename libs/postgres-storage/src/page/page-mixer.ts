import { assembleModule } from '../wasm/assemble-module.ts';
import {
  add,
  below,
  get,
  int,
  loadShort,
  sequence,
  set,
  store,
  storeShort,
  vector,
  whileTrue,
  xor,
  type Code,
} from '../wasm/instructions.ts';
import { instantiate } from '../wasm/web-assembly.ts';
import { LANES, LANES_START, mixPage, PRIME, ROUNDS_BEHIND } from './page-checksum.ts';

/** Room for some pages, and what they mix to. */
export interface PageMixer {
  /** Of whole pages; put them in from the start. */
  readonly pages: Uint8Array<ArrayBuffer>;
  /** Mixes the first `count` pages of the room; `mixed[n]` is then what page n mixes to. */
  readonly mix: (count: number) => void;
  readonly mixed: Uint32Array;
}

export interface PageMixerOptions {
  readonly blockSizeBytes: number;
  /** How many fit in. */
  readonly pages: number;
}

/** With SIMD where there is WebAssembly with it. */
export function createPageMixer(options: PageMixerOptions): PageMixer {
  const exported = instantiate(mixerModule(options));
  const mix = exported?.['mix'];
  if (exported === undefined || mix === undefined) return createPlainPageMixer(options);
  const { startBytes, outBytes, pagesAt, outAt } = places(options);
  const { buffer } = exported.memory;
  new Uint32Array(buffer, 0, startBytes / 4).set(LANES_START);
  return {
    pages: new Uint8Array(buffer, pagesAt, options.pages * options.blockSizeBytes),
    mixed: new Uint32Array(buffer, outAt, outBytes / 4),
    mix,
  };
}

/** The same, page by page, in plain code. */
export function createPlainPageMixer({ blockSizeBytes, pages: most }: PageMixerOptions): PageMixer {
  const pages = new Uint8Array(most * blockSizeBytes);
  const mixed = new Uint32Array(most);
  return {
    pages,
    mixed,
    mix: (count) => {
      for (let page = 0; page < count; page += 1) {
        mixed[page] = mixPage(pages.subarray(page * blockSizeBytes, (page + 1) * blockSizeBytes));
      }
    },
  };
}

/** The memory: where the lanes begin, what comes out, the pages. */
function places({ pages }: PageMixerOptions) {
  const startBytes = LANES * 4;
  const outBytes = pages * 4;
  return { startBytes, outBytes, outAt: startBytes, pagesAt: Math.ceil((startBytes + outBytes) / 64) * 64 };
}

/** mix(count): eight vectors hold the 32 lanes. */
function mixerModule(options: PageMixerOptions): Uint8Array {
  const { pagesAt, outAt } = places(options);
  const { blockSizeBytes } = options;
  const [count, out, outEnd, page, row, rowsEnd, checksum, prime] = [0, 1, 2, 3, 4, 5, 6, 7];
  const firstVector = 8;
  const lanes = Array.from({ length: LANES / 4 }, (_, index) => ({ local: firstVector + index, offset: 16 * index }));
  const value = firstVector + lanes.length;

  const mixIn = (local: number, word?: Code): Code =>
    sequence(
      set(value, word === undefined ? get(local) : vector.xor(get(local), word)),
      set(local, vector.xor(vector.multiply(get(value), get(prime)), vector.shiftRight(get(value), 17))),
    );
  const folded = lanes.map(({ local }) => get(local)).reduce((all, lane) => vector.xor(all, lane));
  const onePage = sequence(
    set(checksum, loadShort(get(page), 8)),
    storeShort(get(page), int(0), 8),
    ...lanes.map(({ local, offset }) => set(local, vector.load(int(0), offset))),
    set(row, get(page)),
    set(rowsEnd, add(get(page), int(blockSizeBytes))),
    whileTrue(
      below(get(row), get(rowsEnd)),
      sequence(
        ...lanes.map(({ local, offset }) => mixIn(local, vector.load(get(row), offset))),
        set(row, add(get(row), int(LANES * 4))),
      ),
    ),
    ...Array.from({ length: ROUNDS_BEHIND }, () => lanes.flatMap(({ local }) => mixIn(local))),
    storeShort(get(page), get(checksum), 8),
    set(value, folded),
    store(
      get(out),
      [0, 1, 2, 3].map((lane) => vector.lane(get(value), lane)).reduce((all, lane) => xor(all, lane)),
    ),
    set(page, get(rowsEnd)),
    set(out, add(get(out), int(4))),
  );
  return assembleModule(
    [
      {
        name: 'mix',
        parameters: 1,
        integers: prime - 1,
        vectors: value - prime + 1,
        body: sequence(
          set(out, int(outAt)),
          set(outEnd, add(get(out), [...get(count), ...int(2), 0x74])),
          set(page, int(pagesAt)),
          set(prime, vector.splat(int(PRIME))),
          whileTrue(below(get(out), get(outEnd)), onePage),
          get(count),
        ),
      },
    ],
    { memoryBytes: pagesAt + options.pages * blockSizeBytes },
  );
}

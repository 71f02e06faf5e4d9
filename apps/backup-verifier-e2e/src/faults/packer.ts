import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBarman } from '../barman/barman.ts';
import type { WalCodec } from '../life/facts.ts';

/** What an object is, since Barman packs base archives and WAL by different code. */
export type PackedKind = 'data' | 'wal';

/** Barman's codecs. */
export interface Packer extends AsyncDisposable {
  readonly pack: (kind: PackedKind, codec: WalCodec, plain: Uint8Array) => Promise<Uint8Array>;
  /** @returns undefined when Barman's codec refuses the bytes */
  readonly unpack: (codec: WalCodec, packed: Uint8Array) => Promise<Uint8Array | undefined>;
}

/** What barman.clients.cloud_compression calls them. */
const NAMES_FOR_DATA: Readonly<Partial<Record<WalCodec, string>>> = { gzip: 'gz', bzip2: 'bz2', zstd: 'zst' };

/** The codecs of the newer Barman, which has all that the older one has. */
export async function startPacker(): Promise<Packer> {
  const barman = await startBarman('3.20');
  const directory = await mkdtemp(join(tmpdir(), 'pgha-packer-'));
  let last = 0;
  const recode = async (
    program: 'compress' | 'decompress',
    kind: PackedKind,
    codec: WalCodec,
    bytes: Uint8Array,
  ): Promise<Uint8Array | undefined> => {
    if (codec === 'none') return bytes;
    const path = join(directory, String((last += 1)));
    await writeFile(path, bytes);
    try {
      const { exitCode } = await barman.run(program, [
        kind,
        kind === 'data' ? (NAMES_FOR_DATA[codec] ?? codec) : codec,
        path,
        `${path}.out`,
      ]);
      return exitCode === 0 ? new Uint8Array(await readFile(`${path}.out`)) : undefined;
    } finally {
      await rm(path, { force: true });
      await rm(`${path}.out`, { force: true });
    }
  };
  return {
    pack: async (kind, codec, plain) => {
      const packed = await recode('compress', kind, codec, plain);
      if (packed === undefined) throw new Error(`Barman did not pack ${kind} with ${codec}`);
      return packed;
    },
    // one format for both, and this is the code that reads it to its end, checks included
    unpack: (codec, packed) => recode('decompress', 'wal', codec, packed),
    [Symbol.asyncDispose]: async () => {
      await barman[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

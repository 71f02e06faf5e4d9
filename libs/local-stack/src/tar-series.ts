import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { WritableObjectStore } from '@postgres-ha/object-store';
import { compressor, suffixOf, type WrittenCompression } from './compress.ts';
import { padding, TAR_BLOCK_BYTES, TAR_RECORD_BYTES, tarHeader, type TarMember } from './tar-member.ts';

/** One tar after the other: `data.tar.gz`, `data_0001.tar.gz`, … A member is never divided. */
export interface TarSeries {
  /** Content that is shorter than the member says is filled with zeros, longer content is cut, as Barman does with files that change. */
  readonly add: (member: TarMember, content?: AsyncIterable<Uint8Array>) => Promise<void>;
  /** @returns keys of the tars, in order */
  readonly close: () => Promise<readonly string[]>;
  /** Gives up what is being written. */
  readonly abort: (reason: unknown) => void;
}

export interface TarSeriesOptions {
  readonly store: WritableObjectStore;
  readonly compression: WrittenCompression;
  /** Once a tar has more compressed bytes than this, the next member begins another. */
  readonly maxArchiveSizeBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** @param path key without `.tar` and what follows it */
export function openTarSeries(path: string, options: TarSeriesOptions): TarSeries {
  const tars: Tar[] = [];
  let current: Tar | undefined;
  const tarForNext = async (): Promise<Tar> => {
    if (current && current.storedBytes() <= options.maxArchiveSizeBytes) return current;
    await current?.finish();
    const part = tars.length === 0 ? '' : `_${String(tars.length).padStart(4, '0')}`;
    current = openTar(`${path}${part}.tar${suffixOf(options.compression)}`, options);
    tars.push(current);
    return current;
  };
  return {
    add: async (member, content) => {
      const tar = await tarForNext();
      await tar.write(tarHeader(member));
      let left = member.sizeBytes;
      for await (const chunk of content ?? []) {
        const taken = chunk.subarray(0, left);
        if (taken.length > 0) await tar.write(taken);
        left -= taken.length;
        if (left === 0) break;
      }
      await tar.writeZeros(left + padding(member.sizeBytes, TAR_BLOCK_BYTES));
    },
    close: async () => {
      await current?.finish();
      return tars.map(({ key }) => key);
    },
    abort: (reason) => current?.abort(reason),
  };
}

interface Tar {
  readonly key: string;
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly writeZeros: (sizeBytes: number) => Promise<void>;
  readonly storedBytes: () => number;
  readonly finish: () => Promise<void>;
  readonly abort: (reason: unknown) => void;
}

const ZEROS = new Uint8Array(64 * 1024);

function openTar(key: string, { store, compression, signal }: TarSeriesOptions): Tar {
  const sink = compressor(compression) ?? new PassThrough();
  let written = 0;
  let stored = 0;
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of sink as AsyncIterable<Uint8Array>) {
      stored += chunk.length;
      yield chunk;
    }
  }
  const putting = store.put(key, counted(), signal === undefined ? {} : { signal });
  const abort = (reason: unknown): void =>
    void sink.destroy(reason instanceof Error ? reason : new Error(String(reason)));
  // what a failed upload does not take must not be waited for
  putting.catch(abort);
  sink.on('error', () => undefined);

  const write = async (bytes: Uint8Array): Promise<void> => {
    written += bytes.length;
    if (sink.errored) throw sink.errored;
    if (!sink.write(bytes)) await once(sink, 'drain');
  };
  const writeZeros = async (sizeBytes: number): Promise<void> => {
    for (let left = sizeBytes; left > 0; left -= ZEROS.length) await write(ZEROS.subarray(0, left));
  };
  return {
    key,
    write,
    writeZeros,
    storedBytes: () => stored,
    abort,
    finish: async () => {
      await writeZeros(2 * TAR_BLOCK_BYTES + padding(written + 2 * TAR_BLOCK_BYTES, TAR_RECORD_BYTES));
      sink.end();
      await putting;
    },
  };
}

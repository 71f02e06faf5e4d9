import { CodecUnavailable } from '../archive-damaged.ts';
import type { SourceReader } from '../source-reader.ts';
import { lzmaDecoder } from './lzma.ts';
import { takeXz, xzDamaged } from './xz-damaged.ts';

/** That of `xz -9`. */
const MAX_DICTIONARY_BYTES = 64 * 1024 * 1024;

/**
 * Decompresses LZMA2 data up to its end mark: chunks of at most 64 KiB, which make at most 2 MiB.
 * @see xz 5.8, src/liblzma/lzma/lzma2_decoder.c
 */
export async function* decodeLzma2(
  reader: SourceReader,
  dictionaryBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (dictionaryBytes > MAX_DICTIONARY_BYTES)
    throw new CodecUnavailable(
      'xz',
      `a dictionary of ${dictionaryBytes} bytes is asked for, at most ${MAX_DICTIONARY_BYTES} is served`,
    );
  const lzma = lzmaDecoder(dictionaryBytes);
  let needsDictionary = true;
  let needsProperties = true;
  let needsState = true;
  for (;;) {
    const [control = 0] = await takeXz(reader, 1, 'a block');
    if (control === 0) return;
    const isLzma = control >= 0x80;
    if (!isLzma && control > 2) throw xzDamaged(reader, 'corrupt', `a chunk of the unknown kind ${control}`);
    const resets = isLzma ? (control >>> 5) & 3 : control === 1 ? 3 : 0;
    if (resets === 3) {
      needsDictionary = false;
      if (!isLzma) needsProperties = true;
      lzma.resetDictionary();
    }
    const [high = 0, low = 0] = await takeXz(reader, 2, 'a block');
    const contentBytes = (isLzma ? (control & 0x1f) << 16 : 0) + (high << 8) + low + 1;
    if (needsDictionary) throw xzDamaged(reader, 'corrupt', 'the first chunk does not begin a dictionary');

    if (isLzma) {
      const [sizeHigh = 0, sizeLow = 0] = await takeXz(reader, 2, 'a block');
      if (resets >= 2) {
        const [properties = 0] = await takeXz(reader, 1, 'a block');
        if (!lzma.setProperties(properties)) throw xzDamaged(reader, 'corrupt', 'properties that LZMA2 does not know');
        needsProperties = false;
        needsState = false;
      } else if (resets === 1) {
        lzma.resetState();
        needsState = false;
      }
      if (needsProperties || needsState)
        throw xzDamaged(reader, 'corrupt', 'a chunk that needs the state of one that is missing');
      const compressed = await takeXz(reader, (sizeHigh << 8) + sizeLow + 1, 'a block');
      if (!lzma.begin(compressed)) throw xzDamaged(reader, 'corrupt', 'a chunk that is no LZMA data');
      for (let left = contentBytes; left > 0;) {
        const chunk = lzma.decode(left);
        if (chunk === undefined) throw xzDamaged(reader, 'corrupt', 'a chunk that is no LZMA data');
        left -= chunk.length;
        yield chunk;
      }
      if (!lzma.isFinished()) throw xzDamaged(reader, 'corrupt', 'a chunk that is longer than its content');
    } else {
      const plain = await takeXz(reader, contentBytes, 'a block');
      for (let at = 0; at < plain.length;) {
        const chunk = lzma.copy(plain.subarray(at));
        at += chunk.length;
        yield chunk;
      }
    }
  }
}

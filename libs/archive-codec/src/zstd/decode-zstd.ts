import * as zlib from 'node:zlib';
import { CodecUnavailable } from '../archive-damaged.ts';
import type { DecoderOptions } from '../decoder.ts';
import type { SourceReader } from '../source-reader.ts';
import { ENGINE_OPTIONS, runEngine, type EngineRun } from '../zlib-engine.ts';
import { isSkippable, skipFrame, zstdDamaged, zstdFrame } from './zstd-frame.ts';

/**
 * Frames one after the other, among them skippable ones. node:zlib stops behind the first frame without a word when more follows
 * in the same piece; so it is fed one frame at a time, whose extent is known from its blocks.
 * @see RFC 8878
 */
export async function* decodeZstd(
  reader: SourceReader,
  options: DecoderOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const engines: Partial<typeof zlib> = zlib; // Node before 22.15 has none
  if (engines.createZstdDecompress === undefined)
    throw new CodecUnavailable('zstd', 'this Node.js has no zstd; 22.15 and later have');
  if ((await reader.peek(1)).length === 0) throw zstdDamaged(reader, 'truncated', 'there is nothing');
  do {
    if (await isSkippable(reader)) {
      await skipFrame(reader);
      continue;
    }
    const run: EngineRun = { rest: new Uint8Array(0) };
    const frame = zstdFrame(reader);
    const next = async (): Promise<Uint8Array | undefined> => {
      const piece = await frame.next();
      return piece.done === true ? undefined : piece.value;
    };
    // what is fed is put together here, so it is nobody else's
    const given = { ...options, pieces: 'given-away', run } as const;
    for await (const chunk of runEngine(engines.createZstdDecompress(ENGINE_OPTIONS), next, given)) yield chunk;
    if (run.fault !== undefined) throw zstdDamaged(reader, 'corrupt', 'this is no zstd data, or its checksum is wrong');
    if (run.rest.length > 0) throw zstdDamaged(reader, 'corrupt', 'a frame ends before its last block');
  } while ((await reader.peek(1)).length > 0);
}

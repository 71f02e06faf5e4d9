import { crc32, createInflateRaw } from 'node:zlib';
import { ArchiveDamaged, type ArchiveProblem } from '../archive-damaged.ts';
import type { DecoderOptions } from '../decoder.ts';
import type { SourceReader } from '../source-reader.ts';
import { ENGINE_OPTIONS, runEngine, type EngineRun } from '../zlib-engine.ts';
import { readGzipHeader } from './gzip-header.ts';

/**
 * Members one after the other. node:zlib's own gunzip passes over what stands behind a member, and cannot say which of several
 * faults it met; so it only inflates, and header, CRC-32 and length are checked here.
 * @see RFC 1952
 */
export async function* decodeGzip(
  reader: SourceReader,
  options: DecoderOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  do {
    await readGzipHeader(reader);
    const engine = createInflateRaw(ENGINE_OPTIONS);
    const run: EngineRun = { rest: new Uint8Array(0) };
    let crc = 0;
    let sizeBytes = 0;
    for await (const chunk of runEngine(engine, () => reader.next(), { ...options, run })) {
      crc = crc32(chunk, crc);
      sizeBytes += chunk.length;
      yield chunk;
    }
    if (run.fault === 'truncated') throw damaged(reader, 'truncated', 'ends within the deflated data');
    if (run.fault === 'corrupt') throw damaged(reader, 'corrupt', 'this is no deflated data');
    reader.unread(run.rest);
    await checkTrailer(reader, crc, sizeBytes);
  } while ((await reader.peek(1)).length > 0);
}

async function checkTrailer(reader: SourceReader, crc: number, sizeBytes: number): Promise<void> {
  const trailer = await reader.read(8);
  if (trailer.length < 8) throw damaged(reader, 'truncated', 'ends before the checksum and length of its content');
  const view = new DataView(trailer.buffer, trailer.byteOffset, 8);
  const storedCrc = view.getUint32(0, true);
  const storedSize = view.getUint32(4, true);
  if (storedCrc !== crc)
    throw damaged(
      reader,
      'corrupt',
      `the content has CRC-32 ${crc.toString(16)}, its checksum says ${storedCrc.toString(16)}`,
    );
  if (storedSize !== sizeBytes % 2 ** 32)
    throw damaged(reader, 'corrupt', `the content has ${sizeBytes} bytes, its length says ${storedSize} modulo 2^32`);
}

function damaged(reader: SourceReader, problem: ArchiveProblem, because: string): ArchiveDamaged {
  return new ArchiveDamaged('gzip', { problem, offsetBytes: reader.offsetBytes, because });
}

import { on } from 'node:events';
import type { InflateRaw, ZstdDecompress } from 'node:zlib';
import { CHUNK_BYTES, type DecoderOptions } from './decoder.ts';

/** Larger than elsewhere, since each chunk is a way to a thread and back; 16 KiB, the default, halves the speed. */
const ENGINE_CHUNK_BYTES = 2 * CHUNK_BYTES;

/**
 * So many chunks may wait for the consumer, 8 MiB: half of a segment of WAL, so that of two segments that are read one after the other
 * the second inflates while the first does, each in a thread.
 */
const MOST_WAITING_CHUNKS = 16;

export const ENGINE_OPTIONS: { readonly chunkSize: number; readonly readableHighWaterMark: number } = {
  chunkSize: ENGINE_CHUNK_BYTES,
  readableHighWaterMark: ENGINE_CHUNK_BYTES,
};

/** How far an engine got when it ended by itself, or when it failed. */
export interface EngineRun {
  /** The end of what it was fed with last and had no use for. */
  rest: Uint8Array;
  /** What went wrong in the engine, as far as the compressed bytes are to blame. */
  fault?: 'corrupt' | 'truncated';
}

/**
 * Runs bytes through a stream of node:zlib, which inflates in a thread of its own, until it has seen the end of its format or there are none left.
 * @param next gives the bytes; what it throws is thrown as it is
 * @param run is filled in when all chunks were taken
 */
export async function* runEngine(
  engine: InflateRaw | ZstdDecompress,
  next: () => Promise<Uint8Array | undefined>,
  { run, signal, memory, pieces }: DecoderOptions & { readonly run: EngineRun },
): AsyncGenerator<Uint8Array, void, undefined> {
  const feeding: Feeding = { fedBytes: 0, last: NOTHING };
  const closed = new Promise<void>((resolve) => engine.once('close', resolve));
  engine.once('close', () => feeding.wake?.());
  const onAbort = (): void => void engine.destroy();
  signal?.addEventListener('abort', onAbort, { once: true });
  // not by iterating over the engine: that joins chunks that wait, by copying them
  const chunks = on(engine, 'data', { close: ['end', 'close'], highWaterMark: MOST_WAITING_CHUNKS });
  // nobody listens any more once the consumer has left
  engine.on('error', () => undefined);
  void feed(engine, next, { feeding, isFreed: memory === 'freed' && pieces === 'given-away' });
  try {
    for await (const [chunk] of chunks as AsyncIterable<readonly [Uint8Array]>) {
      yield chunk;
      if (memory === 'freed') freeBehind(chunk);
    }
    signal?.throwIfAborted();
    const unused = feeding.fedBytes - engine.bytesWritten;
    run.rest = feeding.last.subarray(feeding.last.length - unused);
  } catch (error) {
    signal?.throwIfAborted();
    if (feeding.failure !== undefined) throw feeding.failure.error;
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    run.fault = fault;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    engine.destroy();
    await closed;
  }
}

interface Feeding {
  fedBytes: number;
  last: Uint8Array;
  failure?: { readonly error: unknown };
  /** Ends the wait for a write, which an engine that is destroyed need not do. */
  wake?: () => void;
}

/** Never rejects: what goes wrong ends the engine, and stands in `feeding`. */
async function feed(
  engine: InflateRaw | ZstdDecompress,
  next: () => Promise<Uint8Array | undefined>,
  { feeding, isFreed }: { readonly feeding: Feeding; readonly isFreed: boolean },
): Promise<void> {
  const isGone = (): boolean => engine.destroyed;
  try {
    while (!isGone()) {
      const piece = await next();
      if (isGone()) return;
      if (piece === undefined) {
        engine.end();
        return;
      }
      feeding.fedBytes += piece.length;
      feeding.last = piece;
      await new Promise<void>((resolve) => {
        feeding.wake = resolve;
        engine.write(piece, () => {
          resolve();
        });
      });
      if (engine.bytesWritten < feeding.fedBytes) return; // it has seen its end
      feeding.last = NOTHING;
      if (isFreed) freePiece(piece);
    }
  } catch (error) {
    feeding.failure = { error };
    engine.destroy(new Error('the source failed'));
  }
}

const NOTHING = new Uint8Array(0);

/**
 * Frees the memory of a chunk of an engine, if it is the end of that memory: then nothing of it is still to come, and what came before was
 * used before. The garbage collector would do so later: V8 runs it for each 30 MiB of buffers, over all objects of the program.
 */
function freeBehind({ buffer, byteOffset, byteLength }: Uint8Array): void {
  const isOfEngine = buffer.byteLength === ENGINE_CHUNK_BYTES && buffer instanceof ArrayBuffer;
  if (isOfEngine && byteOffset + byteLength === ENGINE_CHUNK_BYTES) buffer.transfer(0);
}

/** Only where nothing else can lie in its memory: small buffers are cut by Node from memory that all of a process share. */
function freePiece({ buffer, byteLength }: Uint8Array): void {
  const isWhole = byteLength === buffer.byteLength && buffer instanceof ArrayBuffer;
  if (isWhole && byteLength >= LEAST_FREED_BYTES) buffer.transfer(0);
}

/** Below this it is not worth it. */
const LEAST_FREED_BYTES = 32 * 1024;

const OF_THIS_MACHINE: ReadonlySet<string> = new Set([
  'ZSTD_error_memory_allocation',
  'ZSTD_error_frameParameter_windowTooLarge',
]);

function faultOf(error: unknown): EngineRun['fault'] | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR') return 'truncated';
  if (code === 'Z_DATA_ERROR' || code === 'Z_NEED_DICT') return 'corrupt';
  return typeof code === 'string' && code.startsWith('ZSTD_error_') && !OF_THIS_MACHINE.has(code)
    ? 'corrupt'
    : undefined;
}

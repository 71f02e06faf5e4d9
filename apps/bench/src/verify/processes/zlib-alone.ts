import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import { cpuSeconds } from './peak-memory.ts';

/** Decompresses files one after the other by node:zlib alone, and throws away what comes out. */
const paths = JSON.parse(process.argv[2] ?? '') as readonly string[];
/** Of 64 KiB to 1 MiB, the fastest here. */
const CHUNK_BYTES = 512 * 1024;
const OPTIONS = { chunkSize: CHUNK_BYTES, readableHighWaterMark: 2 * CHUNK_BYTES };

const begun = performance.now();
let bytes = 0;
for (const path of paths) {
  const gunzip = createReadStream(path, { highWaterMark: CHUNK_BYTES }).pipe(createGunzip(OPTIONS));
  gunzip.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
  });
  await once(gunzip, 'end');
}
process.stdout.write(JSON.stringify({ bytes, workMs: performance.now() - begun, cpuSeconds: cpuSeconds() }));

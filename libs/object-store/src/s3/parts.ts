/** S3 takes 10,000 parts, and objects of 5 TiB: parts double every so many. */
const PARTS_OF_ONE_SIZE = 1000;

/**
 * Cuts bytes into parts that S3 takes: all but the last of one size, which doubles after every thousand. One part is in memory, and is the
 * caller's own.
 */
export async function* inParts(
  body: Uint8Array | AsyncIterable<Uint8Array>,
  partSizeBytes: number,
): AsyncGenerator<Uint8Array, undefined> {
  let count = 0;
  let size = partSizeBytes;
  let part = new Uint8Array(0);
  let used = 0;
  for await (const chunk of body instanceof Uint8Array ? once(body) : body) {
    let taken = 0;
    while (taken < chunk.byteLength) {
      if (part.byteLength === 0)
        part = new Uint8Array(Math.min(size, Math.max(FIRST_ROOM_BYTES, chunk.byteLength - taken)));
      else if (used === part.byteLength) part = grown(part, size);
      const some = chunk.subarray(taken, taken + part.byteLength - used);
      part.set(some, used);
      used += some.byteLength;
      taken += some.byteLength;
      if (used === size) {
        yield part;
        count += 1;
        size = partSizeBytes * 2 ** Math.floor(count / PARTS_OF_ONE_SIZE);
        part = new Uint8Array(0);
        used = 0;
      }
    }
  }
  if (used > 0) yield part.subarray(0, used);
  return undefined;
}

/** Small objects are many: they take no room for a whole part. */
const FIRST_ROOM_BYTES = 64 * 1024;

function grown(part: Uint8Array, limit: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(limit, part.byteLength * 4));
  larger.set(part);
  return larger;
}

// eslint-disable-next-line @typescript-eslint/require-await -- the one chunk is there already
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

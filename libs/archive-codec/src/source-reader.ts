const EMPTY = new Uint8Array(0);

/** Hands out the bytes of a source in the amounts that a decoder asks for, and counts them. */
export interface SourceReader extends AsyncDisposable {
  /** How many bytes were handed out. */
  readonly offsetBytes: number;
  /** So many bytes in one piece, or what is left of the source when that is less. */
  read(sizeBytes: number): Promise<Uint8Array>;
  /** The same without taking them. */
  peek(sizeBytes: number): Promise<Uint8Array>;
  /** What is at hand, or else the next piece of the source; at most so many bytes. Undefined at the end. */
  next(sizeBytes?: number): Promise<Uint8Array | undefined>;
  /** Takes back the end of what was handed out last. */
  unread(bytes: Uint8Array): void;
}

/**
 * What the source throws is thrown as it is. A signal ends a wait at once, and lets go of the source also when nobody waits;
 * so does disposal.
 */
export function readSource(source: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): SourceReader {
  const iterator = source[Symbol.asyncIterator]();
  let atHand: Uint8Array = EMPTY;
  let offsetBytes = 0;
  let ended = false;
  let rejectWait: ((reason: unknown) => void) | undefined;

  const release = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    const released = iterator.return?.();
    // An iterator that is still waiting returns after that wait, which may never end. And whatever goes wrong here is no news
    // about bytes that were read before.
    const settled = released?.catch(() => undefined);
    if (rejectWait === undefined) await settled;
  };
  const onAbort = (): void => {
    void release();
    rejectWait?.(signal?.reason);
  };
  signal?.addEventListener('abort', onAbort, { once: true });

  const pull = async (): Promise<Uint8Array | undefined> => {
    signal?.throwIfAborted();
    while (!ended) {
      const result = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        rejectWait = reject;
        iterator.next().then(resolve, (error: unknown) => {
          ended = true;
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a source's error passes unchanged
          reject(error);
        });
      }).finally(() => {
        rejectWait = undefined;
      });
      if (result.done === true) ended = true;
      else if (result.value.length > 0) return result.value;
    }
    return undefined;
  };

  const gather = async (sizeBytes: number): Promise<void> => {
    if (atHand.length >= sizeBytes) return;
    const pieces = [atHand];
    let length = atHand.length;
    while (length < sizeBytes) {
      const piece = await pull();
      if (piece === undefined) break;
      pieces.push(piece);
      length += piece.length;
    }
    atHand = pieces.length === 2 && atHand.length === 0 ? (pieces[1] ?? EMPTY) : concat(pieces, length);
  };
  const take = (sizeBytes: number): Uint8Array => {
    const taken = atHand.subarray(0, sizeBytes);
    // nothing is kept of memory that was handed out to its end
    atHand = taken.length === atHand.length ? EMPTY : atHand.subarray(taken.length);
    offsetBytes += taken.length;
    return taken;
  };

  return {
    get offsetBytes() {
      return offsetBytes;
    },
    read: async (sizeBytes) => {
      await gather(sizeBytes);
      return take(sizeBytes);
    },
    peek: async (sizeBytes) => {
      await gather(sizeBytes);
      return atHand.subarray(0, sizeBytes);
    },
    next: async (sizeBytes = Infinity) => {
      if (atHand.length === 0) atHand = (await pull()) ?? EMPTY;
      return atHand.length === 0 ? undefined : take(Math.min(sizeBytes, atHand.length));
    },
    unread: (bytes) => {
      atHand = atHand.length === 0 ? bytes : concat([bytes, atHand], bytes.length + atHand.length);
      offsetBytes -= bytes.length;
    },
    [Symbol.asyncDispose]: async () => {
      signal?.removeEventListener('abort', onAbort);
      await release();
    },
  };
}

function concat(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

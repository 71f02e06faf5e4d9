import WebSocket from 'ws';
import { faultOf, type Answer, type KubeFault } from './answer.ts';
import type { KubeConnection } from './connection.ts';
import { messageOf } from './json.ts';
import { faultOfAbort, faultOfError } from './send.ts';

/** Streams over one connection: the first byte of each message says of which stream it is. */
export interface Channel extends Disposable {
  readonly write: (stream: number, bytes: Buffer) => void;
  readonly onMessage: (take: (stream: number, bytes: Buffer) => void) => void;
  readonly onEnd: (end: () => void) => void;
}

export interface ChannelPatience {
  readonly signal: AbortSignal;
  readonly limit: AbortSignal;
  readonly timeoutMs: number;
}

/** Longest body of a refusal that is read. */
const REFUSAL_BYTES = 64 * 1024;

/** Opens what `exec` and `portforward` are spoken through. What comes before somebody listens is kept for them. */
export function openChannel(
  connection: KubeConnection,
  { path, protocols }: { readonly path: string; readonly protocols: readonly string[] },
  { signal, limit, timeoutMs }: ChannelPatience,
): Promise<Answer<Channel>> {
  const { server, options } = connection;
  return new Promise((resolve, reject) => {
    const given = AbortSignal.any([signal, limit]);
    const socket = new WebSocket(`${server.replace(/^http/, 'ws')}${path}`, [...protocols], {
      ...(options as unknown as WebSocket.ClientOptions),
      perMessageDeflate: false,
    });
    const waiting: { readonly stream: number; readonly bytes: Buffer }[] = [];
    let take: ((stream: number, bytes: Buffer) => void) | undefined;
    const fail = (fault: KubeFault): void => {
      given.removeEventListener('abort', abort);
      socket.terminate();
      resolve(fault);
    };
    const abort = (): void => {
      socket.terminate();
      try {
        resolve(faultOfAbort({ connection, signal, limit, timeoutMs }));
      } catch (reason) {
        reject(reason instanceof Error ? reason : new Error('given up'));
      }
    };
    if (given.aborted) {
      socket.on('error', () => undefined);
      abort();
      return;
    }
    given.addEventListener('abort', abort, { once: true });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      fail(faultOfError(connection, error));
    });
    socket.on('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const end = (): void => {
        fail(faultOf(response.statusCode ?? 0, messageOf(Buffer.concat(chunks).toString('utf8'))));
      };
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > REFUSAL_BYTES) end();
        else chunks.push(chunk);
      });
      response.on('end', end);
      response.on('error', end);
    });
    socket.on('message', (data: Buffer) => {
      const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data);
      if (bytes.length === 0) return;
      const message = { stream: bytes[0] ?? 0, bytes: bytes.subarray(1) };
      if (take === undefined) waiting.push(message);
      else take(message.stream, message.bytes);
    });
    socket.on('close', () => {
      given.removeEventListener('abort', abort);
    });
    socket.on('open', () => {
      resolve({
        kind: 'answered',
        value: {
          write: (stream, bytes) => {
            if (socket.readyState === WebSocket.OPEN) socket.send(Buffer.concat([Buffer.from([stream]), bytes]));
          },
          onMessage: (listener) => {
            take = listener;
            for (const { stream, bytes } of waiting.splice(0)) listener(stream, bytes);
          },
          onEnd: (end) => {
            if (socket.readyState === WebSocket.CLOSED) end();
            else socket.on('close', end);
          },
          [Symbol.dispose]: () => {
            socket.terminate();
          },
        },
      });
    });
  });
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListenError, listenUrl, type ListenAddress } from '@postgres-ha/worker-runtime';
import type { DeliveryQueue } from '../queue/delivery-queue.ts';
import { receiveDelivery, type ReceiveOptions, type RefusedAs } from './receive-delivery.ts';

/** What became of one request, for metrics and the log. */
export type Answered =
  'queued' | 'seen-before' | 'ignored' | 'full' | 'not-kept' | 'too-large' | 'cut-off' | 'no-such-page' | RefusedAs;

export const ANSWERED: readonly Answered[] = [
  ...(['queued', 'seen-before', 'ignored', 'full', 'not-kept', 'too-large', 'cut-off', 'no-such-page'] as const),
  ...(['unfit-headers', 'unverified', 'unreadable'] as const),
];

export interface WebhookServerOptions extends ReceiveOptions {
  readonly listen: ListenAddress;
  /** `/webhooks/github` */
  readonly path: string;
  readonly maxBodyBytes: number;
  /** For the headers, and for a whole request. */
  readonly headersTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
  readonly queue: Pick<DeliveryQueue, 'take'>;
  /** Told for each request when it was answered. `error` where the disk did not take it. */
  readonly onAnswered: (as: Answered, about: AnsweredAbout) => void;
}

export interface AnsweredAbout {
  readonly deliveryId: string | undefined;
  readonly event: string | undefined;
  readonly because: string | undefined;
  readonly error: unknown;
}

/** What GitHub reaches: one path that takes POST. The page, metrics and probes are elsewhere. */
export interface WebhookServer extends AsyncDisposable {
  readonly url: string;
}

/** GitHub has few connections at a time and sends headers of about 1 KiB. */
const MAX_HEADER_BYTES = 16_384;
const MAX_CONNECTIONS = 256;
const HEADERS_TIMEOUT_MS = 5_000;
/** GitHub waits 10 s for an answer. */
const REQUEST_TIMEOUT_MS = 10_000;
/** How often Node looks for connections that are too slow. */
const LOOK_MS = 1_000;
/** Once it is to stop, what is being taken may end. */
const LAST_ANSWERS_MS = 2_000;

const STATUS: Readonly<Record<Answered, number>> = {
  queued: 202,
  'seen-before': 202,
  ignored: 200,
  full: 503,
  'not-kept': 503,
  'too-large': 413,
  'cut-off': 408,
  'no-such-page': 404,
  'unfit-headers': 400,
  unverified: 401,
  unreadable: 400,
};

/** @throws ListenError when nothing can listen there */
export async function serveWebhooks(options: WebhookServerOptions): Promise<WebhookServer> {
  const { headersTimeoutMs = HEADERS_TIMEOUT_MS, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const server = createServer(
    {
      ...{ maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs },
      ...{ keepAliveTimeout: 5_000, connectionsCheckingInterval: Math.min(LOOK_MS, headersTimeoutMs) },
    },
    (request, response) => {
      void answer({ request, response }, options);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  const { host } = options.listen;
  server.listen({ host, port: options.listen.port, exclusive: true });
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code = 'UNKNOWN' } = cause as NodeJS.ErrnoException;
    throw new ListenError(`nothing can listen on ${listenUrl(options.listen)} (${code})`, { code, cause });
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `${listenUrl({ host, port })}${options.path}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const enough = setTimeout(() => {
        server.closeAllConnections();
      }, LAST_ANSWERS_MS);
      await closed;
      clearTimeout(enough);
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer({ request, response }: Exchange, options: WebhookServerOptions): Promise<void> {
  const reply = (
    as: Answered,
    { because, error }: { readonly because?: string; readonly error?: unknown } = {},
  ): void => {
    // What is left of a body that nobody reads would be taken for the next request.
    if (!request.complete) response.shouldKeepAlive = false;
    if (!response.destroyed) {
      const text = `${as}${because === undefined ? '' : `: ${because}`}\n`;
      response.writeHead(STATUS[as], {
        'content-type': 'text/plain; charset=utf-8',
        'content-length': Buffer.byteLength(text),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        ...(STATUS[as] === 503 && { 'retry-after': '60' }),
      });
      response.end(text, () => {
        if (!request.complete) request.destroy();
      });
    }
    options.onAnswered(as, {
      ...{ deliveryId: one(request.headers['x-github-delivery']), event: one(request.headers['x-github-event']) },
      ...{ because, error },
    });
  };
  const [path] = (request.url ?? '').split('?');
  if (path !== options.path || request.method !== 'POST') {
    reply('no-such-page');
    return;
  }
  const body = await readBody(request, options.maxBodyBytes);
  if (body === 'too-large' || body === 'cut-off') {
    reply(body);
    return;
  }
  const received = receiveDelivery({ headers: request.headers, body }, options);
  if (received.kind === 'refused') reply(received.as, { because: received.because });
  else if (received.kind === 'ignored') reply('ignored', { because: received.because });
  else {
    try {
      reply(await options.queue.take(received.delivery));
    } catch (error) {
      reply('not-kept', { because: 'it could not be written to the disk', error });
    }
  }
}

/** No more of it is read than may be. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | 'too-large' | 'cut-off'> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return 'too-large';
  const parts: Buffer[] = [];
  let length = 0;
  try {
    // Without this a request that is left in the middle would be destroyed, and its answer with it.
    for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > maxBytes) return 'too-large';
      parts.push(part);
    }
  } catch {
    return 'cut-off';
  }
  return Buffer.concat(parts, length);
}

function one(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value.slice(0, 80) : undefined;
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenUrl, type ListenAddress } from './listen-address.ts';
import { healthPage, textPage, type Health, type Page, type Pages } from './page.ts';

export interface HttpOptions {
  readonly listen: ListenAddress;
  /** `/healthz`: the process does its work; when not, it is to be started anew. */
  readonly health: () => Health;
  /** `/readyz`: it can be asked. */
  readonly readiness: () => Health;
  /** `/metrics`, in the text format of Prometheus. */
  readonly metrics: () => string | Promise<string>;
  readonly pages: Pages;
  /** Blots out of texts what nobody may see. */
  readonly redact: (text: string) => string;
  /** A page that could not be made: the reader gets 500 and no reason. */
  readonly onError: (path: string, error: unknown) => void;
}

/** A server that answers GET and HEAD, and nothing else. */
export interface HttpServer extends AsyncDisposable {
  readonly listen: ListenAddress;
  /** With the port that it got. */
  readonly url: string;
}

/** There can be no server at that address. */
export class ListenError extends Error {
  /** Of the system: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, … */
  readonly code: string;
  constructor(message: string, { code, cause }: { readonly code: string; readonly cause: unknown }) {
    super(message, { cause });
    this.name = 'ListenError';
    this.code = code;
  }
}

/** Far more than probes, Prometheus and some people need. */
const LIMITS = { maxHeaderSize: 8192, headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 5000 } as const;
const MAX_CONNECTIONS = 100;
/** Who reads nothing for so long is gone. */
const SILENT_MS = 30_000;
/** Answers that are being sent have so long to arrive once the server is to stop. */
const LAST_ANSWERS_MS = 1000;

/** Nothing of a page is fetched, run, embedded or kept. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** @throws ListenError when nothing can listen there */
export async function serveHttp(options: HttpOptions): Promise<HttpServer> {
  const pages = pagesOf(options);
  const server = createServer(LIMITS, (request, response) => {
    void answer({ request, response }, { ...options, pages });
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(SILENT_MS);
  const { host } = options.listen;
  await listen(server, options.listen);
  const { port } = server.address() as AddressInfo;
  return {
    listen: { host, port },
    url: listenUrl({ host, port }),
    [Symbol.asyncDispose]: () => close(server),
  };
}

function pagesOf({ health, readiness, metrics, pages }: HttpOptions): ReadonlyMap<string, Pages[string]> {
  return new Map<string, Pages[string]>([
    ...Object.entries(pages),
    ['/healthz', () => healthPage(health())],
    ['/readyz', () => healthPage(readiness())],
    ['/metrics', async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: await metrics() })],
  ]);
}

interface Answering extends Pick<HttpOptions, 'redact' | 'onError'> {
  readonly pages: ReadonlyMap<string, Pages[string]>;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer({ request, response }: Exchange, { pages, redact, onError }: Answering): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?');
  // A body is not read: what follows it on the connection would be taken for it.
  if (request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined) {
    response.shouldKeepAlive = false;
  }
  const render = pages.get(path);
  const method = request.method ?? '';
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    send(response, { page: textPage('GET and HEAD only\n'), status: 405 });
    return;
  }
  if (render === undefined) {
    send(response, { page: textPage('there is no such page\n'), status: 404 });
    return;
  }
  try {
    const page = await render();
    const body = typeof page.body === 'string' ? redact(page.body) : page.body;
    send(response, { page: { ...page, body }, status: page.status ?? 200 });
  } catch (error) {
    onError(path, error);
    send(response, { page: textPage('this page could not be made; the log says why\n'), status: 500 });
  }
}

function send(response: ServerResponse, { page, status }: { readonly page: Page; readonly status: number }): void {
  const body = typeof page.body === 'string' ? new TextEncoder().encode(page.body) : page.body;
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': page.contentType,
    'content-length': body.byteLength,
  });
  // To HEAD, Node sends the headers alone.
  response.end(body);
}

async function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  server.listen({ host, port, exclusive: true });
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code = 'UNKNOWN' } = cause as NodeJS.ErrnoException;
    throw new ListenError(`nothing can listen on ${listenUrl({ host, port })} (${code})`, { code, cause });
  }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  const enough = setTimeout(() => {
    server.closeAllConnections();
  }, LAST_ANSWERS_MS);
  await closed;
  clearTimeout(enough);
}

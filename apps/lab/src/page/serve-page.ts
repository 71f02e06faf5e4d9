import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lab } from '../lab.ts';
import { answerRequests } from './answer-requests.ts';
import { readAssets } from './assets.ts';
import type { RestorablePicture } from './parts/restorable.ts';

export interface Page extends AsyncDisposable {
  /** `http://127.0.0.1:40125/` */
  readonly url: string;
}

export interface PageOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  readonly signal: AbortSignal;
  /** Without it stretches of time are listed. */
  readonly picture?: RestorablePicture;
}

/** What a page needs of a lab. */
export type ShownLab = Pick<Lab, 'state' | 'changes' | 'actions'>;

/** Of a person or two with a few tabs each; more is a mistake of somebody. */
const MOST_CONNECTIONS = 64;
const PATIENCE_MS = 10_000;

/**
 * Serves the page of a lab, on the loopback address alone, until it is disposed or the signal says so. Buttons act only for those who got this page
 * from this start.
 * @throws when the port is taken
 */
export async function servePage(lab: ShownLab, { port, signal, picture }: PageOptions): Promise<Page> {
  signal.throwIfAborted();
  const assets = await readAssets(picture?.style ?? '');
  const ending = new AbortController();
  const server = createServer({ maxHeaderSize: 16_384, headersTimeout: PATIENCE_MS, requestTimeout: PATIENCE_MS });
  server.maxConnections = MOST_CONNECTIONS;
  const taken = await listen();
  const context = { token: randomBytes(16).toString('hex'), picture };
  server.on('request', answerRequests(lab, { context, assets, port: taken, signal: ending.signal }));
  signal.addEventListener('abort', stop, { once: true });
  return { url: `http://127.0.0.1:${taken}/`, [Symbol.asyncDispose]: end };

  async function listen(): Promise<number> {
    server.listen(port, '127.0.0.1');
    try {
      await once(server, 'listening', { signal });
    } catch (error) {
      server.close();
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      throw new Error(
        `port ${port} of 127.0.0.1 is taken by another program; name another, or 0 for any that is free`,
        { cause: error },
      );
    }
    return (server.address() as AddressInfo).port;
  }

  function stop(): void {
    void end();
  }

  /** Streams say that the lab stops, and then every connection ends. */
  async function end(): Promise<void> {
    signal.removeEventListener('abort', stop);
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    ending.abort();
    server.closeIdleConnections();
    const rest = setTimeout(() => {
      server.closeAllConnections();
    }, LAST_WORDS_MS);
    await closed;
    clearTimeout(rest);
  }
}

/** For what was on its way; whoever has not read it by then does not read. */
const LAST_WORDS_MS = 500;

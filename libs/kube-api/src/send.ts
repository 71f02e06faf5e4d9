import { request as plainRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as secureRequest } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, KubeFault } from './answer.ts';
import type { KubeConnection } from './connection.ts';

export interface Question {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
}

export interface Response {
  readonly status: number;
  readonly text: string;
  readonly warnings: readonly string[];
}

export interface Patience {
  /** Aborted by who does not want to know any more; a timeout of theirs is answered as `timeout`. */
  readonly signal: AbortSignal;
  /** For this one question, its answer included. Default: 10 s. */
  readonly timeoutMs?: number | undefined;
}

const TIMEOUT_MS = 10_000;
/** An API server pages what is long; more in one answer is not from one. */
const LIMIT_BYTES = 64 * 1024 * 1024;
/** Of questions that change nothing: a server that is restarted or busy for a moment is asked again. */
const ATTEMPTS = 3;
const PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 3000;

/**
 * The one way to an API server. Every status is an answer; no answer is a fault.
 * @throws the signal's reason where it was aborted by something else than a timeout
 */
export async function send(
  connection: KubeConnection,
  question: Question,
  { signal, timeoutMs = TIMEOUT_MS }: Patience,
): Promise<Answer<Response>> {
  const limit = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, limit]);
  for (let attempt = 1; ; attempt += 1) {
    const once = await sendOnce(connection, question, { signal: either });
    if (once.kind === 'fault' && either.aborted) return faultOfAbort({ connection, signal, limit, timeoutMs });
    if (question.method !== 'GET' || attempt === ATTEMPTS || !isPassing(once)) {
      return once.kind === 'fault' ? once.fault : { kind: 'answered', value: once.response };
    }
    const pause = once.kind === 'response' ? (once.retryAfterMs ?? PAUSE_MS) : PAUSE_MS;
    await delay(Math.min(pause, LONGEST_PAUSE_MS), undefined, { signal: either }).catch(() => undefined);
    if (either.aborted) return faultOfAbort({ connection, signal, limit, timeoutMs });
  }
}

/** Of a question that was given up. @throws where it was not given up because of time */
export function faultOfAbort(given: {
  readonly connection: KubeConnection;
  readonly signal: AbortSignal;
  readonly limit: AbortSignal;
  readonly timeoutMs: number;
}): KubeFault {
  const { connection, signal, limit, timeoutMs } = given;
  if (signal.aborted && !limit.aborted && !isTimeout(signal.reason)) throw signal.reason;
  const within = limit.aborted ? ` within ${timeoutMs / 1000} s` : ' in the time that there was';
  return { kind: 'timeout', detail: `${connection.server} did not answer${within}`, status: null };
}

export function faultOfError({ server }: KubeConnection, error: NodeJS.ErrnoException): KubeFault {
  const code = error.code ?? error.name;
  return { kind: 'unreachable', detail: `${server} cannot be reached (${code}): ${error.message}`, status: null };
}

type Once =
  | { readonly kind: 'response'; readonly response: Response; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'fault'; readonly fault: KubeFault; readonly code: string | undefined };

/** Refused connections are not passing: nobody is there. */
function isPassing(once: Once): boolean {
  if (once.kind === 'fault') return once.code === 'ECONNRESET' || once.code === 'EPIPE';
  return once.response.status === 429 || once.response.status === 503;
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}

function sendOnce(
  connection: KubeConnection,
  { method, path, contentType, body }: Question,
  { signal }: { readonly signal: AbortSignal },
): Promise<Once> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      resolve({ kind: 'fault', fault: faultOfError(connection, error), code: error.code });
    };
    if (signal.aborted) {
      fail(new Error('given up'));
      return;
    }
    const { server, options } = connection;
    const request = server.startsWith('http:') ? plainRequest : secureRequest;
    const headers = {
      ...(options.headers as OutgoingHttpHeaders | undefined),
      accept: 'application/json',
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    };
    const sent = request(`${server}${path}`, { ...options, headers, method, signal }, (response) => {
      collect(response).then((text) => {
        resolve({
          kind: 'response',
          response: { status: response.statusCode ?? 0, text, warnings: warningsOf(response.headers.warning) },
          retryAfterMs: secondsOf(response.headers['retry-after']),
        });
      }, fail);
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

async function collect(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT_BYTES) throw new Error(`the answer is longer than ${LIMIT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function secondsOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,4}$/.test(header) ? Number(header) * 1000 : undefined;
}

/** `299 - "text"`, several of them separated by commas. */
function warningsOf(header: string | undefined): readonly string[] {
  return [...(header ?? '').matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replaceAll(/\\(.)/g, '$1'),
  );
}

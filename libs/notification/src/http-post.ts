import { SinkError } from '@postgres-ha/incident';

export interface HttpPost {
  /** Of the sink, for messages. */
  readonly name: string;
  readonly url: string;
  /** May hold secrets: they go nowhere else. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly deadline: AbortSignal;
  readonly signal: AbortSignal;
}

/** For an answer 429 or 503 that does not say. */
const DEFAULT_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;

/**
 * One request that may be repeated without harm. Its errors name the sink and the status, never the address, what was sent or what was answered.
 * @throws SinkError; the signal's reason when that was aborted
 */
export async function httpPost(request: HttpPost): Promise<void> {
  const answer = await send('POST', request);
  await discard(answer);
}

/** @returns what was answered. @throws as httpPost does */
export async function httpGet(request: Omit<HttpPost, 'body'>): Promise<string> {
  const answer = await send('GET', request);
  try {
    return await answer.text();
  } catch {
    request.signal.throwIfAborted();
    throw new SinkError('later', `${request.name}: the answer broke off.`);
  }
}

async function send(
  method: 'GET' | 'POST',
  { name, url, signal, deadline, ...request }: Omit<HttpPost, 'body'> & { readonly body?: string },
): Promise<Response> {
  const answer = await fetched(name, signal, () =>
    fetch(url, {
      method,
      headers: { ...(request.body === undefined ? {} : { 'content-type': 'application/json' }), ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    }),
  );
  if (answer.ok) return answer;
  const retryAfterMs = retryAfter(answer);
  await discard(answer);
  throw failure(name, { status: answer.status, retryAfterMs });
}

async function fetched(name: string, signal: AbortSignal, act: () => Promise<Response>): Promise<Response> {
  try {
    return await act();
  } catch (error) {
    signal.throwIfAborted();
    const code = codeOf(error);
    throw new SinkError('later', `${name}: no answer${code === undefined ? '' : ` (${code})`}.`);
  }
}

function failure(
  name: string,
  { status, retryAfterMs }: { readonly status: number; readonly retryAfterMs: number | undefined },
): SinkError {
  if (status === 429 || status === 503) {
    const why = status === 429 ? 'asks for fewer requests' : 'is not available';
    return new SinkError('later', `${name}: it ${why} (HTTP status ${status}).`, {
      retryAfterMs: retryAfterMs ?? DEFAULT_RETRY_MS,
    });
  }
  if (status >= 500 || status === 408 || status === 425) {
    return new SinkError('later', `${name}: it failed (HTTP status ${status}).`, { retryAfterMs });
  }
  return new SinkError('refused', `${name}: it refused (HTTP status ${status}). ${remedyOf(status)}`);
}

function remedyOf(status: number): string {
  if (status >= 300 && status < 400) return 'Give the address that it redirects to.';
  if (status === 401 || status === 403) return 'Give credentials that it accepts.';
  if (status === 404 || status === 405) return 'Check the address: there is no such interface behind it.';
  if (status === 413) return 'Let the server, or the proxy before it, take bodies of 512 KiB.';
  return 'Check that the address is one of the kind of sink that the settings name.';
}

/** Seconds or a date, both as HTTP has them. */
function retryAfter({ headers }: Response): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_RETRY_MS) : undefined;
}

/** So that the connection can be used again. */
async function discard(answer: Response): Promise<void> {
  await answer.arrayBuffer().catch(() => undefined);
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'TimeoutError') return 'timeout';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? undefined : codeOf(error.cause);
}

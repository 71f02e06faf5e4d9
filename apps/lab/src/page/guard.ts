import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Sent with every answer. The page needs its own files and nothing else, and nobody may put it into a frame. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/**
 * Whether a request names this machine. A name of somebody's own that they point to 127.0.0.1 (DNS rebinding) would make their pages same-origin
 * with this one.
 */
export function isOurHost({ host }: IncomingHttpHeaders, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** Whether a request was sent by this page. Browsers say so; what does not say it is no browser and needs the token like everybody. */
export function isOurPage(headers: IncomingHttpHeaders): boolean {
  const from = headers['sec-fetch-site'];
  return from === undefined || from === 'same-origin' || from === 'none';
}

/** Without telling by the time it takes how much of it is right. */
export function isToken(said: string | null, token: string): boolean {
  const [a, b] = [Buffer.from(said ?? ''), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Lab } from '../lab.ts';
import { type PageContext, type Regions, regions } from './document.ts';
import { SAFE_HEADERS } from './guard.ts';

/**
 * Sends what changes as long as somebody listens: `start` with the token of this start, `change` with those parts of the page that are not as
 * they were sent, and `stop` when the lab ends. Who listens slowly misses states, never the newest.
 */
export async function streamChanges(
  response: ServerResponse,
  {
    lab,
    context,
    signal,
  }: { readonly lab: Pick<Lab, 'changes'>; readonly context: PageContext; readonly signal: AbortSignal },
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  const ends = AbortSignal.any([signal, gone.signal]);
  response.writeHead(200, { ...SAFE_HEADERS, 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(event('start', context.token));
  try {
    let sent: Regions = new Map();
    for await (const state of lab.changes(ends)) {
      const next = regions(state, context);
      const changed = [...next].filter(([id, { markup }]) => sent.get(id)?.markup !== markup);
      sent = next;
      if (changed.length === 0) continue;
      const data = JSON.stringify(Object.fromEntries(changed.map(([id, { markup }]) => [id, markup])));
      if (!response.write(event('change', data))) await once(response, 'drain', { signal: ends });
    }
  } catch (error) {
    // an ended wait is how this ends
    if (!ends.aborted) throw error;
  } finally {
    response.end(event('stop', ''));
  }
}

function event(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}

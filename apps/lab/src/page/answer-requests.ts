import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Asset } from './assets.ts';
import { page, type PageContext } from './document.ts';
import { streamChanges } from './event-stream.ts';
import { isOurHost, isOurPage, isToken, SAFE_HEADERS } from './guard.ts';
import { html } from '@postgres-ha/markup';
import { rememberNotices } from './notices.ts';
import { actionAt, inWords, pressButton } from './press-button.ts';
import type { Action } from './parts/button.ts';
import { formOf } from './request-body.ts';
import type { ShownLab } from './serve-page.ts';

/** Pages that are kept up to date at the same time; a browser holds one for each tab that is seen. */
const MOST_STREAMS = 16;

export interface Served {
  readonly context: PageContext;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly port: number;
  readonly signal: AbortSignal;
}

/** Everything that the server of the page answers. */
export function answerRequests(lab: ShownLab, { context, assets, port, signal }: Served): RequestListener {
  const notices = rememberNotices();
  let streams = 0;
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // whoever went away in the middle needs no answer
      if (response.headersSent || response.destroyed) response.destroy();
      else refuse(response, 500, `This could not be made: ${String(error)}`);
    });
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOurHost(request.headers, port)) {
      refuse(response, 421, `This page answers to 127.0.0.1:${port} and to no other name.`);
      return;
    }
    const { pathname, searchParams } = new URL(`http://127.0.0.1${request.url ?? '/'}`);
    const action = actionAt(pathname);
    if (action !== undefined) await act(action, request, response);
    else if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, 'This can only be read.', { allow: 'GET, HEAD' });
    } else await show(pathname, searchParams, response);
  }

  async function show(path: string, query: URLSearchParams, response: ServerResponse): Promise<void> {
    const asset = assets.get(path);
    if (asset !== undefined) {
      response.writeHead(200, { ...SAFE_HEADERS, 'content-type': asset.type }).end(asset.bytes);
    } else if (path === '/') {
      const { markup } = page(lab.state(), context, notices.take(query.get('notice')));
      response.writeHead(200, { ...SAFE_HEADERS, ...AS_HTML }).end(markup);
    } else if (path === '/events') await stream(response);
    else refuse(response, 404, 'There is nothing here.');
  }

  async function stream(response: ServerResponse): Promise<void> {
    if (streams >= MOST_STREAMS) {
      refuse(response, 503, `This page is open ${MOST_STREAMS} times already.`, { 'retry-after': '5' });
      return;
    }
    streams += 1;
    try {
      await streamChanges(response, { lab, context, signal });
    } finally {
      streams -= 1;
    }
  }

  async function act(action: Action, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') {
      refuse(response, 405, 'This is what a button of the page does.', { allow: 'POST' });
      return;
    }
    const form = await formOf(request);
    if (form === undefined) {
      refuse(response, 413, 'That is more than a button of the page sends.', { connection: 'close' });
    } else if (!isOurPage(request.headers) || !isToken(form.get('token'), context.token)) {
      refuse(response, 403, 'That button is not of this start of the lab. Load the page again.');
    } else press(action, form, { request, response });
  }

  function press(
    action: Action,
    form: URLSearchParams,
    { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  ): void {
    const came = pressButton(lab, action, form);
    if (came === undefined) {
      refuse(response, 400, 'There is no such button.');
    } else if (request.headers.accept === 'application/json') {
      response.writeHead(200, { ...SAFE_HEADERS, 'content-type': 'application/json' }).end(JSON.stringify(came));
    } else {
      // asked for anew, the page is not sent anew
      response.writeHead(303, { ...SAFE_HEADERS, location: `/?notice=${notices.keep(inWords(came))}` }).end();
    }
  }
}

const AS_HTML: Readonly<Record<string, string>> = { 'content-type': 'text/html; charset=utf-8' };

function refuse(
  response: ServerResponse,
  status: number,
  why: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>postgres-ha lab</title>
        <link rel="stylesheet" href="/colours.css" />
        <link rel="stylesheet" href="/page.css" />
      </head>
      <body>
        <main>
          <h1>Not done</h1>
          <p>${why}</p>
          <p><a href="/">To the page</a></p>
        </main>
      </body>
    </html> `;
  response.writeHead(status, { ...SAFE_HEADERS, ...AS_HTML, ...headers }).end(markup);
}

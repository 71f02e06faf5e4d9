/** What is sent for a path. */
export interface Page {
  /** Such as `text/html; charset=utf-8`. */
  readonly contentType: string;
  readonly body: string | Uint8Array;
  /** 503 says that there is nothing yet; 200 when left out. */
  readonly status?: 200 | 503;
}

export type RenderPage = () => Page | Promise<Page>;

/** By path: `/`, `/report.json`. There are no others, and no files. */
export type Pages = Readonly<Record<string, RenderPage>>;

/** Whether all is well, for a probe. */
export type Health = { readonly kind: 'ok' } | { readonly kind: 'failing'; readonly because: string };

export function textPage(body: string, status: 200 | 503 = 200): Page {
  return { contentType: 'text/plain; charset=utf-8', body, status };
}

export function healthPage(health: Health): Page {
  return health.kind === 'ok' ? textPage('ok\n') : textPage(`${health.because}\n`, 503);
}

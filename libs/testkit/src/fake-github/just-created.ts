import { notFound } from './answer.ts';
import type { Answer } from './answer.ts';

/** For a while after something was created, a look at it may find nothing. */
export interface JustCreated {
  /** Keeps where it can be looked at: a path without the query. */
  readonly remember: (answer: Answer, request: number) => void;
  /** @throws Refusal 404 for the first `requests` requests after it was created */
  readonly refuse: (path: string, now: { readonly request: number; readonly requests: number }) => void;
}

export function justCreated(): JustCreated {
  const paths = new Map<string, number>();
  return {
    remember: ({ status, body }, request) => {
      if (status !== 201 || typeof body !== 'object' || body === null) return;
      const { url, issue_url: issue } = body as { readonly url?: unknown; readonly issue_url?: unknown };
      for (const path of [url, issue].flatMap(pathsOf)) if (!paths.has(path)) paths.set(path, request);
    },
    refuse: (path, { request, requests }) => {
      const created = paths.get(path);
      if (created !== undefined && request - created <= requests) throw notFound();
    },
  };
}

/** The path of an address, and how else the same is looked at. */
function pathsOf(address: unknown): readonly string[] {
  if (typeof address !== 'string') return [];
  const path = new URL(address).pathname;
  if (path.includes('/git/refs/')) return [path.replace('/git/refs/', '/git/ref/')];
  return path.includes('/git/commits/') ? [path, path.replace('/git/commits/', '/commits/')] : [path];
}

import type { FakeGitHub, FakeGitHubOptions } from './fake-github.ts';

export const REPOSITORY = 'acme/databases';
const TOKEN = 'ghp_keeper';
/** A private and a public repository, who may write, who may read, and a stranger. */
export const SETUP: FakeGitHubOptions = {
  repositories: [
    {
      name: REPOSITORY,
      private: true,
      members: { keeper: 'write', reader: 'read' },
      files: { 'README.md': 'hello\n' },
    },
    { name: 'acme/elsewhere', members: { keeper: 'write' } },
  ],
  tokens: [
    { token: TOKEN, login: 'keeper', scopes: ['repo'] },
    { token: 'ghp_reader', login: 'reader', scopes: ['repo'] },
    { token: 'ghp_stranger', login: 'stranger', scopes: ['repo'] },
  ],
};

export interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface Ask {
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
}

/** One request, as a client that knows nothing of the fake makes it. */
export async function ask(
  github: FakeGitHub,
  path: string,
  { method = 'GET', body, token = TOKEN, headers = {} }: Ask = {},
): Promise<Said> {
  const response = await fetch(`${github.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : { text }) as Record<string, unknown>,
  };
}

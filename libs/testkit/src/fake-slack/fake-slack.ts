import { startFaultyServer, type FaultyServerOptions, type HttpAnswer, type HttpRequest } from '../http-faults.ts';
import { methods, type MethodContext } from './methods.ts';
import type { FakeChannel, FakeMessage, FakeWorkspace, Place } from './workspace.ts';

export interface FakeSlackOptions extends Pick<FaultyServerOptions, 'faultOf' | 'onHang'> {
  /** Bot tokens that it knows, and their scopes. Without it, TOKEN with all that a sink may need. */
  readonly tokens?: Readonly<Record<string, readonly string[]>>;
  /** Without it, `C0000000001`, `#database-alerts`. */
  readonly channels?: readonly FakeChannel[];
  /** From how many looks at a history the message that is posted now is hidden. */
  readonly hiddenFromLooks?: (message: FakeMessage) => number;
  /** Of Slack; the clock of this machine without it. */
  readonly now?: () => Date;
  /** Then a second post within a second in the same channel is refused by 429, by this clock. */
  readonly rateLimitedBy?: () => Date;
}

export interface FakeSlack extends AsyncDisposable {
  /** `http://127.0.0.1:1234/api/` */
  readonly url: string;
  readonly requests: readonly HttpRequest[];
  /** As people see them now, oldest first. */
  readonly messages: () => readonly FakeMessage[];
  readonly replies: (ts: string) => readonly FakeMessage[];
  /** How many posts it ever took, deleted ones too. */
  readonly posted: () => number;
  /** What people do. */
  readonly deleteMessage: (place: Place) => void;
}

export const FAKE_SLACK_TOKEN = 'xoxb-0000000000-fake-bot-token';
export const FAKE_SLACK_CHANNEL = 'C0000000001';
const SCOPES = ['chat:write', 'channels:history', 'groups:history', 'channels:read', 'groups:read'];

/** Slack's Web API as far as a bot posts, edits and looks its own messages up, on loopback. Checks tokens, scopes, arguments and Block Kit. */
export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const {
    tokens = { [FAKE_SLACK_TOKEN]: SCOPES },
    faultOf,
    onHang,
    hiddenFromLooks,
    rateLimitedBy,
    now = () => new Date(),
  } = options;
  const workspace: FakeWorkspace = {
    channels: [...(options.channels ?? [{ id: FAKE_SLACK_CHANNEL, name: 'database-alerts' }])],
    messages: [],
    hidden: new Map(),
  };
  let posted = 0;
  const lastPost = new Map<string, number>();
  const context: MethodContext = {
    workspace,
    nextTs: () => `${Math.floor(now().getTime() / 1000)}.${String(++posted).padStart(6, '0')}`,
    hide: (message) => workspace.hidden.set(message.ts, hiddenFromLooks?.(message) ?? 0),
    isTooSoon: (channel) => {
      if (rateLimitedBy === undefined) return false;
      const now = rateLimitedBy().getTime();
      const before = lastPost.get(channel);
      if (before !== undefined && now - before < 1000) return true;
      lastPost.set(channel, now);
      return false;
    },
  };
  const server = await startFaultyServer({
    answer: (request) => answer(request, { tokens, context }),
    faultOf,
    onHang,
  });
  return {
    url: `${server.url}/api/`,
    requests: server.requests,
    messages: () => workspace.messages.filter(({ threadTs }) => threadTs === undefined),
    replies: (ts) => workspace.messages.filter(({ threadTs }) => threadTs === ts),
    posted: () => posted,
    deleteMessage: ({ channel, ts }) => {
      const at = workspace.messages.findIndex((message) => message.channel === channel && message.ts === ts);
      if (at >= 0) workspace.messages.splice(at, 1);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

interface Answering {
  readonly tokens: Readonly<Record<string, readonly string[]>>;
  readonly context: MethodContext;
}

function answer(request: HttpRequest, { tokens, context }: Answering): HttpAnswer {
  const name = /^\/api\/([a-zA-Z.]+)$/.exec(request.path)?.[1] ?? '';
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return said({ ok: false, error: 'unknown_method' });
  const args = argumentsOf(request);
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const token = bearer ?? args['token'];
  if (token === undefined) return said({ ok: false, error: 'not_authed' });
  const scopes = Object.hasOwn(tokens, token) ? tokens[token] : undefined;
  if (scopes === undefined) return said({ ok: false, error: 'invalid_auth' });
  const needed = method.scopes.length === 0 || method.scopes.some((scope) => scopes.includes(scope));
  const headers = { 'x-oauth-scopes': scopes.join(',') };
  if (!needed) {
    const [first = ''] = method.scopes;
    return said({ ok: false, error: 'missing_scope', needed: first, provided: scopes.join(',') }, headers);
  }
  const result = method.act(args, context);
  if (result.kind === 'rate-limited') {
    return { ...said({ ok: false, error: 'ratelimited' }, { ...headers, 'retry-after': '1' }), status: 429 };
  }
  return said(result.kind === 'done' ? { ok: true, ...result.fields } : { ok: false, ...result.fields }, headers);
}

function argumentsOf({ headers, body }: HttpRequest): Readonly<Record<string, string>> {
  if (headers['content-type']?.startsWith('application/json') !== true) {
    return Object.fromEntries(new URLSearchParams(body));
  }
  const parsed = JSON.parse(body) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(parsed).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function said(body: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status: 200, headers, body: JSON.stringify(body) };
}

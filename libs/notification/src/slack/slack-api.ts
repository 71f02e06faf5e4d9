import { LogLevel, WebClient, type WebAPICallResult } from '@slack/web-api';
import type { SlackMessage } from './slack-message.ts';
import { slackFailure, type SlackFailure } from './slack-failure.ts';

export interface SlackApiOptions {
  readonly token: string;
  /** Without it, Slack's own. */
  readonly url?: string | undefined;
  /** For one request, from now. */
  readonly deadline: () => AbortSignal;
  readonly signal: AbortSignal;
}

/** Which post of which incident a message is. Kept as the message's metadata, which people do not see and the look-up finds. */
export interface SlackMarker {
  readonly incident: string;
  readonly opened_at: string;
  /** `message`, or the number of an entry of the timeline. */
  readonly part: 'message' | number;
}

export interface SlackApi {
  /** @returns the message's `ts` and the channel's ID */
  readonly post: (message: SlackMessage, to: PostTarget) => Promise<{ readonly ts: string; readonly channel: string }>;
  readonly update: (message: SlackMessage, at: UpdateTarget) => Promise<void>;
  /** The incident's message in the channel, as far as Slack shows it by now. */
  readonly findMessage: (
    channel: string,
    options: { readonly marker: SlackMarker; readonly notBefore: Date },
  ) => Promise<string | undefined>;
  readonly findReply: (
    channel: string,
    options: { readonly marker: SlackMarker; readonly thread: string },
  ) => Promise<string | undefined>;
  /** @param name `#database-alerts` or an ID */
  readonly channelId: (name: string) => Promise<string>;
  /** Who the token is, and what it may do; scopes are undefined when Slack does not say. */
  readonly whoAmI: () => Promise<{ readonly scopes: readonly string[] | undefined }>;
  /** Resolves when the channel's history can be read. */
  readonly readChannel: (channel: string) => Promise<void>;
}

export interface PostTarget {
  readonly channel: string;
  readonly marker: SlackMarker;
  readonly thread?: string;
  /** A reply that the channel sees too. */
  readonly alsoInChannel?: boolean;
}

export interface UpdateTarget {
  readonly channel: string;
  readonly ts: string;
  readonly marker: SlackMarker;
}

/** A call that failed, translated. Internal to the sink. */
export class SlackCallError extends Error {
  readonly failure: SlackFailure;

  constructor(failure: SlackFailure) {
    super(failure.message);
    this.name = 'SlackCallError';
    this.failure = failure;
  }
}

const EVENT_TYPE = 'postgres_ha_incident';
const PAGE = 200;
/** A channel with more messages than this since the incident began is not searched further. */
const MOST_PAGES = 20;
/** For an answer 429 that does not say. */
const DEFAULT_RETRY_SECONDS = '30';
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/**
 * Slack for one delivery. Each call is one request: repeating is for who knows whether it may be repeated.
 * @throws SlackCallError from each call; the signal's reason when that was aborted
 */
export function openSlack({ token, url, deadline, signal }: SlackApiOptions): SlackApi {
  const client = new WebClient(token, {
    ...(url === undefined ? {} : { slackApiUrl: url }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
    allowAbsoluteUrls: false,
    fetch: async (address, init) => {
      const answer = await fetch(address, { ...init, signal: AbortSignal.any([signal, deadline()]) });
      if (answer.status !== 429 || answer.headers.has('retry-after')) return answer;
      const headers = { 'retry-after': DEFAULT_RETRY_SECONDS };
      return new Response(await answer.text(), { status: 429, headers });
    },
  });
  async function call(method: string, options: Record<string, unknown> = {}): Promise<WebAPICallResult & Fields> {
    try {
      return await client.apiCall(method, options);
    } catch (error) {
      signal.throwIfAborted();
      throw new SlackCallError(slackFailure(method, error));
    }
  }
  /** People are told in plain words when Slack does not take the message as it is built. */
  async function say(method: string, message: SlackMessage, options: Record<string, unknown>) {
    try {
      return await call(method, { ...options, ...message });
    } catch (error) {
      if (!(error instanceof SlackCallError) || error.failure.kind !== 'unshowable') throw error;
      return await call(method, { ...options, text: message.text, blocks: [], attachments: [] });
    }
  }
  async function* pages(method: string, options: Record<string, unknown>): AsyncGenerator<WebAPICallResult & Fields> {
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await call(method, { ...options, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
      yield answer;
      cursor = answer.response_metadata?.next_cursor;
      if (cursor === undefined || cursor === '') return;
    }
  }
  async function find(
    method: string,
    options: Record<string, unknown>,
    marker: SlackMarker,
  ): Promise<string | undefined> {
    for await (const { messages } of pages(method, { ...options, include_all_metadata: true })) {
      const found = (messages ?? []).find((message) => isMarked(message, marker));
      if (found?.ts !== undefined) return found.ts;
    }
    return undefined;
  }
  return {
    post: async (message, { channel, marker, thread, alsoInChannel }) => {
      const answer = await say('chat.postMessage', message, {
        channel,
        metadata: metadataOf(marker),
        unfurl_links: false,
        unfurl_media: false,
        ...(thread === undefined ? {} : { thread_ts: thread }),
        ...(alsoInChannel === true ? { reply_broadcast: true } : {}),
      });
      if (answer.ts === undefined || typeof answer.channel !== 'string') throw noAnswer('chat.postMessage');
      return { ts: answer.ts, channel: answer.channel };
    },
    update: async (message, { channel, ts, marker }) => {
      await say('chat.update', message, { channel, ts, metadata: metadataOf(marker) });
    },
    findMessage: (channel, { marker, notBefore }) =>
      find('conversations.history', { channel, oldest: (notBefore.getTime() / 1000).toFixed(6) }, marker),
    findReply: (channel, { marker, thread }) => find('conversations.replies', { channel, ts: thread }, marker),
    channelId: async (name) => {
      if (isChannelId(name)) return name;
      const plain = name.replace(/^#/, '');
      const kinds = { exclude_archived: true, types: 'public_channel,private_channel' };
      for await (const { channels } of pages('conversations.list', kinds)) {
        const found = (channels ?? []).find((channel) => channel.name === plain);
        if (found?.id !== undefined) return found.id;
      }
      throw new SlackCallError({
        kind: 'refused',
        message: `Slack has no channel #${plain} that the app sees. Invite the app to it, or give the channel's ID (C…).`,
      });
    },
    whoAmI: async () => ({ scopes: (await call('auth.test')).response_metadata?.scopes }),
    readChannel: async (channel) => {
      await call('conversations.history', { channel, limit: 1 });
    },
  };
}

/** `C…`, and `G…` of older private channels. */
export function isChannelId(channel: string): boolean {
  return /^[CG][A-Z0-9]{7,}$/.test(channel);
}

interface Fields {
  readonly ts?: string;
  readonly channel?: unknown;
  readonly messages?: readonly ShownMessage[];
  readonly channels?: readonly { readonly id?: string; readonly name?: string }[];
}

interface ShownMessage {
  readonly ts?: string;
  readonly thread_ts?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: Readonly<Record<string, unknown>> };
}

function metadataOf(marker: SlackMarker): Readonly<Record<string, unknown>> {
  return { event_type: EVENT_TYPE, event_payload: { ...marker } };
}

function isMarked({ metadata }: ShownMessage, marker: SlackMarker): boolean {
  const payload = metadata?.event_payload;
  return (
    metadata?.event_type === EVENT_TYPE &&
    payload?.['incident'] === marker.incident &&
    payload['opened_at'] === marker.opened_at &&
    payload['part'] === marker.part
  );
}

function noAnswer(method: string): SlackCallError {
  return new SlackCallError({ kind: 'unsure', message: `Slack's answer to ${method} is not one of Slack's.` });
}

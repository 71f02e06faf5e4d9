import { blockKitFaults, isFields } from './block-kit.ts';
import {
  seenInChannel,
  seenInThread,
  type FakeChannel,
  type FakeMessage,
  type FakeMetadata,
  type FakeWorkspace,
} from './workspace.ts';

type Arguments = Readonly<Record<string, string>>;

export interface MethodContext {
  readonly workspace: FakeWorkspace;
  readonly nextTs: () => string;
  readonly hide: (message: FakeMessage) => void;
  readonly isTooSoon: (channel: string) => boolean;
}

export type MethodResult =
  | { readonly kind: 'done'; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'failed'; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'rate-limited' };

export interface Method {
  /** One of them is enough. */
  readonly scopes: readonly string[];
  readonly act: (args: Arguments, context: MethodContext) => MethodResult;
}

/** @see https://docs.slack.dev/reference/methods */
export const methods: Readonly<Record<string, Method>> = {
  'auth.test': { scopes: [], act: () => done({ team: 'Fake', user: 'postgres-ha', bot_id: 'B0000000001' }) },
  'chat.postMessage': { scopes: ['chat:write'], act: postMessage },
  'chat.update': { scopes: ['chat:write'], act: update },
  'conversations.history': { scopes: ['channels:history', 'groups:history'], act: history },
  'conversations.replies': { scopes: ['channels:history', 'groups:history'], act: replies },
  'conversations.list': { scopes: ['channels:read', 'groups:read'], act: list },
};

function postMessage(args: Arguments, context: MethodContext): MethodResult {
  const channel = channelOf(args, context, { byName: true });
  if ('kind' in channel) return channel;
  const content = contentOf(args);
  if ('kind' in content) return content;
  const { messages } = context.workspace;
  const threadTs = args['thread_ts'];
  const isThere = messages.some((message) => message.channel === channel.id && message.ts === threadTs);
  if (threadTs !== undefined && !isThere) return failed('thread_not_found');
  if (context.isTooSoon(channel.id)) return { kind: 'rate-limited' };
  const alsoInChannel = args['reply_broadcast'] === 'true';
  const ts = context.nextTs();
  const message: FakeMessage = { ts, channel: channel.id, threadTs, alsoInChannel, edits: 0, ...content };
  messages.push(message);
  context.hide(message);
  return done({ ts, channel: channel.id, message: shown(message, true) });
}

function update(args: Arguments, context: MethodContext): MethodResult {
  const channel = channelOf(args, context, { byName: false });
  if ('kind' in channel) return channel;
  const { messages } = context.workspace;
  const at = messages.findIndex((message) => message.channel === channel.id && message.ts === args['ts']);
  const old = messages[at];
  if (old === undefined) return failed('message_not_found');
  const content = contentOf(args);
  if ('kind' in content) return content;
  messages[at] = { ...old, ...content, metadata: content.metadata ?? old.metadata, edits: old.edits + 1 };
  return done({ ts: old.ts, channel: channel.id, text: content.text });
}

function history(args: Arguments, context: MethodContext): MethodResult {
  const channel = channelOf(args, context, { byName: false });
  if ('kind' in channel) return channel;
  const oldest = Number(args['oldest'] ?? 0);
  const found = seenInChannel(context.workspace, channel.id).filter(({ ts }) => Number(ts) > oldest);
  return page(found, args);
}

function replies(args: Arguments, context: MethodContext): MethodResult {
  const channel = channelOf(args, context, { byName: false });
  if ('kind' in channel) return channel;
  const found = seenInThread(context.workspace, { channel: channel.id, ts: args['ts'] ?? '' });
  return found.length === 0 ? failed('thread_not_found') : page(found, args);
}

function list(args: Arguments, { workspace }: MethodContext): MethodResult {
  const types = (args['types'] ?? 'public_channel').split(',');
  const found = workspace.channels.filter(
    ({ archived, private: hidden }) =>
      !(archived === true && args['exclude_archived'] === 'true') &&
      types.includes(hidden === true ? 'private_channel' : 'public_channel'),
  );
  return done({ channels: found.map(({ id, name }) => ({ id, name })), response_metadata: { next_cursor: '' } });
}

function page(found: readonly FakeMessage[], args: Arguments): MethodResult {
  const limit = Number(args['limit'] ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 999) return failed('invalid_limit');
  const from = Number(args['cursor'] ?? 0);
  if (!Number.isInteger(from)) return failed('invalid_cursor');
  const isMore = from + limit < found.length;
  return done({
    messages: found.slice(from, from + limit).map((each) => shown(each, args['include_all_metadata'] === 'true')),
    has_more: isMore,
    response_metadata: { next_cursor: isMore ? String(from + limit) : '' },
  });
}

function shown({ ts, threadTs, text, blocks, attachments, metadata }: FakeMessage, withMetadata: boolean): object {
  return {
    type: 'message',
    ts,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    text,
    blocks,
    attachments,
    ...(withMetadata && metadata !== undefined ? { metadata } : {}),
  };
}

function channelOf(
  args: Arguments,
  { workspace }: MethodContext,
  { byName }: { readonly byName: boolean },
): FakeChannel | MethodResult {
  const asked = args['channel'] ?? '';
  const found = workspace.channels.find(
    ({ id, name }) => id === asked || (byName && (asked === name || asked === `#${name}`)),
  );
  if (found === undefined) return failed('channel_not_found');
  if (found.archived === true) return failed('is_archived');
  return found.member === false ? failed('not_in_channel') : found;
}

/** What all of it may take together; Slack does not publish where `msg_blocks_too_long` begins. */
const LONGEST_BLOCKS = 13_200;

function contentOf(args: Arguments): Pick<FakeMessage, 'text' | 'blocks' | 'attachments' | 'metadata'> | MethodResult {
  const blocks = jsonOf(args['blocks'], []);
  const attachments = jsonOf(args['attachments'], []);
  if (!Array.isArray(blocks)) return failed('invalid_blocks_format');
  if (!Array.isArray(attachments) || attachments.length > 100) return failed('invalid_attachments');
  const text = args['text'] ?? '';
  if (text === '' && blocks.length === 0 && attachments.length === 0) return failed('no_text');
  if (text.length > 40_000) return failed('msg_too_long');
  const faults = [
    ...blockKitFaults(blocks),
    ...attachments.flatMap((each: unknown, index) => attachmentFaults(each, index)),
  ];
  if (faults.length > 0) return failed('invalid_blocks', faults);
  if (JSON.stringify([blocks, attachments]).length > LONGEST_BLOCKS) return failed('msg_blocks_too_long');
  const metadata = jsonOf(args['metadata'], undefined);
  if (metadata !== undefined && !isMetadata(metadata)) return failed('invalid_metadata_format');
  return { text, blocks: blocks as readonly unknown[], attachments: attachments as readonly unknown[], metadata };
}

function attachmentFaults(attachment: unknown, index: number): readonly string[] {
  const place = `/attachments/${index}`;
  if (!isFields(attachment)) return [`must be an object [json-pointer:${place}]`];
  const colour = attachment['color'];
  const isColour =
    colour === undefined || (typeof colour === 'string' && /^#?[0-9a-f]{6}$|^(good|warning|danger)$/i.test(colour));
  const wrong = isColour ? [] : [`not a colour [json-pointer:${place}/color]`];
  return [...wrong, ...('blocks' in attachment ? blockKitFaults(attachment['blocks'], `${place}/blocks`) : [])];
}

function isMetadata(value: unknown): value is FakeMetadata {
  if (!isFields(value) || typeof value['event_type'] !== 'string' || !isFields(value['event_payload'])) return false;
  const isSimple = (each: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof each);
  return /^\w+$/.test(value['event_type']) && Object.values(value['event_payload']).every(isSimple);
}

function jsonOf(text: string | undefined, otherwise: unknown): unknown {
  if (text === undefined) return otherwise;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function done(fields: Readonly<Record<string, unknown>>): MethodResult {
  return { kind: 'done', fields };
}

function failed(error: string, faults: readonly string[] = []): MethodResult {
  const messages = faults.map((fault) => `[ERROR] ${fault}`);
  return { kind: 'failed', fields: { error, ...(faults.length === 0 ? {} : { response_metadata: { messages } }) } };
}

export interface FakeChannel {
  readonly id: string;
  /** Without `#`. */
  readonly name: string;
  /** Whether the app is in it. True by default. */
  readonly member?: boolean;
  readonly archived?: boolean;
  readonly private?: boolean;
}

export interface FakeMessage {
  readonly ts: string;
  readonly channel: string;
  /** Of the message that it replies to. */
  readonly threadTs: string | undefined;
  readonly alsoInChannel: boolean;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly attachments: readonly unknown[];
  readonly metadata: FakeMetadata | undefined;
  /** How often it was edited. */
  readonly edits: number;
}

export interface FakeMetadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

/** What is said in a workspace: changed by the API, and by people who delete. */
export interface FakeWorkspace {
  readonly channels: FakeChannel[];
  readonly messages: FakeMessage[];
  /** How many looks at the history a message is still hidden from. */
  readonly hidden: Map<string, number>;
}

/** Newest first, as histories are; each message that is hidden counts this look. */
export function seenInChannel({ messages, hidden }: FakeWorkspace, channel: string): readonly FakeMessage[] {
  return messages
    .filter((message) => message.channel === channel && (message.threadTs === undefined || message.alsoInChannel))
    .filter(({ ts }) => isShown(hidden, ts))
    .toSorted(newestFirst);
}

/** The message that was replied to, then replies from the oldest. */
export function seenInThread({ messages, hidden }: FakeWorkspace, { channel, ts }: Place): readonly FakeMessage[] {
  return messages
    .filter((message) => message.channel === channel && (message.ts === ts || message.threadTs === ts))
    .filter((message) => message.ts === ts || isShown(hidden, message.ts))
    .toSorted((a, b) => -newestFirst(a, b));
}

export interface Place {
  readonly channel: string;
  readonly ts: string;
}

function isShown(hidden: Map<string, number>, ts: string): boolean {
  const left = hidden.get(ts) ?? 0;
  if (left > 0) hidden.set(ts, left - 1);
  return left <= 0;
}

function newestFirst(a: FakeMessage, b: FakeMessage): number {
  return Number(b.ts) - Number(a.ts);
}

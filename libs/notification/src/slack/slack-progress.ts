import type { Incident, Json } from '@postgres-ha/incident';
import { z } from 'zod';

/** How far the showing of one incident in one channel has come. Saved before and after each post. */
export interface SlackProgress {
  /** Of the incident that it is about: the same trouble may come again, long after, as another incident. */
  readonly openedAt: string;
  /** ID of the channel, once it is known. */
  readonly channel: string | null;
  readonly message:
    | { readonly kind: 'none' }
    | { readonly kind: 'posted'; readonly ts: string }
    /** People took it away, during this opening of the incident. */
    | { readonly kind: 'removed'; readonly opening: number };
  /** The opening in which it was posted again because people had taken it away. */
  readonly repostedIn: number | null;
  /** The last entry of the timeline that the thread has. */
  readonly told: number;
  readonly begun: BegunPost | null;
  readonly shown: Incident['status'];
  /** The message of the incident before, when Slack never learned that it was over. */
  readonly unfinished: { readonly openedAt: string; readonly ts: string } | null;
}

/** A post that may or may not have been done. */
export interface BegunPost {
  readonly part: 'message' | number;
  /** When it was tried last. */
  readonly since: string;
  readonly attempts: number;
}

const schema = z.object({
  openedAt: z.string(),
  channel: z.string().nullable(),
  message: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('posted'), ts: z.string() }),
    z.object({ kind: z.literal('removed'), opening: z.int() }),
  ]),
  repostedIn: z.int().nullable(),
  told: z.int(),
  begun: z
    .object({ part: z.union([z.literal('message'), z.int()]), since: z.iso.datetime(), attempts: z.int() })
    .nullable(),
  shown: z.enum(['open', 'resolved']),
  unfinished: z.object({ openedAt: z.string(), ts: z.string() }).nullable(),
}) satisfies z.ZodType<SlackProgress>;

/** @param saved what cannot be read (another version wrote it) counts as a post that may have been done, so that it is looked for */
export function readSlackProgress(saved: Json | undefined, { openedAt, changedAt }: Incident): SlackProgress {
  const fresh: SlackProgress = {
    openedAt,
    channel: null,
    message: { kind: 'none' },
    repostedIn: null,
    told: 0,
    begun: null,
    shown: 'open',
    unfinished: null,
  };
  if (saved === undefined) return fresh;
  const parsed = schema.safeParse(saved);
  if (!parsed.success) return { ...fresh, begun: { part: 'message', since: changedAt, attempts: 1 } };
  const { data } = parsed;
  if (data.openedAt === openedAt) return data;
  const { message, channel, shown } = data;
  const isUnfinished = message.kind === 'posted' && shown === 'open';
  return {
    ...fresh,
    channel,
    unfinished: isUnfinished ? { openedAt: data.openedAt, ts: message.ts } : null,
  };
}

/** The incident before, as far as its message must still say that it is over. */
export function finished(incident: Incident, openedAt: string): Incident {
  const ended = incident.timeline.findLast(({ kind, at }) => kind === 'resolved' && at <= incident.openedAt);
  const resolvedAt = ended?.at ?? incident.openedAt;
  return { ...incident, status: 'resolved', openedAt, resolvedAt, changedAt: resolvedAt };
}

export function savedSlackProgress({ message, begun, unfinished, ...rest }: SlackProgress): Json {
  return {
    ...rest,
    message: { ...message },
    begun: begun === null ? null : { ...begun },
    unfinished: unfinished === null ? null : { ...unfinished },
  };
}

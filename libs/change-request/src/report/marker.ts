import { z } from 'zod';

/** What the bot remembers, in the text where it belongs: nowhere else. Believed only where the text is the bot's own. */
export type Marker =
  | ({ readonly kind: 'change' } & ChangeMark)
  | ({ readonly kind: 'review' } & ReviewMark)
  | ({ readonly kind: 'reply' } & ReplyMark)
  | { readonly kind: 'dashboard' };

/** In the body of a pull request of the bot. */
export interface ChangeMark {
  /** `production/postgres-cluster` */
  readonly target: string;
  /** The intent as a canonical command, to be planned anew when the base moves; undefined: it was too long to be kept. */
  readonly command?: string | undefined;
  readonly origin: OriginMark;
  /** The plan's hash. */
  readonly plan: string;
  readonly base: string;
}

export interface OriginMark {
  readonly kind: 'comment' | 'form' | 'schedule' | 'command-line';
  readonly key: string;
  readonly by?: string | undefined;
  readonly url?: string | undefined;
  readonly at: string;
}

/** In the one comment on a pull request. */
export interface ReviewMark {
  /** The commit that was read. */
  readonly head: string;
  readonly base: string;
}

/** In the reply to a command. */
export interface ReplyMark {
  /** Of the request: `comment-123`. */
  readonly key: string;
}

const MOST_MARKER = 32_768;
const MOST_COMMAND = 4000;
const MOST_LOGIN = 100;
const MOST_URL = 2000;

/** No text of GitHub's is longer. */
const MOST_TEXT = 262_144;

/**
 * A comment in HTML that ends where it ends, whatever is in it: pure ASCII, without angle brackets, and no two hyphens in a row.
 * What cannot be read back, because it is too long or no line, is left out where it may be.
 */
export function writeMarker(marker: Marker): string {
  if (marker.kind === 'reply') return `<!-- postgres-ha:reply v1 ${encodedKey(marker.key)} -->`;
  const { kind, ...mark } = marker.kind === 'change' ? readable(marker) : marker;
  return `<!-- postgres-ha:${kind} v1 ${encoded(mark)} -->`;
}

function readable<T extends ChangeMark>(mark: T): T {
  const { command, origin } = mark;
  return {
    ...mark,
    command: line(MOST_COMMAND).safeParse(command).data,
    origin: {
      ...origin,
      by: line(MOST_LOGIN).safeParse(origin.by).data,
      url: line(MOST_URL).safeParse(origin.url).data,
    },
  };
}

/** As it is, where it is one of ours: `comment-123`. */
function encodedKey(key: string): string {
  return encodeURIComponent(key.toWellFormed()).replace(/-(?=-)/g, '%2D');
}

function encoded(mark: object): string {
  return JSON.stringify(mark)
    .replace(/[^\x20-\x7e]|[<>&@#`$|]/g, escape)
    .replace(/-(?=-)/g, escape);
}

function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The marker of a text; undefined: it has none, or several, or one that this version does not write. */
export function readMarker(text: string): Marker | undefined {
  if (text.length > MOST_TEXT) return undefined;
  const found = [...text.matchAll(/^<!-- postgres-ha:(\S{1,20}) v1 (.*) -->\r?$/gm)];
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  const [, kind, json = ''] = only;
  if (json.length > MOST_MARKER) return undefined;
  const mark = kind === 'reply' ? { key: decodedKey(json) } : parsedJson(json);
  const parsed = markerSchema.safeParse({ kind, mark });
  return parsed.success ? ({ kind: parsed.data.kind, ...parsed.data.mark } as Marker) : undefined;
}

function decodedKey(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]+$/u);
const commit = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);

const originSchema = z.strictObject({
  kind: z.enum(['comment', 'form', 'schedule', 'command-line']),
  key: line(300),
  by: line(MOST_LOGIN).optional(),
  url: line(MOST_URL).optional(),
  at: z.iso.datetime(),
});

const markerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('change'),
    mark: z.strictObject({
      target: line(300),
      command: line(MOST_COMMAND).optional(),
      origin: originSchema,
      plan: z.string().regex(/^[0-9a-f]{64}$/),
      base: commit,
    }),
  }),
  z.strictObject({ kind: z.literal('review'), mark: z.strictObject({ head: commit, base: commit }) }),
  z.strictObject({ kind: z.literal('reply'), mark: z.strictObject({ key: line(300) }) }),
  z.strictObject({ kind: z.literal('dashboard'), mark: z.strictObject({}) }),
]);

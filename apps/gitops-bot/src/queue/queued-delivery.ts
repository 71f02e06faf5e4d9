import type { BotEvent } from '@postgres-ha/change-request';
import { z } from 'zod';

/** What was told once, and is to be handled until it is done. */
export interface QueuedDelivery {
  /** `X-GitHub-Delivery`: the same when GitHub sends it again. */
  readonly id: string;
  /** `acme/databases` */
  readonly repository: string;
  readonly receivedAt: Date;
  /** Larger for what came later, over restarts. */
  readonly sequence: number;
  readonly events: readonly BotEvent[];
  /** How often it failed in a way that another attempt may not mend. */
  readonly attempts: number;
  /** How often it was told to wait, for whatever reason. */
  readonly waits: number;
  /** Not to be handled before then. */
  readonly notBefore: Date | undefined;
  /** Of the last attempt, for people. */
  readonly lastProblem: string | undefined;
}

/** Something that nobody will handle without being asked. */
export interface AsideDelivery {
  /** Undefined: its file cannot be read. */
  readonly delivery: QueuedDelivery | undefined;
  readonly id: string;
  readonly because: string;
  readonly at: Date;
}

const KIND = 'gitops-bot-delivery';
const ASIDE = 'gitops-bot-delivery-aside';
const VERSION = 1;

/** Of this text a file name is made. */
const ID = /^[0-9A-Za-z][0-9A-Za-z-]{0,63}$/;

/** Whether that can be the id of a delivery: GitHub's are UUIDs. */
export function isDeliveryId(text: string): boolean {
  return ID.test(text);
}

const date = z.iso.datetime().transform((text) => new Date(text));
const author = z.object({ login: z.string(), kind: z.enum(['person', 'bot']) });
const event = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('comment'),
    on: z.object({ kind: z.enum(['issue', 'pull-request']), number: z.int() }),
    commentId: z.int(),
    author,
    body: z.string(),
    url: z.string(),
    at: date,
  }),
  z.object({
    kind: z.literal('form'),
    issue: z.int(),
    author,
    title: z.string(),
    body: z.string(),
    labels: z.array(z.string()),
    url: z.string(),
    at: date,
  }),
  z.object({
    kind: z.literal('dispatch'),
    key: z.string(),
    author,
    body: z.string(),
    url: z.string(),
    at: date,
  }),
  z.object({ kind: z.literal('pull-request'), number: z.int() }),
  z.object({ kind: z.literal('pull-request-closed'), number: z.int() }),
  z.object({ kind: z.literal('merge-group'), head: z.string(), base: z.string() }),
  z.object({ kind: z.literal('base-moved'), after: z.string() }),
  z.object({ kind: z.literal('tick') }),
]) satisfies z.ZodType<BotEvent>;

const delivery = z.object({
  id: z.string().regex(ID),
  repository: z.string(),
  receivedAt: date,
  sequence: z.int().nonnegative(),
  events: z.array(event).min(1),
  attempts: z.int().nonnegative(),
  waits: z.int().nonnegative(),
  notBefore: date.optional(),
  lastProblem: z.string().optional(),
});

const waitingFile = z.object({ kind: z.literal(KIND), version: z.literal(VERSION), delivery });
const asideFile = z.object({
  kind: z.literal(ASIDE),
  version: z.literal(VERSION),
  delivery,
  because: z.string(),
  at: date,
});

export function deliveryText(queued: QueuedDelivery): string {
  return `${JSON.stringify({ kind: KIND, version: VERSION, delivery: queued })}\n`;
}

export function asideText({ delivery: queued, because, at }: AsideDelivery): string {
  return `${JSON.stringify({ kind: ASIDE, version: VERSION, delivery: queued, because, at })}\n`;
}

/** Undefined: this version did not write that, or not to its end. */
export function readDeliveryText(text: string): QueuedDelivery | undefined {
  const read = waitingFile.safeParse(jsonOf(text));
  return read.success ? withAll(read.data.delivery) : undefined;
}

export function readAsideText(text: string): AsideDelivery | undefined {
  const read = asideFile.safeParse(jsonOf(text));
  if (!read.success) return undefined;
  const queued = withAll(read.data.delivery);
  return { delivery: queued, id: queued.id, because: read.data.because, at: read.data.at };
}

function withAll(read: z.infer<typeof delivery>): QueuedDelivery {
  return { ...read, notBefore: read.notBefore, lastProblem: read.lastProblem };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

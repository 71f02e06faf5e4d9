import { createHmac } from 'node:crypto';
import type { Incident, IncidentSink, Json } from '@postgres-ha/incident';
import { z } from 'zod';
import { httpPost } from '../http-post.ts';
import { deadlineOf, systemClock, type SinkClock } from '../sink-clock.ts';
import { incidentWithoutSecrets } from '../without-secrets.ts';
import { incidentEvent, type EventAction } from './incident-event.ts';

export interface PagerDutySinkOptions {
  /** The integration key of a service, 32 characters. */
  readonly routingKey: string;
  /** Without it, PagerDuty's own; its European one is `https://events.eu.pagerduty.com/v2/enqueue`. */
  readonly url?: string | undefined;
  readonly name?: string;
  readonly timeoutMs?: number;
  readonly clock?: SinkClock;
}

export interface WebhookSinkOptions {
  readonly url: string;
  readonly name?: string;
  /** Such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Then `x-signature-256: sha256=<hex>` is the HMAC-SHA-256 of the body under it. */
  readonly signingSecret?: string | undefined;
  readonly timeoutMs?: number;
  readonly clock?: SinkClock;
}

/** Pages people by PagerDuty's Events API v2; an incident that was resolved and comes back is triggered again under the same key. */
export function pagerDutySink(options: PagerDutySinkOptions): IncidentSink {
  const { routingKey, url, name = 'pagerduty', timeoutMs = 10_000, clock = systemClock } = options;
  return eventSink({
    name,
    url: url ?? 'https://events.pagerduty.com/v2/enqueue',
    secrets: [routingKey],
    envelope: { routing_key: routingKey },
    headersOf: () => ({}),
    deadline: () => deadlineOf(clock, timeoutMs),
  });
}

/** Sends events of the same shape, without a routing key, to any address. */
export function webhookSink(options: WebhookSinkOptions): IncidentSink {
  const { url, headers = {}, signingSecret, timeoutMs = 10_000, clock = systemClock } = options;
  return eventSink({
    name: options.name ?? `webhook:${new URL(url).host}`,
    url,
    secrets: [...Object.values(headers), ...(signingSecret === undefined ? [] : [signingSecret])],
    envelope: {},
    headersOf: (body, key) => ({
      ...headers,
      'idempotency-key': key,
      ...(signingSecret === undefined ? {} : { 'x-signature-256': `sha256=${hmac(signingSecret, body)}` }),
    }),
    deadline: () => deadlineOf(clock, timeoutMs),
  });
}

interface EventSinkOptions {
  readonly name: string;
  readonly url: string;
  readonly secrets: readonly string[];
  readonly envelope: Readonly<Record<string, string>>;
  readonly headersOf: (body: string, key: string) => Readonly<Record<string, string>>;
  readonly deadline: () => AbortSignal;
}

/** What was sent and acknowledged, in the incident's own count. */
const progressSchema = z.object({
  openedAt: z.string(),
  /** The opening that was triggered last; 0 for none. */
  triggered: z.int(),
  /** The last acknowledgement in the timeline that was sent on. */
  acknowledged: z.int(),
});
type EventProgress = z.infer<typeof progressSchema>;

/**
 * Every event may be repeated: the receiver knows it by its key. An incident that opened and ended while the receiver was away is
 * triggered and then resolved, so that its record is complete.
 */
function eventSink({ name, url, secrets, envelope, headersOf, deadline }: EventSinkOptions): IncidentSink {
  return {
    name,
    deliver: async (given, { progress, save, signal }) => {
      const incident = incidentWithoutSecrets(given, secrets);
      let seen = progressOf(progress, incident);
      const send = async (action: EventAction): Promise<void> => {
        const body = JSON.stringify({ ...envelope, ...incidentEvent(incident, action) });
        const key = `${incident.id}-${incident.revision}-${action}`;
        await httpPost({ name, url, headers: headersOf(body, key), body, deadline: deadline(), signal });
      };
      const keep = async (changes: Partial<EventProgress>): Promise<void> => {
        seen = { ...seen, ...changes };
        await save(seen);
      };
      if (incident.status === 'open' || seen.triggered < incident.openings) {
        await send('trigger');
        await keep({ triggered: incident.openings });
      }
      if (incident.status === 'resolved') return send('resolve');
      const acknowledged = acknowledgement(incident);
      if (acknowledged <= seen.acknowledged) return;
      await send('acknowledge');
      await keep({ acknowledged });
    },
    selfTest: async ({ signal }) => {
      // Resolving what was never triggered is accepted and tells nobody anything.
      const body = JSON.stringify({ ...envelope, ...SELF_TEST });
      await httpPost({ name, url, headers: headersOf(body, 'self-test'), body, deadline: deadline(), signal });
    },
  };
}

const SELF_TEST = { event_action: 'resolve', dedup_key: 'postgres-ha/self-test', client: 'postgres-ha' };

function progressOf(progress: Json | undefined, { openedAt }: Incident): EventProgress {
  const parsed = progressSchema.safeParse(progress);
  if (parsed.success && parsed.data.openedAt === openedAt) return parsed.data;
  return { openedAt, triggered: 0, acknowledged: 0 };
}

/** Number of the entry by which a person took the present opening on; 0 for none. */
function acknowledgement({ timeline }: Incident): number {
  const opened = timeline.findLast(({ kind }) => kind === 'opened' || kind === 'reopened')?.number ?? 0;
  const taken = timeline.findLast(({ kind }) => kind === 'acknowledged')?.number ?? 0;
  return taken > opened ? taken : 0;
}

function hmac(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

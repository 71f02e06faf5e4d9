import { createHmac } from 'node:crypto';
import { startFaultyServer, type FaultyServerOptions, type HttpAnswer, type HttpRequest } from '../http-faults.ts';

export interface FakeEventsOptions extends Pick<FaultyServerOptions, 'faultOf' | 'onHang'> {
  /** As PagerDuty: an event without this key is refused. Without it, as any webhook. */
  readonly routingKey?: string;
  /** Then the body has to be signed by it. */
  readonly signingSecret?: string;
}

/** What a receiver makes of events of one key, as PagerDuty does. */
export interface FakePage {
  readonly key: string;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  readonly severity: string;
  readonly summary: string;
}

export interface FakeEvents extends AsyncDisposable {
  /** `http://127.0.0.1:1234/v2/enqueue` */
  readonly url: string;
  readonly requests: readonly HttpRequest[];
  /** Oldest first: a trigger after a resolve is another one with the same key. */
  readonly pages: readonly FakePage[];
}

/** A receiver of events shaped like PagerDuty's Events API v2, on loopback. @see https://developer.pagerduty.com/docs/send-alert-event */
export async function startFakeEvents(options: FakeEventsOptions = {}): Promise<FakeEvents> {
  const { routingKey, signingSecret, faultOf, onHang } = options;
  const pages: FakePage[] = [];
  const answer = (request: HttpRequest): HttpAnswer => {
    if (request.method !== 'POST' || request.path !== '/v2/enqueue') return { status: 404, body: '{}' };
    if (signingSecret !== undefined && !isSigned(request, signingSecret)) return { status: 401, body: '{}' };
    const faults = eventFaults(request, routingKey);
    if (faults.length > 0) {
      const body = { status: 'invalid event', message: 'Event object is invalid', errors: faults };
      return { status: 400, body: JSON.stringify(body) };
    }
    const event = JSON.parse(request.body) as FakeEvent;
    apply(pages, event);
    const body = { status: 'success', message: 'Event processed', dedup_key: event.dedup_key };
    return { status: 202, body: JSON.stringify(body) };
  };
  const server = await startFaultyServer({ answer, faultOf, onHang });
  return {
    url: `${server.url}/v2/enqueue`,
    requests: server.requests,
    pages,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

interface FakeEvent {
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve';
  readonly dedup_key: string;
  readonly payload?: { readonly summary: string; readonly severity: string };
}

function apply(pages: FakePage[], { event_action, dedup_key, payload }: FakeEvent): void {
  const at = pages.findLastIndex(({ key, status }) => key === dedup_key && status !== 'resolved');
  const page = pages[at];
  if (event_action === 'trigger' && payload !== undefined) {
    const { summary, severity } = payload;
    if (page === undefined) pages.push({ key: dedup_key, status: 'triggered', severity, summary });
    else pages[at] = { ...page, severity, summary };
  } else if (page !== undefined) {
    pages[at] = { ...page, status: event_action === 'resolve' ? 'resolved' : 'acknowledged' };
  }
}

const ACTIONS = ['trigger', 'acknowledge', 'resolve'];
const SEVERITIES = ['critical', 'error', 'warning', 'info'];
const LARGEST = 512 * 1024;

function eventFaults({ body }: HttpRequest, routingKey: string | undefined): readonly string[] {
  if (Buffer.byteLength(body) > LARGEST) return ['the event is too large'];
  const event = parsed(body);
  if (event === undefined) return ['not JSON'];
  const action = event['event_action'];
  const key = event['dedup_key'];
  const payload = (event['payload'] ?? {}) as Readonly<Record<string, unknown>>;
  const links = (event['links'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  const needsPayload = action === 'trigger';
  const faults: readonly (readonly [wrong: boolean, fault: string])[] = [
    [routingKey !== undefined && event['routing_key'] !== routingKey, "'routing_key' is invalid"],
    [!ACTIONS.includes(String(action)), "'event_action' is invalid"],
    [typeof key !== 'string' || key === '' || key.length > 255, "'dedup_key' is invalid"],
    [needsPayload && !isText(payload['summary'], 1024), "'payload.summary' is missing or too long"],
    [needsPayload && !isText(payload['source'], 1024), "'payload.source' is missing or blank"],
    [needsPayload && !SEVERITIES.includes(String(payload['severity'])), "'payload.severity' is invalid"],
    [needsPayload && Number.isNaN(Date.parse(String(payload['timestamp']))), "'payload.timestamp' is invalid"],
    [links.some(({ href }) => typeof href !== 'string' || !URL.canParse(href)), "'links' is invalid"],
  ];
  return faults.filter(([wrong]) => wrong).map(([, fault]) => fault);
}

function isText(value: unknown, longest: number): boolean {
  return typeof value === 'string' && value !== '' && value.length <= longest;
}

function parsed(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(body) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function isSigned({ headers, body }: HttpRequest, secret: string): boolean {
  return headers['x-signature-256'] === `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

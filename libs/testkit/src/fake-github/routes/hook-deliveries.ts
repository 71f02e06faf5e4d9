import { answered, notFound, Refusal, type Call, type Route } from '../answer.ts';
import { instant } from '../answers/issue-json.ts';
import type { WebhookAttempt } from '../webhooks.ts';

/** Older ones GitHub forgets, and does not bring again. */
const KEPT_MS = 3 * 24 * 3_600_000;

/** Of the app itself. @see https://docs.github.com/en/rest/apps/webhooks */
export const hookDeliveryRoutes: Readonly<Record<string, Route>> = {
  'apps/list-webhook-deliveries': (call) => {
    const { query, address } = call;
    const size = Math.min(Math.max(Number(query['per_page'] ?? 30), 1), 100);
    const cursor = query['cursor'] === undefined ? Infinity : Number(query['cursor']);
    const found = deliveriesOf(call)
      .filter((attempt) => query['status'] === undefined || query['status'] === outcomeOf(attempt))
      .filter(({ id }) => id < cursor);
    const page = found.slice(0, size);
    const last = page.at(-1);
    const more = new URL(address);
    more.searchParams.set('cursor', String(last?.id));
    return {
      status: 200,
      headers: last !== undefined && found.length > page.length ? { link: `<${more.href}>; rel="next"` } : {},
      body: page.map(deliveryJson),
    };
  },

  'apps/get-webhook-delivery': (call) => {
    const attempt = deliveryOf(call);
    const { headers, body } = attempt.message;
    return answered({
      ...deliveryJson(attempt),
      url: 'https://example.org/webhook',
      request: { headers, payload: JSON.parse(body) as unknown },
      response: { headers: {}, payload: attempt.status === undefined ? null : '' },
    });
  },

  'apps/redeliver-webhook-delivery': (call) => {
    call.world.webhooks?.again(deliveryOf(call));
    return { status: 202, body: {} };
  },
};

/** The newest first. */
function deliveriesOf({ world, actor }: Call): readonly WebhookAttempt[] {
  if (actor.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
  const { webhooks } = world;
  if (webhooks?.appId !== actor.app.id) return [];
  return webhooks
    .attempts()
    .filter(({ atMs }) => world.now() - atMs < KEPT_MS)
    .toReversed();
}

function deliveryOf(call: Call): WebhookAttempt {
  const found = deliveriesOf(call).find(({ id }) => id === call.path['delivery_id']);
  if (found === undefined) throw notFound();
  return found;
}

function outcomeOf({ status = 0 }: WebhookAttempt): 'success' | 'failure' {
  return status >= 200 && status < 400 ? 'success' : 'failure';
}

function deliveryJson(attempt: WebhookAttempt): Record<string, unknown> {
  const { id, message, atMs, redelivery, status } = attempt;
  const failed = outcomeOf(attempt) === 'failure';
  return {
    id,
    guid: message.guid,
    delivered_at: instant(atMs),
    redelivery,
    duration: 0.1,
    status: status === undefined ? 'failed to connect to host' : failed ? `Invalid HTTP Response: ${status}` : 'OK',
    status_code: status ?? 0,
    event: message.event,
    action: message.action ?? null,
    installation_id: message.installationId ?? null,
    repository_id: message.repositoryId,
  };
}

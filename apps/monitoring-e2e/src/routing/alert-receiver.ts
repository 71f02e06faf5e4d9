import { eventually, startFaultyServer } from '@postgres-ha/testkit';

/** What one receiver was told, as Alertmanager sends it. */
export interface Told {
  /** The path that it was sent to: which receiver it is. */
  readonly to: string;
  readonly body: unknown;
}

export interface AlertReceiver extends AsyncDisposable {
  /** `http://127.0.0.1:1234`; any path below it takes messages. */
  readonly url: string;
  readonly told: () => readonly Told[];
  /** What was told so far counts no more. */
  readonly forget: () => void;
  /** Waits for a message to a path that satisfies the test. */
  readonly hears: (to: string, test: (body: WebhookBody) => boolean) => Promise<WebhookBody>;
}

/** The body of Alertmanager's webhook. */
export interface WebhookBody {
  readonly status: 'firing' | 'resolved';
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

const WITHIN_MS = 300_000;

/** Takes what Slack, PagerDuty and webhooks are sent, and says that it went well. */
export async function startAlertReceiver(): Promise<AlertReceiver> {
  const server = await startFaultyServer({
    // PagerDuty wants 202, the others anything that begins with 2
    answer: ({ path }) => ({
      status: path.includes('/pagerduty') ? 202 : 200,
      body: path.includes('/slack') ? 'ok' : '{"status":"success","message":"","dedup_key":""}',
    }),
  });
  let forgotten = 0;
  const told = (): readonly Told[] =>
    server.requests.slice(forgotten).map(({ path, body }) => ({ to: path, body: JSON.parse(body) as unknown }));
  return {
    url: server.url,
    told,
    forget: () => {
      forgotten = server.requests.length;
    },
    hears: (to, test) =>
      eventually(
        `a message to ${to}`,
        () => {
          const bodies = told().flatMap((each) => (each.to === to ? [each.body as WebhookBody] : []));
          return Promise.resolve(bodies.find(test));
        },
        { timeoutMs: WITHIN_MS, intervalMs: 100 },
      ),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

import { eventually } from '@postgres-ha/testkit';

export type Labels = Readonly<Record<string, string>>;

/** An alert as Alertmanager holds it. */
export interface HeldAlert {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: { readonly state: 'unprocessed' | 'active' | 'suppressed'; readonly inhibitedBy: readonly string[] };
}

export interface AlertmanagerClient {
  /** Sends alerts that fire, as Prometheus does. */
  readonly fire: (...alerts: readonly Labels[]) => Promise<void>;
  /** Sends them as over. */
  readonly resolve: (...alerts: readonly Labels[]) => Promise<void>;
  /**
   * The alert with exactly these labels, once Alertmanager has decided about it.
   * @param state what it has to become: who mutes others hears of an alert a moment after it is held
   */
  readonly held: (labels: Labels, state?: HeldAlert['status']['state']) => Promise<HeldAlert>;
}

export function alertmanagerClient(url: string): AlertmanagerClient {
  async function send(alerts: readonly object[]): Promise<void> {
    const answer = await fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts),
      signal: AbortSignal.timeout(120_000),
    });
    if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status}: ${await answer.text()}`);
  }
  async function all(signal: AbortSignal): Promise<readonly HeldAlert[]> {
    const answer = await fetch(`${url}/api/v2/alerts`, { signal });
    return (await answer.json()) as readonly HeldAlert[];
  }
  const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
  return {
    fire: (...alerts) =>
      send(
        alerts.map((labels) => ({
          labels,
          annotations: annotations(labels),
          // one that has fired for longer than its group waits is told at once, and alone
          startsAt: inHours(0),
          endsAt: inHours(1),
          generatorURL: 'http://prometheus.example.com/graph',
        })),
      ),
    resolve: (...alerts) =>
      send(
        alerts.map((labels) => ({
          labels,
          annotations: annotations(labels),
          startsAt: inHours(-1),
          endsAt: inHours(0),
        })),
      ),
    held: (labels, state) =>
      eventually(
        `Alertmanager to decide about ${JSON.stringify(labels)}`,
        async (signal) =>
          (await all(signal)).find((alert) => sameLabels(alert.labels, labels) && isDecided(alert.status.state, state)),
        { timeoutMs: 300_000, intervalMs: 100 },
      ),
  };
}

function isDecided(state: HeldAlert['status']['state'], wanted: HeldAlert['status']['state'] | undefined): boolean {
  return wanted === undefined ? state !== 'unprocessed' : state === wanted;
}

/** As rules write them; with what could call people in Slack, if it were taken for markup. */
function annotations({ alertname = '', pod = '' }: Labels): Labels {
  return {
    summary: `${alertname} of ${pod} <!channel> & more`,
    description: 'What it means.',
    runbook_url: `https://example.com/runbooks/${alertname}.md`,
  };
}

function sameLabels(a: Labels, b: Labels): boolean {
  const entries = Object.entries(b);
  return Object.keys(a).length === entries.length && entries.every(([name, value]) => a[name] === value);
}

import type { Environment } from '../cluster.ts';
import type { AlertReceiver, EnvironmentMonitoring } from '../schema/monitoring-schema.ts';
import type { KeyPath } from '../source/key-path.ts';
import { positionsOfRepeats } from './repeats.ts';
import type { Breach, Rule } from './rule.ts';

const AT: KeyPath = ['monitoring'];
/** An instance that is down is told of after so long. */
const LONGEST_INTERVAL_S = 30;

/** Rules about what watches the clusters of an environment, and who is told. */
export const watchingRules: readonly Rule<Environment>[] = [
  {
    id: 'scrape-interval-long',
    level: 'warning',
    summary: 'Metrics should be read at least every 30 seconds.',
    detail:
      'An instance that is down is told of after 30 seconds. With a longer interval there may be no number in that time, and alerts come late or, where they need two numbers, not at all.',
    source: 'requirement R4.2; Prometheus: staleness',
    breaches: watching(({ scrapeInterval }) =>
      scrapeInterval <= LONGEST_INTERVAL_S
        ? []
        : [{ path: [...AT, 'scrapeInterval'], found: `${scrapeInterval}s`, expected: 'at most 30s' }],
    ),
  },
  {
    id: 'critical-unrouted',
    level: 'warning',
    summary: 'Somebody should be told of critical alerts.',
    detail:
      'Without monitoring.routes.critical they go where warnings go; without monitoring.routes.warning as well, nobody is told unless this Alertmanager has routes of its own.',
    source: 'requirement R4.5',
    breaches: watching(({ routes }) =>
      routes.critical !== undefined || routes.warning !== undefined
        ? []
        : [
            {
              path: [...AT, 'routes'],
              found: 'no receiver of critical alerts',
              expected: 'routes: {critical: {receivers: […]}}',
            },
          ],
    ),
  },
  {
    id: 'receiver-twice',
    level: 'warning',
    summary: 'A route names each of its receivers once.',
    detail: 'One that stands twice is told everything twice.',
    source: 'house rule',
    breaches: watching(({ routes }) =>
      (['critical', 'warning', 'info'] as const).flatMap((severity) => {
        const receivers = routes[severity]?.receivers ?? [];
        return positionsOfRepeats(receivers.map((receiver) => JSON.stringify(receiver))).map((position) => ({
          path: [...AT, 'routes', severity, 'receivers', position],
          found: 'a receiver that is named before',
          expected: 'each receiver once',
        }));
      }),
    ),
  },
  {
    id: 'receiver-secret-shared',
    level: 'error',
    summary: 'Receivers of different kinds cannot have one secret.',
    detail:
      'The address of a Slack webhook is no routing key of PagerDuty: one of the two would be refused, and nobody would be told. Give each a key of its own; they may be in one Secret.',
    source: 'Prometheus operator: AlertmanagerConfig',
    breaches: watching(({ routes }) => {
      const used = (['critical', 'warning', 'info'] as const).flatMap((severity) =>
        (routes[severity]?.receivers ?? []).flatMap((receiver, position) =>
          secretsOf(receiver).map((secret) => ({
            ...secret,
            path: [...AT, 'routes', severity, 'receivers', position],
          })),
        ),
      );
      const kinds = new Map<string, string>();
      return used.flatMap(({ kind, name, path }): readonly Breach[] => {
        const first = kinds.get(name) ?? kind;
        kinds.set(name, first);
        return first === kind
          ? []
          : [{ path, found: `${name} for ${kind}, which is used for ${first}`, expected: 'a key of its own' }];
      });
    }),
  },
  {
    id: 'webhook-unencrypted',
    level: 'warning',
    summary: 'What alerts say should not be sent in plain text.',
    detail:
      'They name clusters, databases and what is wrong with them. Use https, or an address within the Kubernetes cluster.',
    source: 'house rule',
    breaches: watching(({ routes }) =>
      (['critical', 'warning', 'info'] as const).flatMap((severity) =>
        (routes[severity]?.receivers ?? []).flatMap((receiver, position) =>
          'webhook' in receiver && 'url' in receiver.webhook && leavesInPlainText(receiver.webhook.url)
            ? [
                {
                  path: [...AT, 'routes', severity, 'receivers', position, 'webhook', 'url'],
                  found: receiver.webhook.url,
                  expected: 'an address that begins with https://',
                },
              ]
            : [],
        ),
      ),
    ),
  },
  {
    id: 'verifier-useless',
    level: 'warning',
    summary: 'A backup verifier is of use where there are backups.',
    detail: 'No cluster of this environment has any, so that nothing is scraped and no alert is made for it.',
    source: 'docs/backup-verification.md',
    breaches: watching(({ workers }, { clusters }) =>
      workers.backupVerifier === 'none' || clusters.length === 0 || clusters.some(({ backup }) => backup !== 'none')
        ? []
        : [
            {
              path: [...AT, 'workers', 'backupVerifier'],
              found: 'expected, where no cluster has backups',
              expected: 'none',
            },
          ],
    ),
  },
  {
    id: 'watchdog-useless',
    level: 'warning',
    summary: 'A split-brain watchdog is of use where a cluster has several instances.',
    detail: 'With one instance each, no cluster of this environment can have two primaries.',
    source: 'docs/split-brain.md',
    breaches: watching(({ workers }, { clusters }) =>
      workers.splitBrainWatchdog === 'none' || clusters.length === 0 || clusters.some(({ instances }) => instances > 1)
        ? []
        : [
            {
              path: [...AT, 'workers', 'splitBrainWatchdog'],
              found: 'expected, where each cluster has one instance',
              expected: 'none',
            },
          ],
    ),
  },
  {
    id: 'monitoring-label-owned',
    level: 'error',
    summary: 'Labels of this project are not for others to set.',
    detail:
      'app.kubernetes.io/managed-by and app.kubernetes.io/part-of tell whose an object is; what is written here would be overwritten.',
    source: 'house rule',
    breaches: watching(({ labels }) =>
      Object.keys(labels)
        .filter((key) => ['app.kubernetes.io/managed-by', 'app.kubernetes.io/part-of'].includes(key))
        .map((key) => ({ path: [...AT, 'labels', key], found: key, expected: 'another label' })),
    ),
  },
];

function watching(
  judge: (monitoring: EnvironmentMonitoring, environment: Environment) => readonly Breach[],
): Rule<Environment>['breaches'] {
  return (environment) => (environment.monitoring === 'none' ? [] : judge(environment.monitoring, environment));
}

/** Secrets that a receiver is told by, as `secret/key`. */
function secretsOf(receiver: AlertReceiver): readonly { readonly kind: string; readonly name: string }[] {
  const named = (kind: string, { secret, key }: { readonly secret: string; readonly key: string }) => [
    { kind, name: `${secret}/${key}` },
  ];
  if ('slack' in receiver) return named('slack', receiver.slack.url);
  if ('pagerduty' in receiver) return named('pagerduty', receiver.pagerduty.routingKey);
  if ('opsgenie' in receiver) return named('opsgenie', receiver.opsgenie.apiKey);
  return 'urlFrom' in receiver.webhook ? named('webhook', receiver.webhook.urlFrom) : [];
}

/** A name without a dot, and that of a Service, lead nowhere else. */
function leavesInPlainText(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && hostname.includes('.') && !/\.svc(?:\.|$)/.test(hostname);
}

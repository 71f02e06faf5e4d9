import { readEnvironment, type Cluster, type Environment } from '@postgres-ha/environment';
import { example, exampleFiles, type Intent } from '@postgres-ha/environment/examples';

/** An environment in which everything is watched, for tests; nothing of the product reads it. */
export function watched(monitoring: Intent = {}): { readonly cluster: Cluster; readonly environment: Environment } {
  const workers = { backupVerifier: 'expected', splitBrainWatchdog: 'expected', gitopsBot: 'expected' };
  const reading = readEnvironment(
    exampleFiles(example({ environment: { monitoring: { workers, routes: ROUTES, ...monitoring } } })),
  );
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  const [cluster] = reading.environment.clusters;
  if (cluster === undefined) throw new Error('the example has no cluster');
  return { cluster, environment: reading.environment };
}

const ROUTES: Intent = {
  critical: {
    receivers: [
      { pagerduty: { routingKey: { secret: 'alert-receivers', key: 'pagerduty' } } },
      { slack: { channel: '#databases', url: { secret: 'alert-receivers', key: 'slack' } } },
      { opsgenie: { apiKey: { secret: 'alert-receivers', key: 'opsgenie' } } },
      { webhook: { urlFrom: { secret: 'alert-receivers', key: 'webhook' } } },
    ],
    repeat: '1h',
  },
  warning: { receivers: [{ slack: { channel: '#databases', url: { secret: 'alert-receivers', key: 'slack' } } }] },
  info: { receivers: [{ webhook: { url: 'https://alerts.example.com/info' } }], repeat: '1d' },
};

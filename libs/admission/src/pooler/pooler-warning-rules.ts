import type { StateRule } from '../rule.ts';
import { CNPG_1_30 } from '../versions.ts';
import type { PoolerResource } from './pooler-resource.ts';

const FILE = 'CloudNativePG 1.30.0, internal/webhook/v1/pooler_webhook.go';
const WARNING = { kind: 'Pooler', level: 'warning', versions: CNPG_1_30, type: 'FieldValueInvalid' } as const;
const OWN_LOGIN = ['authQuery', 'authQuerySecret', 'serverTLSSecret'] as const;
const DEPRECATED = ['enablePodMonitor', 'podMonitorMetricRelabelings', 'podMonitorRelabelings'] as const;

/** What CloudNativePG warns of when it takes a pooler. */
export const poolerWarningRules: readonly StateRule<PoolerResource>[] = [
  {
    ...WARNING,
    id: 'pooler-manual-integration',
    summary:
      'A pooler with a login of its own is connected by hand: CloudNativePG makes neither the role nor the function for it.',
    remedy: 'Remove authQuery and its secrets to leave it to CloudNativePG, or prepare the databases yourself.',
    source: `${FILE}: getAdmissionWarnings`,
    breaches: ({ spec: { pgbouncer } }) =>
      OWN_LOGIN.flatMap((key) => {
        const written = pgbouncer[key];
        const value = typeof written === 'string' ? written : (written?.name ?? '');
        return value === '' ? [] : [{ path: ['spec', 'pgbouncer', key], found: JSON.stringify(value) }];
      }),
    vectors: {
      fails: { spec: { pgbouncer: { authQuery: 'q', serverTLSSecret: { name: 't' } } } },
      passes: { spec: { pgbouncer: { clientTLSSecret: { name: 't' } } } },
    },
  },
  {
    ...WARNING,
    id: 'pooler-auth-query-secret',
    summary: 'authQuerySecret is the old way; serverTLSSecret is the new one.',
    remedy: 'Use serverTLSSecret.',
    source: `${FILE}: getAdmissionWarnings`,
    breaches: ({ spec: { pgbouncer } }) =>
      (pgbouncer.authQuerySecret?.name ?? '') === ''
        ? []
        : [
            {
              path: ['spec', 'pgbouncer', 'authQuerySecret'],
              found: JSON.stringify(pgbouncer.authQuerySecret?.name),
            },
          ],
    vectors: {
      fails: { spec: { pgbouncer: { authQuery: 'q', authQuerySecret: { name: 's' } } } },
      passes: { spec: { pgbouncer: { authQuery: 'q', serverTLSSecret: { name: 's' } } } },
    },
  },
  {
    ...WARNING,
    id: 'pooler-pod-monitor',
    summary: 'The PodMonitor that CloudNativePG makes for a pooler goes away in a later version.',
    remedy: 'Remove it and keep a PodMonitor of your own.',
    source: `${FILE}: validateDeprecatedMonitoringFields`,
    breaches: ({ spec: { monitoring } }) =>
      DEPRECATED.flatMap((key) => {
        const value = monitoring?.[key];
        const isUsed = Array.isArray(value) ? value.length > 0 : value === true;
        return isUsed ? [{ path: ['spec', 'monitoring', key], found: JSON.stringify(value) }] : [];
      }),
    vectors: {
      fails: { spec: { monitoring: { enablePodMonitor: true } } },
      passes: { spec: { monitoring: { enablePodMonitor: false } } },
    },
  },
];

import { quantityBytes } from '@postgres-ha/kube-manifest';
import type { Cluster } from '../cluster.ts';
import { poolersOf } from '../cluster.ts';
import type { ClusterMonitoring } from '../schema/monitoring-schema.ts';
import { postgresSizeBytes } from '../schema/postgres-size.ts';
import { longestGapSeconds } from '../schema/schedule-gap.ts';
import type { KeyPath } from '../source/key-path.ts';
import type { Breach, ClusterInEnvironment, Rule } from './rule.ts';

const AT: KeyPath = ['monitoring', 'alerts'];

/** CloudNativePG renews its certificates so long before they expire. */
const RENEWED_BEFORE_S = 7 * 86_400;
/** Where nobody says otherwise. */
const AUTOVACUUM_FREEZE_MAX_AGE = 200_000_000;
const QUERY_WAIT_TIMEOUT_S = 120;

type Alerts = ClusterMonitoring['alerts'];

/** Rules about from when on a cluster's numbers are an alert. Where nothing watches it, they are not asked. */
export const monitoringRules: readonly Rule<ClusterInEnvironment>[] = [
  {
    id: 'queries-name-taken',
    level: 'error',
    summary: 'A cluster cannot be called cnpg-default.',
    detail:
      'The ConfigMap with its queries would be called cnpg-default-monitoring, which is the one that the operator makes in each namespace.',
    source: 'CloudNativePG 1.30: default monitoring queries',
    breaches: ({ cluster: { name } }) =>
      name === 'cnpg-default'
        ? [{ path: [], found: name, expected: 'another name', remedy: 'Rename the folder.' }]
        : [],
  },
  {
    id: 'volume-thresholds',
    level: 'error',
    summary: 'A volume is a warning before it is critical.',
    detail: 'With volumeWarning at or above volumeCritical nobody is warned before the volume is almost full.',
    source: 'docs/monitoring.md',
    breaches: watched(({ volumeWarning, volumeCritical }) =>
      volumeWarning < volumeCritical
        ? []
        : [
            {
              path: [...AT, 'volumeWarning'],
              found: `${volumeWarning}`,
              expected: `less than ${volumeCritical}, which is volumeCritical`,
            },
          ],
    ),
  },
  {
    id: 'backup-age-short',
    level: 'warning',
    summary: 'The newest backup is as old as the time between two of them, and nothing is wrong.',
    detail:
      'PostgreSQLBackupFailed would fire before every backup. Allow the longest time between two turns of backup.schedule, and the time that a backup takes.',
    source: 'docs/monitoring.md',
    breaches: watched(({ backupAge }, { backup }) =>
      backup === 'none'
        ? []
        : shorterThanGap('backupAge', backupAge, { key: 'backup.schedule', schedule: backup.schedule }),
    ),
  },
  {
    id: 'backup-unproven-short',
    level: 'warning',
    summary: 'The last proof is as old as the time between two verifications, and nothing is wrong.',
    detail:
      'PostgreSQLBackupUnproven would fire before every verification. Allow the longest time between two turns of backup.verification.schedule, and the time that a verification takes.',
    source: 'docs/monitoring.md',
    breaches: watched(({ backupUnproven }, { backup }, { monitoring }) =>
      backup === 'none' || monitoring === 'none' || monitoring.workers.backupVerifier === 'none'
        ? []
        : shorterThanGap('backupUnproven', backupUnproven, {
            key: 'backup.verification.schedule',
            schedule: backup.verification.schedule,
          }),
    ),
  },
  {
    id: 'slot-lag-late',
    level: 'warning',
    summary: 'A slot never holds back more WAL than max_slot_wal_keep_size.',
    detail:
      'PostgreSQL then takes the WAL away, and the standby has to be made anew: an alert from there on comes too late, or never. Half of it leaves time to act.',
    source: 'PostgreSQL: max_slot_wal_keep_size',
    breaches: watched(({ slotLag }, cluster) => lateFor(cluster, 'slotLag', slotLag)),
  },
  {
    id: 'replication-lag-late',
    level: 'warning',
    summary: 'A standby never lags by more WAL than max_slot_wal_keep_size and streams.',
    detail: 'It has lost its slot by then and has to be made anew: an alert from there on comes too late, or never.',
    source: 'PostgreSQL: max_slot_wal_keep_size',
    breaches: watched(({ replicationLag }, cluster) =>
      cluster.instances === 1 ? [] : lateFor(cluster, 'replicationLag', replicationLag),
    ),
  },
  {
    id: 'wal-backlog-late',
    level: 'warning',
    summary: 'The segments that wait to be archived must leave room on their volume.',
    detail:
      'walBacklog times the size of a segment is at least half of the volume that holds the WAL: it may be full before anybody is told, and PostgreSQL stops.',
    source: 'PostgreSQL: continuous archiving',
    breaches: watched(({ walBacklog }, cluster) => {
      const volume =
        quantityBytes((cluster.walStorage === 'none' ? cluster.storage : cluster.walStorage).size) ?? Infinity;
      const bytes = walBacklog * (cluster.database.walSegmentSize ?? 16) * 2 ** 20;
      const most = Math.floor(volume / 2 / ((cluster.database.walSegmentSize ?? 16) * 2 ** 20));
      return cluster.backup === 'none' || bytes < volume / 2
        ? []
        : [
            {
              path: [...AT, 'walBacklog'],
              found: `${walBacklog} segments`,
              expected: `less than ${most}, half of the volume`,
            },
          ];
    }),
  },
  {
    id: 'certificate-expiry-early',
    level: 'warning',
    summary: 'A certificate that is about to be renewed is not one that was forgotten.',
    detail:
      'CloudNativePG renews certificates 7 days before they expire. With certificateExpiry at that or more, the alert fires for each of them.',
    source: 'CloudNativePG 1.30: certificates',
    breaches: watched(({ certificateExpiry }) =>
      certificateExpiry < RENEWED_BEFORE_S
        ? []
        : [{ path: [...AT, 'certificateExpiry'], found: duration(certificateExpiry), expected: 'less than 7d' }],
    ),
  },
  {
    id: 'wraparound-age-early',
    level: 'warning',
    summary: 'Rows are frozen at autovacuum_freeze_max_age, and not before.',
    detail:
      'Until then the age of the oldest row grows, and nothing is wrong. With wraparoundAge at that or less, the alert fires again and again on a server that does what it should.',
    source: 'PostgreSQL: autovacuum_freeze_max_age',
    breaches: watched(({ wraparoundAge }, { postgresql: { parameters } }) => {
      const freeze = Number(parameters['autovacuum_freeze_max_age'] ?? AUTOVACUUM_FREEZE_MAX_AGE);
      return !Number.isFinite(freeze) || wraparoundAge > freeze
        ? []
        : [
            {
              path: [...AT, 'wraparoundAge'],
              found: `${wraparoundAge}`,
              expected: `more than ${freeze}, which is autovacuum_freeze_max_age`,
            },
          ];
    }),
  },
  {
    id: 'pooler-wait-late',
    level: 'warning',
    summary: 'No client waits for a server connection longer than query_wait_timeout.',
    detail: 'PgBouncer ends the wait of a client then, so that an alert from there on never fires.',
    source: 'PgBouncer: query_wait_timeout, 120 seconds unless set',
    breaches: watched(({ poolerWait }, cluster) =>
      poolersOf(cluster).some(({ parameters }) => {
        const timeout = Number(parameters['query_wait_timeout'] ?? QUERY_WAIT_TIMEOUT_S);
        return timeout > 0 && poolerWait >= timeout;
      })
        ? [
            {
              path: [...AT, 'poolerWait'],
              found: duration(poolerWait),
              expected: 'less than query_wait_timeout of the poolers',
            },
          ]
        : [],
    ),
  },
];

/** A rule that is asked only where the environment watches its clusters. */
function watched(
  judge: (alerts: Alerts, cluster: Cluster, environment: ClusterInEnvironment['environment']) => readonly Breach[],
): Rule<ClusterInEnvironment>['breaches'] {
  return ({ cluster, environment }) =>
    environment.monitoring === 'none' ? [] : judge(cluster.monitoring.alerts, cluster, environment);
}

function shorterThanGap(
  key: 'backupAge' | 'backupUnproven',
  seconds: number,
  turns: { readonly key: string; readonly schedule: string },
): readonly Breach[] {
  const gap = longestGapSeconds(turns.schedule);
  return seconds > gap
    ? []
    : [
        {
          path: [...AT, key],
          found: duration(seconds),
          expected: `more than ${duration(gap)}, the longest time between two turns of ${turns.key}`,
        },
      ];
}

function lateFor(
  { postgresql: { parameters } }: Cluster,
  key: 'replicationLag' | 'slotLag',
  threshold: string,
): readonly Breach[] {
  const kept = parameters['max_slot_wal_keep_size'];
  const most = postgresSizeBytes(kept ?? '');
  return most === undefined || (quantityBytes(threshold) ?? 0) < most
    ? []
    : [{ path: [...AT, key], found: threshold, expected: `less than ${kept ?? ''}, which is max_slot_wal_keep_size` }];
}

function duration(seconds: number): string {
  const [amount, unit] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'm'],
  ].find(([size]) => Number.isFinite(seconds) && seconds % Number(size) === 0) ?? [1, 's'];
  return `${seconds / Number(amount)}${unit}`;
}

import { poolersOf } from '../cluster.ts';
import type { ClusterInEnvironment, Rule } from './rule.ts';

/** Below this, a primary that is told to stop may be killed before its last WAL is archived. */
const SAFE_SWITCHOVER_DELAY_S = 60;
/** One primary, and a standby to spare beside a synchronous one. */
const USUAL_INSTANCES = 3;

/** Where what is usually asked for means something else to CloudNativePG; said once per run of `check`. */
export const noteRules: readonly Rule<ClusterInEnvironment>[] = [
  {
    id: 'switchover-delay-short',
    level: 'warning',
    summary: 'A short switchoverDelay can lose data.',
    detail:
      'switchoverDelay is not the length of a switchover. It is the time that the old primary has for a fast shutdown, which includes archiving its last WAL; then it is killed. A switchover that has nothing to archive takes seconds whatever the value. Keep it at minutes: 300 s is shipped.',
    source: 'CloudNativePG 1.30: spec.switchoverDelay',
    breaches: ({ cluster }) =>
      cluster.switchoverDelay < SAFE_SWITCHOVER_DELAY_S && cluster.backup !== 'none'
        ? [
            {
              path: ['switchoverDelay'],
              found: `${cluster.switchoverDelay} s`,
              expected: `at least ${SAFE_SWITCHOVER_DELAY_S} s`,
            },
          ]
        : [],
  },
  {
    id: 'switchover-delay-corrected',
    level: 'note',
    summary: 'switchoverDelay is minutes, not the 15 s that is often asked for.',
    detail:
      'The value bounds how long the old primary may archive its last WAL before it is killed; 15 s would cut that off under load. The pause that clients see does not depend on it.',
    source: 'CloudNativePG 1.30: spec.switchoverDelay; requirement R2.5',
    breaches: ({ cluster }) =>
      cluster.switchoverDelay >= SAFE_SWITCHOVER_DELAY_S && cluster.switchoverDelay < 3600
        ? [
            {
              path: ['switchoverDelay'],
              found: `${cluster.switchoverDelay} s`,
              expected: '15 s in the requirement list',
            },
          ]
        : [],
  },
  {
    id: 'synchronous-names-corrected',
    level: 'note',
    summary: 'FIRST 1 (*) is written as synchronous: {method: first, number: 1}.',
    detail:
      'CloudNativePG owns synchronous_standby_names and writes the names of the real standbys, never *, which would also match a tool that streams WAL.',
    source: 'CloudNativePG 1.30: spec.postgresql.synchronous; requirement R2.6',
    breaches: ({ cluster: { synchronous } }) =>
      synchronous !== 'none' && synchronous.method === 'first'
        ? [
            {
              path: ['synchronous', 'method'],
              found: `first ${synchronous.number} by name`,
              expected: 'FIRST 1 (*) in the requirement list',
            },
          ]
        : [],
  },
  {
    id: 'failover-delay-corrected',
    level: 'note',
    summary: 'failoverDelay is the wait before a failover begins, not the longest that one may take.',
    detail:
      'The operator waits this long once it sees that the primary is unhealthy; then the old primary is stopped, the most advanced standby is chosen and promoted. Seeing it takes time of its own: seconds for a process that died, about 30 s for one that hangs (three readiness probes, 10 s apart), 40 to 50 s for a node that is gone. 0s fails over soonest; more rides out short interruptions.',
    source: 'CloudNativePG 1.30: spec.failoverDelay; Kubernetes: node-monitor-grace-period; requirements R2.5 and R5.1',
    breaches: ({ cluster: { failoverDelay } }) =>
      failoverDelay > 0
        ? [
            {
              path: ['failoverDelay'],
              found: `${failoverDelay} s before a failover begins`,
              expected: 'a limit on its length in the requirement list',
            },
          ]
        : [],
  },
  {
    id: 'poolers-corrected',
    level: 'note',
    summary: 'The primary and the standbys have a pooler each.',
    detail:
      'A Pooler of CloudNativePG serves one of the Services rw, ro and r, so one PgBouncer cannot stand in front of them all. Who writes connects to <cluster>-pooler-rw; who only reads, and can bear a little lag, to <cluster>-pooler-ro.',
    source: 'CloudNativePG 1.30: Pooler spec.type; requirement R2.2',
    breaches: ({ cluster }) =>
      poolersOf(cluster).length > 1
        ? [
            {
              path: ['poolers'],
              found: 'a Pooler for the primary and one for the standbys',
              expected: 'one PgBouncer in front of all in the requirement list',
            },
          ]
        : [],
  },
  {
    id: 'backup-plugin-corrected',
    level: 'note',
    summary: 'Backups go through the Barman Cloud plugin, not through the Cluster itself.',
    detail:
      'CloudNativePG deprecated its built-in object store in 1.26 and removes it in 1.31. The archive is an ObjectStore of the plugin instead. Retention, compression and encryption stand there: a retentionPolicy in the Cluster does nothing once the plugin archives.',
    source:
      'CloudNativePG 1.30: spec.backup.barmanObjectStore; plugin-barman-cloud: ObjectStore; requirements R1.1 and R3.2',
    breaches: ({ cluster: { backup } }) =>
      backup === 'none'
        ? []
        : [
            {
              path: ['backup'],
              found: 'an ObjectStore of the Barman Cloud plugin',
              expected: 'a part of the Cluster in the requirement list',
            },
          ],
  },
  {
    id: 'schedule-fields-corrected',
    level: 'note',
    summary: 'A schedule is rendered with six fields, seconds first.',
    detail:
      'CloudNativePG reads six fields. Of five it only warns, and reads them from the left: 0 2 * * * would run every hour at two minutes past. Write five or six here; five get a 0 in front. The time is UTC.',
    source: 'CloudNativePG 1.30: ScheduledBackup spec.schedule; requirement R3.2',
    breaches: ({ cluster: { backup } }) =>
      backup === 'none'
        ? []
        : [
            {
              path: ['backup', 'schedule'],
              found: JSON.stringify(backup.schedule),
              expected: 'five fields in the requirement list',
            },
          ],
  },
  {
    id: 'restore-corrected',
    level: 'note',
    summary: 'A restore reads an archive; it does not name a Backup object.',
    detail:
      'A Backup that the plugin took cannot be named in bootstrap.recovery, because its status holds neither the address of the archive nor its credentials. The new cluster reads the archive through an ObjectStore. backupId picks one base backup, targetTime must say its time zone, and the new cluster archives under a serverName of its own.',
    source: 'CloudNativePG 1.30: bootstrap.recovery; plugin-barman-cloud issue 510; requirement R3.5',
    breaches: ({ cluster: { restore } }) =>
      restore === undefined
        ? []
        : [
            {
              path: ['restore', 'from'],
              found: 'an archive',
              expected: 'the name of a Backup object in the requirement list',
            },
          ],
  },
  {
    id: 'supervised-corrected',
    level: 'note',
    summary: 'supervised makes updates of the primary wait for a person, and nothing else.',
    detail:
      'It holds back the last step of a rolling update, the primary. It does not stop a failover, does not freeze the cluster and does not ready a node for maintenance: for that, drain the node; the disruption budgets of CloudNativePG let one instance go at a time.',
    source: 'CloudNativePG 1.30: spec.primaryUpdateStrategy and spec.enablePDB; requirement R5.4',
    breaches: ({ cluster: { primaryUpdateStrategy } }) =>
      primaryUpdateStrategy === 'supervised'
        ? [
            {
              path: ['primaryUpdateStrategy'],
              found: 'a wait before the primary is updated',
              expected: 'a maintenance mode in the requirement list',
            },
          ]
        : [],
  },
  {
    id: 'instances-unusual',
    level: 'note',
    summary: 'More than three instances are unusual in production.',
    detail:
      'Each adds readers, and a volume to pay for. It makes neither commits nor failovers safer by itself: with failoverQuorum, a failover needs more than (standbys - synchronous.number) standbys in reach, so with number 1 it needs all of them. Raise synchronous.number with the instances.',
    source: 'CloudNativePG 1.30: failover quorum; requirement R5.3',
    breaches: ({ cluster: { instances } }) =>
      instances > USUAL_INSTANCES
        ? [
            {
              path: ['instances'],
              found: String(instances),
              expected: `the ${USUAL_INSTANCES} that are usual in production`,
            },
          ]
        : [],
  },
  {
    id: 'instances-even',
    level: 'note',
    summary: 'An even number of instances gives no more safety than one less.',
    detail:
      'CloudNativePG does not elect by majority, so even numbers do no harm. But standbys are what commits and failovers count: with failoverQuorum and number 1, four instances tolerate as many losses at once as three, and zones are harder to fill evenly.',
    source: 'CloudNativePG 1.30: failover quorum; house rule',
    breaches: ({ cluster: { instances } }) =>
      instances > 2 && instances % 2 === 0
        ? [{ path: ['instances'], found: String(instances), expected: 'an odd number' }]
        : [],
  },
];

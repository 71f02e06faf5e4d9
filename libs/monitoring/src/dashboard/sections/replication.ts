import { goodBelow, thresholds, words } from '../colours.ts';
import { stateTimeline } from '../panels/state-timeline.ts';
import { stat } from '../panels/stat.ts';
import { timeSeries } from '../panels/time-series.ts';
import type { Section, SectionContext } from '../section.ts';
import { RECORDED } from '../../rules/recording-rules.ts';
import { ofCluster, ofInstances, RATE_WINDOW } from '../selection.ts';

/** How far are the standbys behind, and what would be lost? */
export function replication({ limits }: SectionContext): Section {
  const standby = '{{application_name}}';
  return {
    title: 'Replication lag',
    about:
      'How far is each standby behind, in bytes and in time, and do commits wait for as many standbys as they should?',
    lines: [
      [
        timeSeries({
          title: 'Not replayed by the standby',
          description:
            'WAL that the primary has written and the standby has not applied: what a failover to it must catch up with. Alert: PostgreSQLReplicationLag.',
          unit: 'bytes',
          width: 12,
          queries: [
            {
              expression: `max by (application_name) (cnpg_pg_stat_replication_replay_diff_bytes${ofCluster()})`,
              legend: standby,
            },
          ],
          thresholds: goodBelow(limits.lagBytes),
        }),
        timeSeries({
          title: 'Not flushed by the standby',
          description:
            'WAL that is not on the disk of the standby: what would be lost with the primary, where no commit waits for this standby.',
          unit: 'bytes',
          width: 12,
          queries: [
            {
              expression: `max by (application_name) (${RECORDED.flushLag}${ofCluster()})`,
              legend: standby,
            },
          ],
          thresholds: goodBelow(limits.lagBytes),
        }),
      ],
      [
        timeSeries({
          title: 'Time until a standby has written, flushed and replayed',
          description: 'As the primary measures it on recent WAL. Nothing is measured where nothing is written.',
          unit: 's',
          width: 12,
          queries: (['write', 'flush', 'replay'] as const).map((step) => ({
            expression: `max by (application_name) (cnpg_pg_stat_replication_${step}_lag_seconds${ofCluster()})`,
            legend: `${standby} ${step}`,
          })),
        }),
        timeSeries({
          title: 'Age of what was replayed last',
          description:
            'Time since the commit that the standby applied last. On an idle database it grows without anything being late: judge by bytes.',
          unit: 's',
          width: 12,
          queries: [
            {
              expression: `max by (pod) (cnpg_pg_replication_lag${ofInstances()} and cnpg_pg_replication_is_replica${ofInstances()} == 1)`,
              legend: '{{pod}}',
            },
          ],
        }),
      ],
      [
        stateTimeline({
          title: 'Does each standby stream?',
          description:
            'Whether the standby gets WAL from another instance, as it says itself. Alert: PostgreSQLStandbyNotStreaming.',
          unit: 'none',
          width: 12,
          height: 6,
          queries: [{ expression: `max by (pod) (cnpg_pg_recovery_streaming${ofInstances()})`, legend: '{{pod}}' }],
          mappings: words([0, 'not streaming', 'critical'], [1, 'streaming', 'good']),
        }),
        stat({
          title: 'Synchronous standbys missing',
          description:
            'Standbys that commits wait for, less those that stream. Above 0, commits wait for ever or, where dataDurability is preferred, for fewer. Alert: PostgreSQLSynchronousDegraded.',
          unit: 'none',
          width: 4,
          height: 6,
          queries: [
            {
              expression: `max(cnpg_pg_synchronous_standbys_wanted${ofCluster()} - cnpg_pg_synchronous_standbys_connected${ofCluster()})`,
              legend: 'missing',
            },
          ],
          thresholds: [...thresholds([-1000, 'good'], [1, 'warning'])],
        }),
        stat({
          title: 'Slots that lost their WAL',
          description: 'Replication slots whose reader has to begin anew, since WAL that it needs is gone.',
          unit: 'none',
          width: 4,
          height: 6,
          queries: [{ expression: `sum(cnpg_pg_replication_slots_wal_lost${ofCluster()})`, legend: 'lost' }],
          thresholds: goodBelow(1),
        }),
        stat({
          title: 'Replay paused',
          description: 'Standbys on which somebody has paused replay: they hold WAL and fall behind.',
          unit: 'none',
          width: 4,
          height: 6,
          queries: [{ expression: `sum(cnpg_pg_recovery_replay_paused${ofCluster()})`, legend: 'paused' }],
          thresholds: goodBelow(1),
        }),
      ],
      [
        timeSeries({
          title: 'WAL made and sent',
          description:
            'How much WAL the primary writes, and how much of it goes to each standby. Both follow the same line, or the standby falls behind.',
          unit: 'Bps',
          width: 12,
          queries: [
            {
              expression: `rate(cnpg_pg_xlog_position_bytes${ofCluster()}[${RATE_WINDOW}]) and cnpg_pg_replication_is_replica${ofCluster()} == 0`,
              legend: 'written by {{pod}}',
            },
            {
              expression: `max by (application_name) (rate(cnpg_pg_stat_replication_sent_lsn${ofCluster()}[${RATE_WINDOW}]))`,
              legend: `sent to ${standby}`,
            },
          ],
        }),
        timeSeries({
          title: 'WAL held back by slots',
          description:
            'WAL that a replication slot keeps on the volume until its reader has taken it. A forgotten slot fills the volume. Alert: PostgreSQLSlotLag.',
          unit: 'bytes',
          width: 12,
          queries: [
            {
              expression: `max by (pod, slot_name) (cnpg_pg_replication_slots_pg_wal_lsn_diff${ofInstances()})`,
              legend: '{{slot_name}} on {{pod}}',
            },
          ],
          thresholds: goodBelow(limits.slotBytes),
        }),
      ],
    ],
  };
}

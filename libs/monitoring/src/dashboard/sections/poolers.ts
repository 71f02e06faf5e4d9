import { goodBelow } from '../colours.ts';
import type { Limits } from '../limits.ts';
import type { PanelDefinition } from '../panels/panel.ts';
import { timeSeries } from '../panels/time-series.ts';
import { ofCluster, RATE_WINDOW } from '../selection.ts';

/** PgBouncer in front of the instances; a cluster without poolers has nothing here. */
export function poolers({ poolerWaitSeconds }: Limits): readonly PanelDefinition[] {
  return [
    timeSeries({
      title: 'Pooler: clients',
      description: 'Clients that are served, and that wait for a connection to a server.',
      unit: 'none',
      width: 6,
      queries: [
        {
          expression: `sum by (cnpg_io_poolerName) (cnpg_pgbouncer_pools_cl_active${ofCluster()})`,
          legend: '{{cnpg_io_poolerName}} served',
        },
        {
          expression: `sum by (cnpg_io_poolerName) (cnpg_pgbouncer_pools_cl_waiting${ofCluster()})`,
          legend: '{{cnpg_io_poolerName}} waiting',
        },
      ],
    }),
    timeSeries({
      title: 'Pooler: longest wait',
      description: 'How long the client has waited that waits longest. Alert: PostgreSQLPoolerSaturated.',
      unit: 's',
      width: 6,
      queries: [
        {
          expression: `max by (cnpg_io_poolerName, database) (cnpg_pgbouncer_pools_maxwait${ofCluster()})`,
          legend: '{{cnpg_io_poolerName}} {{database}}',
        },
      ],
      thresholds: goodBelow(poolerWaitSeconds),
    }),
    timeSeries({
      title: 'Pooler: connections to servers',
      description:
        'Those that run something, and those that are free. None free and clients that wait: the pool is too small, or the server too slow.',
      unit: 'none',
      width: 6,
      queries: [
        {
          expression: `sum by (cnpg_io_poolerName) (cnpg_pgbouncer_pools_sv_active${ofCluster()})`,
          legend: '{{cnpg_io_poolerName}} busy',
        },
        {
          expression: `sum by (cnpg_io_poolerName) (cnpg_pgbouncer_pools_sv_idle${ofCluster()})`,
          legend: '{{cnpg_io_poolerName}} free',
        },
      ],
    }),
    timeSeries({
      title: 'Pooler: queries',
      description: 'Queries a second through each pooler.',
      unit: 'reqps',
      width: 6,
      queries: [
        {
          expression: `sum by (cnpg_io_poolerName) (rate(cnpg_pgbouncer_stats_total_query_count${ofCluster()}[${RATE_WINDOW}]))`,
          legend: '{{cnpg_io_poolerName}}',
        },
      ],
    }),
  ];
}

import type { VariableModel } from './grafana-model.ts';
import { DATASOURCE } from './layout.ts';

/**
 * Each is looked up within what was chosen before it. They ask for `up`, which Prometheus makes itself: a cluster of which nothing answers
 * can still be chosen.
 */
export const VARIABLES: readonly VariableModel[] = [
  {
    type: 'datasource',
    name: 'datasource',
    label: 'Prometheus',
    query: 'prometheus',
    refresh: 1,
    regex: '',
    multi: false,
    includeAll: false,
    options: [],
    hide: 0,
  },
  chained('environment', 'Environment', 'label_values(up{cnpg_io_cluster!="",environment!=""}, environment)'),
  chained('namespace', 'Namespace', 'label_values(up{cnpg_io_cluster!="",environment="$environment"}, namespace)'),
  chained(
    'cluster',
    'Cluster',
    'label_values(up{cnpg_io_cluster!="",environment="$environment",namespace="$namespace"}, cnpg_io_cluster)',
  ),
  {
    ...chained(
      'instance',
      'Instance',
      'label_values(up{environment="$environment",namespace="$namespace",cnpg_io_cluster="$cluster",job="$cluster"}, pod)',
    ),
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { selected: true, text: ['All'], value: ['$__all'] },
  },
];

function chained(name: string, label: string, query: string): VariableModel {
  return {
    type: 'query',
    name,
    label,
    datasource: DATASOURCE,
    definition: query,
    query: { qryType: 1, query, refId: `variable-${name}` },
    // Anew when another time is looked at: a cluster may have gone, or come.
    refresh: 2,
    sort: 1,
    regex: '',
    multi: false,
    includeAll: false,
    options: [],
    hide: 0,
  };
}

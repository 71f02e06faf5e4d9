import type { ManifestMap } from '@postgres-ha/kube-manifest';
import type { ClusterLabels } from '../labels.ts';

/** One alert says all that others would say again. */
export interface Inhibition {
  readonly while: string;
  /** They are not told as long as the first one fires. */
  readonly mutes: readonly string[];
  /** cluster: any of them of the same cluster · pod, volume: only those of the pod or the volume that the first one names. */
  readonly within: 'cluster' | 'pod' | 'volume';
  /** Only those of them with a label of this value, a regular expression. */
  readonly only?: { readonly label: string; readonly value: string };
  readonly because: string;
}

/**
 * What is muted is only ever a consequence that tells nothing new, and never critical: whoever is woken hears of everything that is.
 * CloudNativePGOperatorDown mutes nothing, since a database that fails while nobody mends it is worse news, not the same.
 */
export const INHIBITIONS: readonly Inhibition[] = [
  {
    while: 'PostgreSQLNoPrimary',
    mutes: [
      'PostgreSQLReplicationLag',
      'PostgreSQLStandbyNotStreaming',
      'PostgreSQLSynchronousDegraded',
      'PostgreSQLConnectionsHigh',
      'PostgreSQLPoolerSaturated',
    ],
    within: 'cluster',
    because: 'Without a primary there is nothing to stream, and clients pile up in front of it.',
  },
  {
    while: 'PostgreSQLNoPrimary',
    mutes: ['PostgreSQLMetricsMissing'],
    within: 'cluster',
    only: {
      label: 'missing',
      value: 'cnpg_pg_stat_archiver_archived_count|cnpg_pg_synchronous_standbys_connected',
    },
    because: 'Only a primary has these numbers.',
  },
  {
    while: 'PostgreSQLInstanceDown',
    mutes: ['PostgreSQLMetricsMissing', 'PostgreSQLStandbyNotStreaming'],
    within: 'pod',
    because: 'An instance that is down neither answers nor follows.',
  },
  {
    while: 'PostgreSQLFenced',
    mutes: ['PostgreSQLMetricsMissing', 'PostgreSQLStandbyNotStreaming'],
    within: 'pod',
    because: 'PostgreSQL is stopped in a fenced instance, because somebody wants it so.',
  },
  {
    while: 'PostgreSQLVolumeAlmostFull',
    mutes: ['PostgreSQLVolumeFilling'],
    within: 'volume',
    because: 'It is the same volume, further on.',
  },
  {
    while: 'PostgreSQLWALArchivingFailing',
    mutes: ['PostgreSQLWALBacklog'],
    within: 'cluster',
    because: 'Segments wait because archiving fails.',
  },
  {
    while: 'PostgreSQLVerifierSilent',
    mutes: ['PostgreSQLBackupUnproven'],
    within: 'cluster',
    because: 'Nothing is proven while nobody looks.',
  },
  {
    while: 'PostgreSQLWatchdogSilent',
    mutes: ['PostgreSQLWatchdogBlind'],
    within: 'cluster',
    because: 'A watchdog that is silent sees nothing.',
  },
  {
    while: 'PostgreSQLWatchdogSilent',
    mutes: ['PostgreSQLMetricsMissing'],
    within: 'cluster',
    only: { label: 'missing', value: 'split_brain_watchdog_.+' },
    because: 'They are its own numbers.',
  },
];

const CLUSTER = ['environment', 'namespace', 'cnpg_io_cluster'] as const;
const LABEL_OF: Readonly<Record<Inhibition['within'], string | undefined>> = {
  cluster: undefined,
  pod: 'pod',
  volume: 'persistentvolumeclaim',
};
/** Holds even where somebody gives an alert another severity. */
const NOT_CRITICAL = { name: 'severity', matchType: '!=', value: 'critical' } as const;

/** The inhibition rules of one cluster, as an AlertmanagerConfig has them. */
export function inhibitRules({ cnpg_io_cluster }: Pick<ClusterLabels, 'cnpg_io_cluster'>): readonly ManifestMap[] {
  const ofCluster = { name: 'cnpg_io_cluster', matchType: '=', value: cnpg_io_cluster } as const;
  return INHIBITIONS.map(({ while: source, mutes, within, only }) => {
    const label = LABEL_OF[within];
    // alerts without the label would count as having the same
    const named = label === undefined ? [] : [{ name: label, matchType: '=~', value: '.+' } as const];
    const some = only === undefined ? [] : [{ name: only.label, matchType: '=~', value: only.value } as const];
    return {
      sourceMatch: [{ name: 'alertname', matchType: '=', value: source }, ofCluster, ...named],
      targetMatch: [
        { name: 'alertname', matchType: '=~', value: mutes.join('|') },
        ofCluster,
        NOT_CRITICAL,
        ...named,
        ...some,
      ],
      equal: [...CLUSTER, ...(label === undefined ? [] : [label])],
    };
  });
}

import type { ArchiveReport, Overall } from '@postgres-ha/backup-proof';
import { restoreTrend } from '../history/restore-trend.ts';
import type { RunSummary, ServerSummary } from '../history/run-summary.ts';
import { withThisRun } from '../history/with-this-run.ts';
import { exposition, type MetricFamily, type MetricSample } from './exposition.ts';

/**
 * What is known, for Prometheus. Of a server that is not in these reports the newest kept run counts, so that a worker that has just started
 * tells what it knew.
 *
 * A level that was never proven has no timestamp, and `backup_verifier_level_proven` says 0. No label names a backup or an object.
 * @param reports of the newest run; may be empty
 */
export function metricsText(reports: readonly ArchiveReport[], { history, verdicts = {} }: MetricsOptions): string {
  const runs = withThisRun(reports, history);
  const servers = newestOfEach(runs);
  const each: Each = (samples) =>
    servers.flatMap((server) =>
      samples(server).map(({ labels, value }) => ({ labels: { server: server.serverName, ...labels }, value })),
    );
  return exposition([
    ...verdictMetrics(each, verdicts),
    ...proofMetrics(each),
    ...runMetrics(each, runs),
    ...restoreMetrics(each, runs),
  ]);
}

export interface MetricsOptions {
  readonly history: readonly RunSummary[];
  /** What is known now, by server, where a later look failed and nothing is. */
  readonly verdicts?: Readonly<Record<string, Overall>>;
}

/** Beside the server. */
interface Sample {
  readonly labels?: MetricSample['labels'];
  readonly value: number;
}

/** Samples of every server, labelled with it. */
type Each = (samples: (server: ServerSummary) => readonly Sample[]) => readonly MetricSample[];

const VERDICTS = ['proven', 'acknowledged', 'damaged', 'unknown'] as const;
const LEVELS = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5'] as const;

function verdictMetrics(each: Each, now: Readonly<Record<string, Overall>>): readonly MetricFamily[] {
  return [
    {
      name: 'backup_verifier_verdict',
      help: 'Verdict on the archive of a server: 1 for the one that holds, 0 for the others.',
      samples: each(({ serverName, overall }) =>
        VERDICTS.map((verdict) => ({ labels: { verdict }, value: verdict === (now[serverName] ?? overall) ? 1 : 0 })),
      ),
    },
    {
      name: 'backup_verifier_backups',
      help: 'Base backups by verdict.',
      samples: each(({ backups }) =>
        Object.entries(backups).map(([verdict, value]) => ({ labels: { verdict }, value })),
      ),
    },
    {
      name: 'backup_verifier_lost_stretches',
      help: 'Stretches of time that no backup leads to.',
      samples: each(({ lostStretches }) => [{ value: lostStretches }]),
    },
    {
      name: 'backup_verifier_findings',
      help: 'Findings by weight, each counted once, acknowledged ones too.',
      samples: each(({ findings }) =>
        Object.entries(findings).map(([weight, value]) => ({ labels: { weight }, value })),
      ),
    },
    {
      name: 'backup_verifier_acknowledged_until_timestamp_seconds',
      help: 'When the first acknowledgement of damage that is there ends, in seconds since 1970. Absent where none holds.',
      samples: each(({ acknowledgedUntil }) => timestamp(acknowledgedUntil)),
    },
  ];
}

function proofMetrics(each: Each): readonly MetricFamily[] {
  return [
    {
      name: 'backup_verifier_level_proven',
      help: 'Whether some backup has a proof of this level that holds. 0: never, and then it has no timestamp.',
      samples: each(({ proofs }) =>
        LEVELS.map((level) => ({ labels: { level }, value: proofs[level] === undefined ? 0 : 1 })),
      ),
    },
    {
      name: 'backup_verifier_last_proof_timestamp_seconds',
      help: 'When this level was last proven of some backup, in seconds since 1970. Absent where it never was.',
      samples: each(({ proofs }) =>
        LEVELS.flatMap((level) => timestamp(proofs[level]?.at).map(({ value }) => ({ labels: { level }, value }))),
      ),
    },
    {
      name: 'backup_verifier_recoverable_to_timestamp_seconds',
      help: 'Last commit that a replay reached, in seconds since 1970. Absent where nothing was replayed.',
      samples: each(({ recoverableTo }) => timestamp(recoverableTo?.lastCommitAt)),
    },
    {
      name: 'backup_verifier_newest_backup_timestamp_seconds',
      help: 'End of the newest base backup, in seconds since 1970, whatever its verdict.',
      samples: each(({ newestBackup }) => timestamp(newestBackup?.endedAt)),
    },
    {
      name: 'backup_verifier_rpo_seconds',
      help: 'Measured recovery point: age of the canary in the restored database when the archive was listed.',
      samples: each(({ canaryAgeSeconds }) => known(canaryAgeSeconds)),
    },
  ];
}

function runMetrics(each: Each, runs: readonly RunSummary[]): readonly MetricFamily[] {
  return [
    {
      name: 'backup_verifier_last_run_timestamp_seconds',
      help: 'When the last run over this archive ended, in seconds since 1970, whatever it found.',
      samples: each(({ finishedAt }) => timestamp(finishedAt)),
    },
    {
      name: 'backup_verifier_run_duration_seconds',
      help: 'How long the last run took.',
      samples: each(({ startedAt, finishedAt }) => [
        { value: (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 },
      ]),
    },
    {
      name: 'backup_verifier_read_bytes',
      help: 'Bytes that the last run read, as stored.',
      samples: each(({ read }) => [{ value: read.bytes }]),
    },
    {
      name: 'backup_verifier_remembered_bytes',
      help: 'Bytes that the last run did not read, since proofs of earlier runs hold for them.',
      samples: each(({ read }) => [{ value: read.remembered }]),
    },
    {
      name: 'backup_verifier_listed_objects',
      help: 'Objects in the list of the last run.',
      samples: each(({ read }) => [{ value: read.objects }]),
    },
    {
      name: 'backup_verifier_kept_runs',
      help: 'Runs that are kept, by what they found.',
      samples: each(({ serverName }) => keptRuns(runs, serverName)),
    },
    {
      name: 'backup_verifier_selftest_state',
      help: 'Whether the last run found what it had planted in memory: 1 for the state that holds. absent: there was nothing to plant a fault in.',
      samples: each(({ selfTest }) =>
        (['passed', 'failed', 'absent'] as const).map((state) => ({
          labels: { state },
          value: state === selfTest ? 1 : 0,
        })),
      ),
    },
    {
      name: 'backup_verifier_selftest_ok',
      help: '1: the last run found what it had planted in memory. 0: it missed it, and proved nothing. Absent where nothing was planted.',
      samples: each(({ selfTest }) => (selfTest === 'absent' ? [] : [{ value: selfTest === 'passed' ? 1 : 0 }])),
    },
  ];
}

function restoreMetrics(each: Each, runs: readonly RunSummary[]): readonly MetricFamily[] {
  const trendOf = ({ serverName }: ServerSummary) => restoreTrend(runs, serverName);
  return [
    {
      name: 'backup_verifier_restore_step_seconds',
      help: 'How long a step of a restore took when it was last done.',
      samples: each((server) =>
        (trendOf(server)?.steps ?? []).map(({ name, lastMs }) => ({ labels: { step: name }, value: lastMs / 1000 })),
      ),
    },
    {
      name: 'backup_verifier_restore_seconds',
      help: 'Measured recovery time: base backup read, WAL read, start and replay, when it was last done.',
      samples: each((server) => known(trendOf(server)?.total.lastMs).map(({ value }) => ({ value: value / 1000 }))),
    },
    {
      name: 'backup_verifier_restore_forecast_seconds',
      help: 'Recovery time that is expected of the newest backup, by the speed that was measured.',
      samples: each((server) => known(trendOf(server)?.forecastMs).map(({ value }) => ({ value: value / 1000 }))),
    },
  ];
}

function keptRuns(runs: readonly RunSummary[], serverName: string): readonly Sample[] {
  const own = new Map(
    runs.flatMap(({ at, servers }) =>
      servers.filter((server) => server.serverName === serverName).map(({ overall }) => [at, overall] as const),
    ),
  );
  return VERDICTS.map((verdict) => ({
    labels: { verdict },
    value: [...own.values()].filter((overall) => overall === verdict).length,
  }));
}

/** In the order of their names, so that two scrapes differ only in what changed. */
function newestOfEach(runs: readonly RunSummary[]): readonly ServerSummary[] {
  const newest = new Map<string, ServerSummary>();
  for (const { servers } of runs.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    for (const server of servers) newest.set(server.serverName, server);
  }
  return [...newest.values()].toSorted((a, b) => (a.serverName < b.serverName ? -1 : 1));
}

function timestamp(time: string | undefined): readonly Sample[] {
  return time === undefined ? [] : [{ value: Date.parse(time) / 1000 }];
}

function known(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ value }];
}

import { metricsFrom, type KnownMetric } from './known-metric.ts';

const BACKUP_VERIFIER = metricsFrom('worker', 'backup_verifier_', {
  verdict: ['0 or 1', 'verdict on an archive, 1 for the one that holds'],
  backups: ['backups', 'by verdict'],
  lost_stretches: ['stretches', 'of time that no backup leads to'],
  findings: ['findings', 'by weight'],
  acknowledged_until_timestamp_seconds: ['seconds since 1970', 'when the first acknowledgement ends'],
  level_proven: ['0 or 1', 'whether some backup has a proof of a level'],
  last_proof_timestamp_seconds: ['seconds since 1970', 'when a level was last proven; not there where it never was'],
  recoverable_to_timestamp_seconds: ['seconds since 1970', 'last commit that a replay reached'],
  newest_backup_timestamp_seconds: ['seconds since 1970', 'end of the newest base backup'],
  rpo_seconds: ['seconds', 'measured recovery point'],
  last_run_timestamp_seconds: ['seconds since 1970', 'when the last run ended'],
  run_duration_seconds: ['seconds', 'that the last run took'],
  read_bytes: ['bytes', 'that the last run read'],
  remembered_bytes: ['bytes', 'that it did not have to read'],
  listed_objects: ['objects', 'in the list of the last run'],
  kept_runs: ['runs', 'that are kept, by what they found'],
  selftest_state: ['0 or 1', 'whether what was planted was found'],
  selftest_ok: ['0 or 1', 'whether what was planted was found'],
  restore_step_seconds: ['seconds', 'that a step of a restore took'],
  restore_seconds: ['seconds', 'measured recovery time'],
  restore_forecast_seconds: ['seconds', 'expected recovery time'],
  runs_total: ['runs', 'by what came of them'],
  skipped_runs_total: ['runs', 'that were left out'],
  last_run_seconds: ['seconds', 'that the last look took'],
  last_run_finished_timestamp_seconds: ['seconds since 1970', 'when the last look ended; 0 none'],
  next_run_timestamp_seconds: ['seconds since 1970', 'when the next look is due; 0 none'],
  run_started_timestamp_seconds: ['seconds since 1970', 'when the look began that is under way; 0 none'],
  configuration_valid: ['0 or 1', 'whether a look could begin by the policy'],
  open_findings: ['findings', 'that are not resolved'],
  history_failures: ['times', 'the history failed'],
  untold_findings: ['times', 'a finding could not be told'],
});

const SPLIT_BRAIN_WATCHDOG = metricsFrom('worker', 'split_brain_watchdog_', {
  cluster_state: ['0 or 1', 'state of a cluster, 1 for the one that it is in'],
  conditions: ['conditions', 'that hold, by severity'],
  members: ['members', 'by what they are'],
  lost_commits: ['commits', 'that the history that goes on does not hold'],
  last_cycle_timestamp_seconds: ['seconds since 1970', 'when the last round was judged; 0 none'],
  observer_in_doubt: ['0 or 1', 'whether it takes itself for cut off'],
  incidents_open: ['incidents', 'by severity'],
  cluster_incidents_open: ['incidents', 'of a cluster, by severity'],
  last_incident_timestamp_seconds: ['seconds since 1970', 'when the newest incident of a cluster was opened'],
  sink_deliveries_total: ['times', 'a sink showed an incident'],
  sink_failures_total: ['times', 'a sink did not take an incident'],
  sink_waiting: ['incidents', 'that a sink does not show yet'],
  sink_reachable: ['0 or 1', 'whether the last test of a sink passed'],
  recording_bytes: ['bytes', 'of recordings'],
  recording_lost_events: ['events', 'in no recording'],
  heartbeat_timestamp_seconds: ['seconds since 1970', 'when the heartbeat was pushed; 0 never'],
  probe_duration_seconds_bucket: ['probes', 'by how long they took'],
  probe_duration_seconds_sum: ['seconds', 'that probes took'],
  probe_duration_seconds_count: ['probes', 'made'],
  proofs_total: ['times', 'two primaries at one time were proven'],
  certificate_expiry_timestamp_seconds: ['seconds since 1970', 'when the certificate ends that a member serves'],
});

const GITOPS_BOT = metricsFrom('worker', 'gitops_bot_', {
  deliveries_total: ['deliveries', 'by what became of them'],
  outcomes_total: ['events', 'and ticks, by what became of them'],
  queue_waiting: ['deliveries', 'that are not done'],
  queue_oldest_seconds: ['seconds', 'that the oldest of them has waited'],
  queue_aside: ['deliveries', 'that were given up'],
  locks: ['targets', 'that are claimed'],
  last_tick_timestamp_seconds: ['seconds since 1970', 'when a tick last ended well; 0 never'],
  github_limit_remaining: ['requests', 'that GitHub still allows'],
  github_limit: ['requests', 'that GitHub allows in all'],
  github_limit_reset_timestamp_seconds: ['seconds since 1970', 'when it counts anew'],
});

const PROCESS = metricsFrom('worker', '', {
  process_cpu_seconds_total: ['seconds', 'of processor time'],
  process_resident_memory_bytes: ['bytes', 'of memory'],
  process_start_time_seconds: ['seconds since 1970', 'when the process began'],
  nodejs_eventloop_lag_max_seconds: ['seconds', 'that the event loop was held up'],
});

/** @see docs/backup-verification.md, docs/split-brain.md, docs/gitops-bot.md */
export const WORKER_METRICS: readonly KnownMetric[] = [
  ...BACKUP_VERIFIER,
  ...SPLIT_BRAIN_WATCHDOG,
  ...GITOPS_BOT,
  ...PROCESS,
];

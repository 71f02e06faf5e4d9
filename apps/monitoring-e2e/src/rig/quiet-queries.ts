/** Queries that return nothing while nothing is wrong, by the place where they are shown, and why. */
export const EMPTY_WHEN_QUIET: Readonly<Record<string, string>> = {
  'Alert status and history / Alerts over time': 'none has fired',
  'Alert status and history / Not told yet': 'the watchdog has no sink here',
  'Backup and WAL archiving / Recovery point, measured':
    'nobody has measured it yet: it takes a marker that an earlier run wrote',
  'annotation Promotions': 'none was promoted',
  'annotation Incidents': 'there was none',
  'annotation Critical alerts': 'none has fired',
};

/** Queries that may return nothing on a quiet cluster, and why. */
export const SOMETIMES_EMPTY: Readonly<Record<string, string>> = {
  'Alert status and history / Alerts that fire or are about to': 'one that does not last may be about to',
  'Connections and performance / Blocks found in shared buffers': 'a share of nothing, where no block was asked for',
};

/** Metrics that are named, and not there on a healthy cluster of PostgreSQL 17 without sinks, and why. */
export const ABSENT_WHEN_QUIET: Readonly<Record<string, string>> = {
  cnpg_pg_stat_bgwriter_checkpoints_timed: 'until PostgreSQL 16; asked for beside cnpg_pg_stat_checkpointer_*',
  cnpg_pg_stat_bgwriter_checkpoints_req: 'until PostgreSQL 16; asked for beside cnpg_pg_stat_checkpointer_*',
  backup_verifier_rpo_seconds: 'nobody has measured it yet',
  split_brain_watchdog_last_incident_timestamp_seconds: 'there was none',
  split_brain_watchdog_sink_waiting: 'the watchdog has no sink here',
};

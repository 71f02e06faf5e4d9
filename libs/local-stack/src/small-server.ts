/** Settings of a server that shares a small machine with many: it takes little memory, has few processes, and looks again quickly for its primary. */
export const SMALL_SERVER: Readonly<Record<string, string>> = {
  shared_buffers: '2MB',
  max_connections: '30',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_logical_replication_workers: '0',
  max_prepared_transactions: '0',
  autovacuum: 'off',
  jit: 'off',
  // a standby that was away finds what it missed, without a slot that keeps WAL for ever
  wal_keep_size: '64MB',
  // PostgreSQL waits 5 s between two attempts to reach the primary
  wal_retrieve_retry_interval: '100ms',
  wal_receiver_status_interval: '1s',
};

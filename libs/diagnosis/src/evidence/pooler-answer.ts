import type { Look } from './look.ts';

export interface PoolerLook {
  readonly pooler: string;
  readonly pod: string;
  readonly answer: Look<PoolerAnswer>;
}

/** Of PgBouncer's own console or its metrics. null: not told. */
export interface PoolerAnswer {
  readonly maxClientConnections: number | null;
  readonly poolSize: number | null;
  readonly paused: boolean | null;
  readonly pools: readonly PoolSeen[];
}

export interface PoolSeen {
  readonly database: string;
  readonly user: string;
  readonly clientsActive: number;
  readonly clientsWaiting: number;
  readonly serversActive: number;
  readonly serversIdle: number;
  readonly longestWaitSeconds: number;
}

import type { Instant } from './instant.ts';

/**
 * One question to one member and what came of it. Text and numbers only, so that it is the same in a recording.
 * LSNs are as PostgreSQL prints them (`0/3000148`), transaction ids are decimal with their epoch.
 */
export interface ProbeObservation {
  readonly kind: 'probe';
  readonly observer: string;
  /** Name of the member that was asked. */
  readonly member: string;
  /** When the question left, and when its answer (or what took its place) came. */
  readonly sent: Instant;
  readonly received: Instant;
  /**
   * Over a session that was opened before, or over a connection made for this question.
   * During a smart shutdown and with a stopped postmaster new connections fail while open sessions go on committing.
   */
  readonly via: 'session' | 'side';
  /** Names the connection that answered, once per connection of this observer; null without an answer. */
  readonly session: string | null;
  readonly outcome: ProbeOutcome;
  /** Given exactly when the outcome is `answered`. */
  readonly answer: MemberAnswer | null;
  /** SQLSTATE or system error code, for people. Never what a server wrote: it may hold data. */
  readonly code: string | null;
}

/** What came of a question. Only `answered` says anything about who is a primary; `refused` hints at a dead postmaster. */
export const PROBE_OUTCOMES = [
  'answered',
  /** ECONNREFUSED: something at that address rejected the connection. */
  'refused',
  /** SQLSTATE 57P03 or 57P01: starting, or shutting down while its sessions may go on. */
  'rejecting',
  'timeout',
  /** 28xxx: wrong password, no pg_hba line. */
  'authentication',
  /** Certificates. */
  'tls',
  /** 53300: no connection slot left. */
  'exhausted',
  /** No route, name not found, connection reset. */
  'unreachable',
  'other',
] as const;
export type ProbeOutcome = (typeof PROBE_OUTCOMES)[number];

/** What a member says of itself in one statement. */
export interface MemberAnswer {
  /** Null where the login may not read it. Equal for every copy of one cluster. */
  readonly systemIdentifier: string | null;
  readonly inRecovery: boolean;
  /** `default_transaction_read_only`: soft, any session may turn it off. Never proof that nothing is written. */
  readonly readOnlyByDefault: boolean;
  /** Microseconds since the epoch by the server's clock. Compared for being equal, with nothing else. */
  readonly postmasterStartedAt: string;
  /** Of the WAL it writes; null in recovery. */
  readonly timeline: number | null;
  /** Flushed, or replayed in recovery. */
  readonly lsn: string;
  /** In recovery: received by streaming, if any was. */
  readonly receivedLsn: string | null;
  /** The next transaction id: grows with each write, also with autovacuum's. */
  readonly nextTransactionId: string;
  /** In recovery, while it streams. */
  readonly receiver: {
    readonly status: string;
    readonly timeline: number | null;
    readonly senderHost: string | null;
    readonly senderPort: number | null;
  } | null;
  /** Only with the full probe, which costs more. */
  readonly details: MemberDetails | null;
}

export interface MemberDetails {
  /** Standbys and others that stream from it. */
  readonly followers: readonly {
    readonly application: string;
    readonly address: string | null;
    readonly state: string;
    readonly syncState: string;
    readonly flushLsn: string | null;
  }[];
  /** Client backends, less those of the watchdog. */
  readonly otherClients: number;
  /** Of these, how many wait for a synchronous standby: what they wrote is not acknowledged. */
  readonly waitingForSync: number;
  /** `synchronous_standby_names`; empty when commits wait for nobody. */
  readonly synchronousStandbyNames: string;
}

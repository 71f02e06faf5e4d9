import { Socket } from 'node:net';
import { TLSSocket, type ConnectionOptions } from 'node:tls';
import type { Instant } from '@postgres-ha/split-brain';
import { Client, type ClientConfig } from 'pg';
import type { ConnectionSettings } from '../connection/connection-settings.ts';
import type { AttemptLimit } from './attempt-limit.ts';
import { failureOf, failureOfCode, type Failure } from './failure.ts';
import { guardParser } from './guard-parser.ts';
import { handshakeTurn, type GiveBack, type Lane } from './handshake-turns.ts';
import { question } from './question.ts';
import type { Reply, Session, Statement } from './session.ts';
import { tlsOptions } from './tls-options.ts';

export interface SessionOptions {
  readonly applicationName: string;
  readonly now: () => Instant;
  /** Ends an attempt to connect; an open session no more. */
  readonly signal: AbortSignal;
  /** Where the signal is that of a limit, which rests while others shake hands. */
  readonly limit?: AttemptLimit;
  /** In which it waits for its turn; `usual` without it. */
  readonly lane?: Lane;
  /** `database` for a walsender that takes an ordinary line of pg_hba.conf, `true` for one that needs a line for replication. */
  readonly replication?: 'database' | 'true';
  /** Milliseconds; for questions that are not the probe's. */
  readonly statementTimeoutMs?: number;
  /** The connection is gone; called once, never after `end` or `destroy`. */
  readonly onLost?: (failure: Failure) => void;
}

export type OpenedSession =
  { readonly kind: 'open'; readonly session: Session } | { readonly kind: 'failed'; readonly failure: Failure };

/** Nothing of a role or database may change what is asked, or end the session while it waits. */
const SERVER_OPTIONS =
  '-c search_path=pg_catalog -c timezone=UTC -c datestyle=ISO -c client_encoding=UTF8 -c idle_session_timeout=0 -c jit=off';
const GOOD_BYE_MS = 1_000;
const KEEPALIVE_MS = 10_000;
const TLS_NOT_OFFERED = 'TLS_NOT_OFFERED';
const REFUSES_TLS = 0x4e;

let opened = 0;

/** Connects once; never rejects. */
export async function openSession(settings: ConnectionSettings, options: SessionOptions): Promise<OpenedSession> {
  let tls: ConnectionOptions | undefined;
  let password: string | undefined;
  try {
    [tls, password] = await Promise.all([tlsOptions(settings), settings.password()]);
  } catch (error) {
    const { code } = failureOf(error, 'connecting');
    return { kind: 'failed', failure: { outcome: 'tls', code: code ?? 'TLS_FILES' } };
  }
  const first = await connect(settings, { ...options, tls, password });
  if (tls === undefined || settings.tls.mode !== 'prefer' || first.kind === 'open') return first;
  if (first.failure.code !== TLS_NOT_OFFERED) return first;
  return await connect(settings, { ...options, tls: undefined, password });
}

interface ConnectOptions extends SessionOptions {
  readonly tls: ConnectionOptions | undefined;
  readonly password: string | undefined;
}

async function connect(settings: ConnectionSettings, options: ConnectOptions): Promise<OpenedSession> {
  const { now, signal, onLost } = options;
  if (signal.aborted) return { kind: 'failed', failure: { outcome: 'timeout', code: null } };
  const socket = new Socket();
  const client = new Client(clientConfig(settings, options, socket));
  let state: 'connecting' | 'open' | 'lost' | 'closed' = 'connecting';
  let stage: 'connecting' | 'authenticating' = 'connecting';
  const seen: { tlsRefused: boolean; failure?: Failure } = { tlsRefused: false };

  if (options.tls) socket.once('data', (bytes: Uint8Array) => (seen.tlsRefused = bytes[0] === REFUSES_TLS));
  client.connection.once('authenticationSASL', () => (stage = 'authenticating'));
  // a server that ends in the middle of it has refused nobody
  client.connection.once('end', () => (stage = 'connecting'));
  const close = (): void => {
    state = 'closed';
    socket.destroy();
  };
  const lose = (): void => {
    if (state !== 'open') return;
    state = 'lost';
    socket.destroy();
    onLost?.(seen.failure ?? failureOfCode('CONNECTION_ENDED'));
  };
  // an error that comes while nothing is asked says why the end comes that follows it
  client.on('error', (error) => {
    seen.failure ??= failureOf(error, 'asking');
    lose();
  });
  client.on('end', lose);

  guardParser(client.connection);
  const giveBack = shakeHandsInTurn(client.connection, options);
  signal.addEventListener('abort', close, { once: true });
  try {
    await client.connect();
  } catch (error) {
    close();
    if (hasEnded(signal)) return { kind: 'failed', failure: { outcome: 'timeout', code: null } };
    const found = seen.tlsRefused ? failureOfCode(TLS_NOT_OFFERED) : failureOf(error, stage);
    return { kind: 'failed', failure: found.code === null ? failureOfCode('CONNECTION_ENDED') : found };
  } finally {
    signal.removeEventListener('abort', close);
    giveBack();
  }
  state = 'open';
  opened += 1;
  return {
    kind: 'open',
    session: {
      id: `${process.pid}-${opened}`,
      servedUntil: servedUntil(client.connection),
      isOpen: () => state === 'open',
      ask: (statement: Statement) =>
        new Promise<Reply>((resolve) => {
          if (state !== 'open') resolve({ kind: 'failed', failure: failureOfCode('CONNECTION_ENDED') });
          else client.query(question(statement, now, resolve));
        }),
      end: () =>
        new Promise((resolve) => {
          if (state !== 'open') {
            resolve();
            return;
          }
          state = 'closed';
          const timer = setTimeout(() => socket.destroy(), GOOD_BYE_MS);
          socket.once('close', () => {
            clearTimeout(timer);
            resolve();
          });
          client.end().catch(() => undefined);
        }),
      destroy: close,
    },
  };
}

/** pg puts the socket with TLS in the place of the plain one. */
function servedUntil({ stream }: Client['connection']): Date | undefined {
  return stream instanceof TLSSocket ? stream.getPeerX509Certificate()?.validToDate : undefined;
}

/** pg asks for TLS as soon as the server took the connection; here it waits for its turn before. @returns ends the turn */
function shakeHandsInTurn(
  connection: Client['connection'],
  { signal, limit, lane = 'usual' }: Pick<SessionOptions, 'signal' | 'limit' | 'lane'>,
): GiveBack {
  const wire = connection as unknown as { requestSsl: () => void };
  const request = wire.requestSsl.bind(connection);
  let over = false;
  let turn: GiveBack | undefined;
  wire.requestSsl = () => {
    limit?.pause();
    void handshakeTurn(lane, signal).then((begun) => {
      if (over) begun?.();
      else if (begun !== undefined) {
        limit?.restart();
        turn = begun;
        request();
      }
    });
  };
  return () => {
    over = true;
    turn?.();
  };
}

/** Read anew: it may have ended since it was read before. */
function hasEnded(signal: AbortSignal): boolean {
  return signal.aborted;
}

function clientConfig(settings: ConnectionSettings, options: ConnectOptions, socket: Socket): ClientConfig {
  const { applicationName, tls, password, replication, statementTimeoutMs } = options;
  const serverOptions = [
    settings.serverOptions,
    SERVER_OPTIONS,
    statementTimeoutMs && `-c statement_timeout=${statementTimeoutMs}`,
  ];
  const config: ClientConfig & { readonly replication?: string } = {
    host: settings.address ?? settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.user,
    // pg looks for a passfile of its own where there is null, and takes PGPASSWORD where there is nothing
    password: () => password ?? '',
    ssl: tls ?? false,
    enableChannelBinding: settings.channelBinding && tls !== undefined,
    stream: () => socket,
    application_name: applicationName,
    options: serverOptions.filter(Boolean).join(' '),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_MS,
    ...(replication && { replication }),
  };
  return config;
}

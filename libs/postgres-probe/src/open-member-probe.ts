import { performance } from 'node:perf_hooks';
import type { Instant, ProbeObservation } from '@postgres-ha/split-brain';
import { readAnswer } from './answer/read-answer.ts';
import {
  APPLICATION_PREFIX,
  PRIVILEGES,
  SYSTEM_IDENTIFIER,
  probeStatement,
  type Abilities,
  type ProbeDetail,
} from './answer/statements.ts';
import type { ConnectionSettings } from './connection/connection-settings.ts';
import { askCommits, COMMIT_LIMITS, type CommitLimits } from './evidence/commits.ts';
import { askForkMark } from './evidence/fork-mark.ts';
import { askHistory } from './evidence/history.ts';
import type { MemberProbe } from './member-probe.ts';
import { attemptLimit, type AttemptLimit } from './session/attempt-limit.ts';
import { failureOfCode, type Failure } from './session/failure.ts';
import type { Lane } from './session/handshake-turns.ts';
import { openSession } from './session/open-session.ts';
import type { Session } from './session/session.ts';

export interface MemberProbeOptions {
  readonly connection: ConnectionSettings;
  readonly member: string;
  /** Also in the name of its sessions, which is how watchdogs know each other's. */
  readonly observer: string;
  /** After so long a probe is a time-out, whatever the network thinks; 1,000 ms without it. */
  readonly timeoutMs?: number;
  /** Monotonic; from when the observer started. */
  readonly now?: () => Instant;
  /** Of the clock on the wall, in milliseconds: certificates have dates. That of this machine without it. */
  readonly wall?: () => number;
  /** Between looks from aside where nothing cheaper tells of a shutdown; see the README. 1,000 ms without it. */
  readonly lookAsideEveryMs?: number;
  /** Of lists of commits: 1,000 commits, 1 GiB of WAL, 20 s without it. */
  readonly commitLimits?: Partial<CommitLimits>;
}

/** A probe that was asked for and is not settled. */
interface Waiting {
  readonly detail: ProbeDetail;
  /** When it began to wait for a connection, or its question left. */
  sent: Instant;
  via: 'session' | 'side';
  settle: ((observation: ProbeObservation) => void) | undefined;
  timer: NodeJS.Timeout | undefined;
}

interface Kept {
  readonly session: Session;
  readonly abilities: Abilities;
  /** It was opened for the question that it is asked now. */
  fresh: boolean;
  asked: Waiting | undefined;
  /** A question is out, and its probe has ended without an answer. */
  late: boolean;
  postmasterFile: string | null | undefined;
}

const DEFAULT_TIMEOUT_MS = 1_000;
const LOOK_ASIDE_EVERY_MS = 1_000;
/** An attempt to connect outlives its probe: dropping it each time would heap up connections at a server that stands still. */
const ATTEMPT_MS = 3_000;
/** A login that was refused is not tried at each probe. */
const RETRY_REFUSED_LOGIN_MS = 5_000;
/** CloudNativePG renews a certificate 7 days before it expires: one that has less was renewed, or was not. */
const RENEWED_BEFORE_MS = 7 * 86_400_000;
const LOOK_AT_CERTIFICATE_EVERY_MS = 3_600_000;

/** Connects when it is first asked. */
export function openMemberProbe(options: MemberProbeOptions): MemberProbe {
  const { connection, member, observer, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { now = () => performance.now(), wall = Date.now, lookAsideEveryMs = LOOK_ASIDE_EVERY_MS } = options;
  const applicationName = `${APPLICATION_PREFIX}${observer}`;
  const disposal = new AbortController();
  const waiting: Waiting[] = [];
  let kept: Kept | undefined;
  let attempting = false;
  /** The server takes no new sessions while it answers on ours. */
  let leaving = false;
  let lookedAside = now();
  let lane: Lane = 'usual';
  let servedUntil: Date | undefined;
  let refusedLogin: { readonly failure: Failure; readonly at: Instant } | undefined;

  /** What disposal waits for: connections that close, attempts that end, questions that are being answered. */
  const busy = new Set<Promise<unknown>>();
  const track = <Result>(work: Promise<Result>): Promise<Result> => {
    busy.add(work);
    const done = (): void => void busy.delete(work);
    work.then(done, done);
    return work;
  };
  const close = (session: Session): void => void track(session.end());

  const settle = (probe: Waiting, outcome: Pick<ProbeObservation, 'outcome' | 'answer' | 'code' | 'session'>): void => {
    const { settle: done, timer, sent, via } = probe;
    if (done === undefined) return;
    clearTimeout(timer);
    probe.settle = undefined;
    const { outcome: what, answer, code, session } = outcome;
    done({ kind: 'probe', observer, member, sent, received: now(), via, session, outcome: what, answer, code });
  };
  const fail = (probe: Waiting, { outcome, code }: Failure): void => {
    settle(probe, { outcome, code, answer: null, session: null });
  };

  const drop = (probe: Waiting): void => {
    const place = waiting.indexOf(probe);
    if (place !== -1) waiting.splice(place, 1);
  };

  const timeOut = (probe: Waiting): void => {
    if (kept?.asked === probe) kept.late = true;
    drop(probe);
    fail(probe, { outcome: 'timeout', code: null });
    // who waited behind it need not wait for it any longer
    goOn();
  };

  const goOn = (): void => {
    const [next] = waiting;
    if (next === undefined || disposal.signal.aborted) return;
    if (kept !== undefined && kept.asked === undefined) {
      waiting.shift();
      void ask(kept, next);
    } else if (kept === undefined || kept.late) {
      for (const probe of waiting) probe.via = 'side';
      const failure = stillRefused();
      if (failure === undefined) void track(lookAside());
      else while (waiting[0]) fail(takeFirst(waiting[0]), failure);
    }
  };
  const takeFirst = (probe: Waiting): Waiting => {
    waiting.shift();
    return probe;
  };

  /**
   * A question that was lost with its session goes back to the front: how the member takes a new connection is the answer. One that was lost
   * with a new connection has its answer; else a server that breaks each of them would be run against without end.
   */
  const lose = (session: Session, failure: Failure): void => {
    if (kept?.session !== session) return;
    const { asked } = kept;
    kept = undefined;
    leaving = false;
    if (asked?.via === 'side') fail(asked, failure);
    else if (asked?.settle !== undefined) waiting.unshift(asked);
    goOn();
  };

  const ask = async (on: Kept, probe: Waiting): Promise<void> => {
    const detail = leaving ? 'full' : probe.detail;
    on.asked = probe;
    probe.via = on.fresh ? 'side' : 'session';
    on.fresh = false;
    const reply = await on.session.ask(probeStatement(detail, on.abilities));
    if (!on.session.isOpen()) {
      lose(on.session, reply.kind === 'failed' ? reply.failure : failureOfCode('CONNECTION_ENDED'));
      return;
    }
    on.asked = undefined;
    on.late = false;
    if (reply.kind === 'failed') {
      fail(probe, reply.failure);
    } else {
      const read = readAnswer(reply.rows, on.abilities);
      // an answer that came too late belongs to a probe that has ended: it is nobody's
      if (probe.settle !== undefined) {
        probe.sent = reply.sent;
        settle(
          probe,
          read === undefined
            ? { outcome: 'other', code: 'UNEXPECTED_ANSWER', answer: null, session: null }
            : { outcome: 'answered', answer: read.answer, code: null, session: on.session.id },
        );
      }
      if (read !== undefined) considerShutdown(on, read.postmasterFile, read.answer.details?.otherClients);
    }
    goOn();
  };

  /** An idle session holds a smart shutdown up. Ours stays for as long as it is not the last. */
  const considerShutdown = (on: Kept, postmasterFile: string | null, otherClients: number | undefined): void => {
    if (kept !== on) return;
    if (leaving) {
      if (otherClients === 0) {
        kept = undefined;
        leaving = false;
        close(on.session);
      }
      return;
    }
    const isNew = postmasterFile?.endsWith(' new') === true;
    const changed = isNew || (on.postmasterFile !== undefined && on.postmasterFile !== postmasterFile);
    on.postmasterFile = postmasterFile;
    const doubt = postmasterFile === null ? now() - lookedAside >= lookAsideEveryMs : changed;
    if ((doubt || mayBeRenewed()) && stillRefused() === undefined) void track(lookAside());
  };

  /** The kept session goes on with the certificate that it was opened with. */
  const mayBeRenewed = (): boolean =>
    servedUntil !== undefined &&
    servedUntil.getTime() - wall() < RENEWED_BEFORE_MS &&
    now() - lookedAside >= LOOK_AT_CERTIFICATE_EVERY_MS;

  const stillRefused = (): Failure | undefined => {
    if (refusedLogin === undefined || now() - refusedLogin.at >= RETRY_REFUSED_LOGIN_MS) return undefined;
    return refusedLogin.failure;
  };

  /** By a connection of its own: tells how the member takes new ones, and becomes the kept session where there is none that answers. */
  const lookAside = async (): Promise<void> => {
    if (attempting) return;
    attempting = true;
    lookedAside = now();
    using limit = attemptLimit(connection.connectTimeoutMs ?? Math.max(timeoutMs, ATTEMPT_MS), disposal.signal);
    const found = await introduce(limit);
    attempting = false;
    if (disposal.signal.aborted) {
      if (found.kind === 'kept') found.kept.session.destroy();
      return;
    }
    refusedLogin = undefined;
    lane = found.kind === 'failed' && found.failure.outcome === 'timeout' ? 'slow' : 'usual';
    if (found.kind === 'failed') {
      const { failure } = found;
      if (failure.outcome === 'authentication' || failure.outcome === 'tls') refusedLogin = { failure, at: now() };
      if (failure.outcome === 'rejecting' && kept !== undefined && !leaving) {
        leaving = true;
        void probe({ detail: 'full' });
      }
      // who came while an attempt ran out has a time of its own
      const ranOut = failure.outcome === 'timeout' && failure.code === null;
      if (!ranOut && (kept === undefined || kept.late)) while (waiting[0]) fail(takeFirst(waiting[0]), failure);
    } else if (kept === undefined || kept.late) {
      kept?.session.destroy();
      leaving = false;
      kept = found.kept;
    } else {
      close(found.kept.session);
    }
    goOn();
  };

  type Introduced =
    { readonly kind: 'kept'; readonly kept: Kept } | { readonly kind: 'failed'; readonly failure: Failure };

  /** Connects, and learns what the login may ask. */
  const introduce = async (limit: AttemptLimit): Promise<Introduced> => {
    const { signal } = limit;
    const holder: { session?: Session } = {};
    const opened = await openSession(connection, {
      applicationName,
      now,
      signal,
      limit,
      lane,
      onLost: (failure) => {
        if (holder.session) lose(holder.session, failure);
      },
    });
    if (opened.kind === 'failed') return opened;
    const { session } = opened;
    holder.session = session;
    servedUntil = session.servedUntil;
    signal.addEventListener('abort', session.destroy, { once: true });
    try {
      const privileges = await session.ask(PRIVILEGES);
      if (privileges.kind === 'failed') return failed(session, privileges.failure);
      const [row] = privileges.rows;
      const identity = row?.[0] === 't' ? await session.ask(SYSTEM_IDENTIFIER) : undefined;
      if (identity?.kind === 'failed') return failed(session, identity.failure);
      const abilities = { systemIdentifier: identity?.rows[0]?.[0] ?? null, seesPostmasterFile: row?.[1] === 't' };
      if (signal.aborted) return failed(session, { outcome: 'timeout', code: null });
      return {
        kind: 'kept',
        kept: { session, abilities, fresh: true, asked: undefined, late: false, postmasterFile: undefined },
      };
    } finally {
      signal.removeEventListener('abort', session.destroy);
    }
  };

  const probe: MemberProbe['probe'] = ({ detail }) =>
    new Promise((resolve) => {
      const asked: Waiting = { detail, sent: now(), via: 'session', settle: resolve, timer: undefined };
      if (disposal.signal.aborted) {
        fail(asked, failureOfCode('DISPOSED'));
        return;
      }
      asked.timer = setTimeout(() => {
        timeOut(asked);
      }, timeoutMs);
      waiting.push(asked);
      goOn();
    });

  const evidence = { connection, member, observer, now, applicationName, signal: disposal.signal };
  return {
    member,
    servedUntil: () => servedUntil,
    probe,
    history: (question) => track(askHistory(question, evidence)),
    forkMark: (question) => track(askForkMark(question, evidence)),
    commits: (question) =>
      track(askCommits(question, { ...evidence, limits: { ...COMMIT_LIMITS, ...options.commitLimits } })),
    [Symbol.asyncDispose]: async () => {
      disposal.abort();
      if (kept?.asked !== undefined) fail(kept.asked, failureOfCode('DISPOSED'));
      if (kept !== undefined) close(kept.session);
      kept = undefined;
      while (waiting[0]) fail(takeFirst(waiting[0]), failureOfCode('DISPOSED'));
      while (busy.size > 0) await Promise.allSettled(busy);
    },
  };
}

function failed(session: Session, failure: Failure): { readonly kind: 'failed'; readonly failure: Failure } {
  session.destroy();
  return { kind: 'failed', failure };
}

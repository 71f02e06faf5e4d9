import { watchCluster } from '@postgres-ha/cluster-watch';
import { openMemberProbe, readConnection, type CommitLimits, type MemberProbe } from '@postgres-ha/postgres-probe';
import type { Judgement, WatchEvent } from '@postgres-ha/split-brain';
import type { TrialPair } from './trial-pair.ts';

export interface PairListener {
  readonly onEvent?: (event: WatchEvent) => void;
  readonly onJudgement?: (judgement: Judgement) => void;
}

/** A judgement, and when its listener had it: `performance.now()`. */
export interface Told {
  readonly at: number;
  readonly judgement: Judgement;
}

/** The watchdog's own probes, rounds and judge on a pair. Disposal ends its sessions. */
export interface PairWatch extends AsyncDisposable {
  /** Waits for a judgement, from the newest one on. */
  readonly until: (accept: (judgement: Judgement) => boolean, signal: AbortSignal) => Promise<Told>;
  /** Until it is disposed of. */
  readonly listen: (listener: PairListener) => Disposable;
}

export interface WatchPairOptions {
  readonly probeIntervalMs: number;
  readonly commitLimits?: Partial<CommitLimits>;
}

const OBSERVER = 'o1';
const SMART_SHUTDOWN_SECONDS = 180;

export function watchPair(pair: TrialPair, { probeIntervalMs, commitLimits }: WatchPairOptions): PairWatch {
  const listeners = new Set<PairListener>();
  let newest: Told | undefined;
  const listen = (listener: PairListener): Disposable => {
    listeners.add(listener);
    return { [Symbol.dispose]: () => void listeners.delete(listener) };
  };
  const probes = pair.members.map((name) => probeOf(pair, name, commitLimits));
  const watch = watchCluster({
    cluster: {
      name: pair.name,
      members: pair.members.map((name) => ({ name, claim: 'member' })),
      probeIntervalMs,
      smartShutdownSeconds: SMART_SHUTDOWN_SECONDS,
    },
    observer: OBSERVER,
    probes,
    now: () => performance.now(),
    listener: {
      onEvent: (event) => {
        for (const { onEvent } of [...listeners]) onEvent?.(event);
      },
      onJudgement: (judgement) => {
        newest = { at: performance.now(), judgement };
        for (const { onJudgement } of [...listeners]) onJudgement?.(judgement);
      },
    },
  });
  return {
    listen,
    until: async (accept, signal) => {
      signal.throwIfAborted();
      if (newest !== undefined && accept(newest.judgement)) return newest;
      const { promise, resolve, reject } = Promise.withResolvers<Told>();
      const giveUp = (): void => {
        reject(new Error(`waited for a judgement in vain; the newest is ${shown(newest?.judgement)}`));
      };
      const listening = listen({
        onJudgement: (judgement) => {
          if (accept(judgement)) resolve({ at: performance.now(), judgement });
        },
      });
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        return await promise;
      } finally {
        listening[Symbol.dispose]();
        signal.removeEventListener('abort', giveUp);
      }
    },
    [Symbol.asyncDispose]: async () => {
      await watch[Symbol.asyncDispose]();
      await Promise.all(probes.map((probe) => probe[Symbol.asyncDispose]()));
    },
  };
}

function probeOf({ login, server }: TrialPair, member: string, commitLimits?: Partial<CommitLimits>): MemberProbe {
  const { host, port } = server(member);
  const { user, password, database } = login;
  const read = readConnection(
    `host=${host} port=${port} user=${user} password=${password} dbname=${database} sslmode=disable`,
  );
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  return openMemberProbe({
    connection: read.settings,
    member,
    observer: OBSERVER,
    ...(commitLimits && { commitLimits }),
  });
}

function shown(judgement: Judgement | undefined): string {
  if (judgement === undefined) return 'none';
  const conditions = judgement.conditions.map(({ state, members }) => `${state} of ${members.join('+')}`);
  const members = judgement.members.map(({ name, role, outcome }) => `${name}=${role}/${outcome ?? '-'}`);
  return `${judgement.state} [${conditions.join('; ')}] ${members.join(' ')}`;
}

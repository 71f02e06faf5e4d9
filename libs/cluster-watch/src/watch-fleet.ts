import { setTimeout as timer } from 'node:timers/promises';
import type { MemberProbe } from '@postgres-ha/postgres-probe';
import type { Instant, Judgement, WatchedCluster, WatchEvent } from '@postgres-ha/split-brain';
import type { ServedCertificate, WatchState } from './cluster-watch.ts';
import { holdBack } from './doubt/hold-back.ts';
import { selfDoubt, type Doubt } from './doubt/self-doubt.ts';
import { engine } from './engine.ts';
import type { JudgeCluster } from './judge-cluster.ts';
import { clusterRounds } from './rounds/cluster-rounds.ts';
import { keepRhythm, type Time } from './rounds/keep-rhythm.ts';

export interface FleetOptions {
  readonly clusters: readonly FleetCluster[];
  /** Who looks: as it stands in what is seen. */
  readonly observer: string;
  /** Of the same clock as the probes' instants. */
  readonly now: () => Instant;
  readonly listener: FleetListener;
  /** The engine of `libs/split-brain` when left out. */
  readonly judgeCluster?: JudgeCluster;
  /** A full probe of each member so often; 5 s when left out. Others ask for what is cheap. */
  readonly fullEveryMs?: number;
  /** The timers of this machine when left out. */
  readonly wait?: Time['wait'];
  readonly signal?: AbortSignal;
}

export interface FleetCluster {
  readonly cluster: WatchedCluster;
  /** One for each member. Whoever opened them closes them, after the watch has ended. */
  readonly probes: readonly MemberProbe[];
}

/** Told in order, of all clusters. */
export interface FleetListener {
  readonly onEvent?: (cluster: string, event: WatchEvent) => void;
  readonly onJudgement?: (cluster: string, judgement: Judgement) => void;
}

/** Watches clusters together until it is disposed of, or its signal is aborted. Then nothing is told any more. */
export interface FleetWatch extends AsyncDisposable {
  readonly clusters: readonly WatchState[];
  /** Why absences are held back just now; undefined where they are not. */
  readonly doubt: () => Doubt | undefined;
}

const FULL_EVERY_MS = 5000;

/** Each member is probed on its own, whatever becomes of others; all share one timer. */
export function watchFleet(options: FleetOptions): FleetWatch {
  const { clusters, observer, now, listener } = options;
  const { judgeCluster = engine, fullEveryMs = FULL_EVERY_MS, wait = systemWait } = options;
  const ended = new AbortController();
  const signal = options.signal === undefined ? ended.signal : AbortSignal.any([options.signal, ended.signal]);
  const self = selfDoubt(clusters.map(({ cluster }) => cluster));
  const tempered = (judgement: Judgement): Judgement => {
    const doubt = self.doubt(judgement.at);
    return doubt === undefined ? judgement : holdBack(judgement, { doubt, observer });
  };
  const rounds = clusters.map(({ cluster, probes }) => ({
    name: cluster.name,
    certificates: () => servedCertificates(probes),
    ...clusterRounds({
      ...{ cluster, probes, observer, now, fullEveryMs, tempered, signal },
      judge: judgeCluster(cluster),
      listener: {
        onEvent: (event) => {
          if (event.kind === 'probe') self.see(cluster.name, event);
          listener.onEvent?.(cluster.name, event);
        },
        onJudgement: (judgement) => {
          listener.onJudgement?.(cluster.name, judgement);
        },
      },
    }),
  }));
  const rhythm = keepRhythm(
    rounds.flatMap(({ beats }) => beats),
    { now, wait, signal },
  );
  const end = async (): Promise<void> => {
    ended.abort();
    await rhythm;
  };
  return {
    clusters: rounds.map(({ name, judgement, lastRound, lastTick, openQuestions, certificates }) => ({
      cluster: name,
      judgement,
      lastRound,
      lastTick,
      openQuestions,
      certificates,
    })),
    doubt: () => self.doubt(now()),
    [Symbol.asyncDispose]: end,
  };
}

function servedCertificates(probes: readonly MemberProbe[]): readonly ServedCertificate[] {
  return probes.flatMap(({ member, servedUntil }) => {
    const until = servedUntil();
    return until === undefined ? [] : [{ member, until }];
  });
}

async function systemWait(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await timer(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

import { watchFleet } from '@postgres-ha/cluster-watch';
import { EXIT_CODES } from '@postgres-ha/command-line';
import type { Instant, Judgement } from '@postgres-ha/split-brain';
import type { Watched } from '../config/watch-config.ts';
import type { Machine } from '../machine.ts';
import { exitOf } from './worst-exit.ts';

export interface Look {
  /** By the name of the cluster; undefined where not each member was looked at in time. */
  readonly judgements: ReadonlyMap<string, Judgement | undefined>;
  /** What was on the wall at an instant of the look. */
  readonly iso: (seen: Instant) => string;
}

/** Fast enough for a person who waits, and slow enough for what is watched. */
const LOOK_INTERVAL_MS = 500;
/** Rounds after the first whole one: what proves two primaries takes one probe each, and one more. */
const ROUNDS = 2;
/** Rounds without anything new. */
const QUIET_ROUNDS = 2;

/** Looks until each cluster is judged, what was asked is answered and nothing new comes, or until the time is over. */
export async function lookOnce(
  watched: Watched,
  { machine, timeoutMs }: { readonly machine: Machine; readonly timeoutMs: number },
): Promise<Look> {
  const { clock } = machine;
  const [zero, startedAt] = [clock.elapsed(), clock.now()];
  const now = (): Instant => clock.elapsed() - zero;
  await using opened = new AsyncDisposableStack();
  const settled = new AbortController();
  const signal = AbortSignal.any([machine.signal, settled.signal]);
  const progress = new Map(watched.clusters.map(({ cluster }) => [cluster.name, { rounds: 0, quiet: 0, text: '' }]));
  const probes = watched.clusters.map(({ connect }) =>
    connect.map((each) => opened.use(each.open({ observer: watched.observer, timeoutMs: watched.timeoutMs, now }))),
  );
  const lastTicks = new Map<string, Instant>();
  const fleet = opened.use(
    watchFleet({
      clusters: watched.clusters.map(({ cluster }, index) => ({
        cluster: { ...cluster, probeIntervalMs: Math.min(cluster.probeIntervalMs, LOOK_INTERVAL_MS) },
        probes: probes[index] ?? [],
      })),
      ...{ observer: watched.observer, now, wait: clock.wait, signal },
      ...(machine.judgeCluster !== undefined && { judgeCluster: machine.judgeCluster }),
      listener: {
        onJudgement: (name, judgement) => {
          const each = progress.get(name);
          const state = fleet.clusters.find(({ cluster }) => cluster === name);
          if (each === undefined || state?.lastRound() === undefined) return;
          const text = JSON.stringify([judgement.state, judgement.conditions.map(newsIn)]);
          if (text !== each.text) each.quiet = 0;
          each.text = text;
          const tick = state.lastTick();
          if (tick === undefined || tick === lastTicks.get(name)) return;
          lastTicks.set(name, tick);
          each.rounds += 1;
          each.quiet += 1;
          const isAnswered = fleet.clusters.every(({ openQuestions }) => openQuestions() === 0);
          if (isAnswered && [...progress].every(([cluster, at]) => isSettled(at, newest(cluster)))) settled.abort();
        },
      },
    }),
  );
  const newest = (name: string): Judgement | undefined =>
    fleet.clusters.find(({ cluster }) => cluster === name)?.judgement();
  await clock.wait(timeoutMs, signal);
  return {
    judgements: new Map(watched.clusters.map(({ cluster }) => [cluster.name, newest(cluster.name)])),
    iso: (seen) => new Date(startedAt + seen).toISOString(),
  };
}

function newsIn({ state, key, severity, proof, lostWrites }: Judgement['conditions'][number]): unknown {
  return [state, key, severity, proof !== null, lostWrites.map(({ basis, commits }) => [basis, commits > 0])];
}

function isSettled(
  { rounds, quiet }: { readonly rounds: number; readonly quiet: number },
  judgement: Judgement | undefined,
): boolean {
  if (judgement === undefined || rounds < ROUNDS || quiet < QUIET_ROUNDS) return false;
  // What is not known yet may be known in time.
  return exitOf(judgement) !== EXIT_CODES.couldNotLook;
}

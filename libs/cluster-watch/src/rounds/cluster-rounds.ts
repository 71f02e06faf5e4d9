import type { MemberProbe } from '@postgres-ha/postgres-probe';
import type { Instant, Judgement, Question, WatchedCluster, WatchEvent } from '@postgres-ha/split-brain';
import type { WatchListener } from '../cluster-watch.ts';
import type { Judge } from '../judge-cluster.ts';
import { ask } from './ask.ts';
import type { Beat } from './keep-rhythm.ts';
import { memberTurn } from './member-turn.ts';
import { tellsMore } from './tells-more.ts';

export interface ClusterRounds {
  /** One for each member, and one for the end of a round. */
  readonly beats: readonly Beat[];
  readonly judgement: () => Judgement | undefined;
  readonly lastRound: () => Instant | undefined;
  readonly lastTick: () => Instant | undefined;
  readonly openQuestions: () => number;
}

interface Rounds {
  readonly cluster: WatchedCluster;
  readonly probes: readonly MemberProbe[];
  readonly observer: string;
  readonly now: () => Instant;
  readonly fullEveryMs: number;
  readonly judge: Judge;
  readonly listener: WatchListener;
  /** What of a judgement may be told while the observer doubts itself. */
  readonly tempered: (judgement: Judgement) => Judgement;
  readonly signal: AbortSignal;
}

/** Everything that is seen of one cluster goes the same way: it is told, learned, and judged; what the judge asks is asked at once. */
export function clusterRounds(given: Rounds): ClusterRounds {
  const { cluster, probes, observer, now, fullEveryMs, judge, listener, tempered, signal } = given;
  const byName = new Map(probes.map((probe) => [probe.member, probe]));
  const turns = new Map(
    probes.map(
      (probe) =>
        [
          probe.member,
          memberTurn(probe, {
            observer,
            now,
            fullEveryMs,
            fullPhase: phaseOf(`${cluster.name}/${probe.member}`),
            take,
          }),
        ] as const,
    ),
  );
  const unseen = new Set(turns.keys());
  const asked = new Set<string>();
  let newest: Judgement | undefined;
  let lastRound: Instant | undefined;
  let lastTick: Instant | undefined;
  let at: Instant = -Infinity;

  function take(event: WatchEvent): void {
    if (signal.aborted) return;
    listener.onEvent?.(event);
    judge.learn(event);
    // Answers of two members may come in another order than their instants; a judge's time does not go back.
    at = Math.max(at, event.received);
    const judged = judge.judge(at);
    for (const question of judged.questions) put(question);
    if (event.kind === 'probe') unseen.delete(event.member);
    if (event.kind === 'tick') {
      lastTick = event.received;
      if (unseen.size === 0) lastRound = lastTick;
    }
    const judgement = tempered(judged);
    const isNews = newest === undefined || tellsMore(judgement, newest);
    newest = judgement;
    if (isNews || event.kind === 'tick') listener.onJudgement?.(judgement);
  }

  function put(question: Question): void {
    if (question.kind === 'probe') {
      for (const member of question.members) turns.get(member)?.demand();
      return;
    }
    const key = JSON.stringify(question);
    if (asked.has(key)) return;
    asked.add(key);
    void ask(question, { probe: byName.get(question.member), observer, now }).then((evidence) => {
      asked.delete(key);
      take(evidence);
    });
  }

  const intervalMs = cluster.probeIntervalMs;
  const endOfRound = (): void => {
    take({ kind: 'tick', observer, received: now() });
  };
  return {
    beats: [
      ...[...turns.values()].map(({ strike }): Beat => ({ intervalMs, strike })),
      { intervalMs, strike: endOfRound },
    ],
    judgement: () => (unseen.size === 0 ? newest : undefined),
    lastRound: () => lastRound,
    lastTick: () => lastTick,
    openQuestions: () => asked.size,
  };
}

/** The same for one name after every start, and evenly spread over many names (FNV-1a). */
function phaseOf(name: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x0100_0193);
  return ((hash >>> 0) + 1) / 2 ** 32;
}

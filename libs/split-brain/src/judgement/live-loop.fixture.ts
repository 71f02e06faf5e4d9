import type { HistoryEvidence, Question } from '../observation/evidence.ts';
import type { MemberAnswer, ProbeOutcome } from '../observation/probe.ts';
import type { WatchEvent } from '../observation/watch-event.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judgement.ts';
import { learn } from './learn.ts';
import { answerOf, CLUSTER, SYSTEM } from './scene.fixture.ts';
import { beginWatch } from './watch.ts';

/** What a member answers at a moment of real time, or what takes its place. */
export type World = (member: string, at: number) => Partial<MemberAnswer> | ProbeOutcome;

export interface Loop {
  readonly world: World;
  /** As a walsender would tell; undefined while it cannot. */
  readonly historyOf: (
    member: string,
    at: number,
  ) => Pick<HistoryEvidence, 'timeline' | 'lsn' | 'ancestors'> | undefined;
  /** When each member's turn begins within an interval. */
  readonly phases: readonly number[];
  /** How long each look takes, used one after the other. */
  readonly latencies: readonly number[];
  readonly untilMs: number;
}

/** The live loop over a world that is known: a turn for each member each interval, questions asked at once, judged after each event. */
export function runLoop({ world, historyOf, phases, latencies, untilMs }: Loop): readonly Judgement[] {
  const { members, probeIntervalMs } = CLUSTER;
  let watch = beginWatch(CLUSTER);
  let look = 0;
  const latency = (): number => latencies[look++ % latencies.length] ?? 1;
  const due: { readonly at: number; readonly happens: () => void }[] = [];
  const judgements: Judgement[] = [];
  const idleFrom = new Map<string, number>();

  const probe = (member: string, sent: number): void => {
    const received = sent + latency();
    const what = world(member, sent + (received - sent) / 2);
    idleFrom.set(member, received);
    const answered = typeof what !== 'string';
    const event: WatchEvent = {
      kind: 'probe',
      observer: 'o1',
      member,
      sent,
      received,
      via: answered ? 'session' : 'side',
      session: answered ? `${member}-${what.postmasterStartedAt ?? 1}` : null,
      outcome: answered ? 'answered' : what,
      answer: answered ? answerOf(member, what) : null,
      code: null,
    };
    due.push({
      at: received,
      happens: () => {
        take(event);
      },
    });
  };
  const ask = (question: Question, at: number): void => {
    if (question.kind === 'probe')
      for (const member of question.members) probe(member, Math.max(at, idleFrom.get(member) ?? at) + 0.01);
    if (question.kind !== 'history') return;
    const { member } = question;
    const [sent, received] = [at + 0.01, at + 0.01 + latency()];
    const told = historyOf(member, sent);
    const event: WatchEvent =
      told === undefined
        ? { kind: 'no-evidence', observer: 'o1', received, question, because: 'no answer' }
        : { kind: 'history', observer: 'o1', member, sent, received, systemIdentifier: SYSTEM, ...told };
    due.push({
      at: received,
      happens: () => {
        take(event);
      },
    });
  };

  const take = (event: WatchEvent): void => {
    const at = event.received;
    watch = learn(watch, event);
    const verdict = judge(watch, at);
    watch = verdict.watch;
    judgements.push(verdict.judgement);
    for (const question of verdict.judgement.questions) ask(question, at);
  };

  for (let round = 0; round * probeIntervalMs < untilMs; round++) {
    for (const [place, { name }] of members.entries()) {
      const at = round * probeIntervalMs + (phases[place] ?? 0);
      const turn = (): void => {
        probe(name, Math.max(at, (idleFrom.get(name) ?? 0) + 0.01));
      };
      due.push({ at, happens: turn });
    }
    const end = (round + 1) * probeIntervalMs;
    const tick = (): void => {
      take({ kind: 'tick', observer: 'o1', received: end });
    };
    due.push({ at: end, happens: tick });
    for (;;) {
      due.sort((a, b) => a.at - b.at);
      if ((due[0]?.at ?? Infinity) > end) break;
      due.shift()?.happens();
    }
  }
  return judgements;
}

import type { Condition, Judgement, Question, StateName, WatchEvent } from '@postgres-ha/split-brain';
import type { Judge, JudgeCluster } from './judge-cluster.ts';

/** Judges as a test says. */
export interface ScriptedJudge {
  readonly judgeCluster: JudgeCluster;
  /** Everything that it learned, of all clusters. */
  readonly learned: readonly WatchEvent[];
  /** At which instants it judged. */
  readonly judgedAt: readonly number[];
}

type Verdict = Partial<Pick<Judgement, 'state' | 'conditions' | 'questions' | 'members'>>;

export function scriptedJudge(verdict: (event: WatchEvent, learned: readonly WatchEvent[]) => Verdict): ScriptedJudge {
  const learned: WatchEvent[] = [];
  const judgedAt: number[] = [];
  return {
    learned,
    judgedAt,
    judgeCluster: ({ name }): Judge => ({
      learn: (event) => {
        learned.push(event);
      },
      judge: (at) => {
        judgedAt.push(at);
        const newest = learned.at(-1);
        const made = newest === undefined ? {} : verdict(newest, learned);
        return { cluster: name, at, state: 'healthy', conditions: [], members: [], questions: [], ...made };
      },
    }),
  };
}

export function condition(state: StateName, since: number): Condition {
  return {
    ...{ state, severity: 'critical', since, members: ['a', 'b'], key: `${state}/a+b` },
    ...{ proof: null, fork: null, lostWrites: [], deadline: null, actions: [] },
  };
}

/** Asks this once. */
export function once(question: Question): () => readonly Question[] {
  const left = [question];
  return () => left.splice(0);
}

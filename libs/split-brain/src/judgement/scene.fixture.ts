import type { CommitsEvidence, HistoryEvidence, Question } from '../observation/evidence.ts';
import type { MemberAnswer, MemberDetails, ProbeObservation, ProbeOutcome } from '../observation/probe.ts';
import type { SurroundingsObservation } from '../observation/surroundings.ts';
import type { WatchEvent } from '../observation/watch-event.ts';
import { judge, rowsThatHold } from './judge.ts';
import type { Condition, Judgement } from './judgement.ts';
import { learn } from './learn.ts';
import type { WatchedCluster } from './watched-cluster.ts';
import { beginWatch, type Watch } from './watch.ts';

/** A cluster of which a test says what it answers, and when; judged after each event, as the live loop does. */
export interface Scene {
  readonly at: (ms: number) => void;
  readonly see: (event: WatchEvent) => Judgement;
  readonly probe: (member: string, what: Partial<MemberAnswer> | ProbeOutcome, options?: ProbeOptions) => Judgement;
  /** Rounds of the same answers, one each interval, until then. */
  readonly rounds: (
    untilMs: number,
    answers: Readonly<Record<string, Partial<MemberAnswer> | ProbeOutcome>>,
  ) => Judgement;
  readonly judge: () => Judgement;
  readonly questions: () => readonly Question[];
  /** Rows that ever held, where these are noted. */
  readonly rows: () => ReadonlySet<string>;
  /** All conditions that were ever said, without repetition: `warning blind`. */
  readonly said: () => readonly string[];
  readonly now: () => number;
  readonly watch: () => Watch;
}

export const SURROUNDINGS: SurroundingsObservation = {
  kind: 'surroundings',
  observer: 'o1',
  received: 0,
  reachable: true,
  currentPrimary: 'a',
  targetPrimary: 'a',
  labelledPrimary: ['a'],
  endpoints: ['a'],
  leaseHolder: 'a',
  fenced: [],
  hibernated: false,
  reconciliationDisabled: false,
};

export interface ProbeOptions {
  readonly observer?: string;
  readonly took?: number;
  readonly session?: string | null;
}

export const SYSTEM = '7312345678901234567';

export const CLUSTER: WatchedCluster = {
  name: 'production/shop',
  members: ['a', 'b', 'c'].map((name) => ({ name, claim: 'member' })),
  probeIntervalMs: 500,
  smartShutdownSeconds: 180,
};

export const DETAILS: MemberDetails = {
  followers: [],
  otherClients: 0,
  waitingForSync: 0,
  synchronousStandbyNames: '',
};

export function primary(change: Partial<MemberAnswer> = {}): Partial<MemberAnswer> {
  return { inRecovery: false, timeline: 1, lsn: '0/5000', ...change };
}

export function standby(change: Partial<MemberAnswer> = {}, timeline = 1): Partial<MemberAnswer> {
  const receiver = { status: 'streaming', timeline, senderHost: 'a', senderPort: 5432 };
  return { inRecovery: true, lsn: '0/5000', receivedLsn: '0/5000', receiver, ...change };
}

export function beginScene(
  cluster: WatchedCluster = CLUSTER,
  { notes = 'conditions' }: { readonly notes?: 'conditions' | 'rows' } = {},
): Scene {
  let watch = beginWatch(cluster);
  let clock = 0;
  const questions: Question[] = [];
  const said = new Set<string>();
  const rows = new Set<string>();
  const judged = (): Judgement => {
    const verdict = judge(watch, clock);
    if (notes === 'rows') for (const row of rowsThatHold(watch, clock)) rows.add(row);
    watch = verdict.watch;
    questions.push(...verdict.judgement.questions);
    for (const { severity, state } of verdict.judgement.conditions) said.add(`${severity} ${state}`);
    return verdict.judgement;
  };
  const see = (event: WatchEvent): Judgement => {
    watch = learn(watch, event);
    clock = Math.max(clock, event.received);
    return judged();
  };
  const probe: Scene['probe'] = (member, what, { observer = 'o1', took = 1, session = `${member}-1` } = {}) => {
    const sent = clock + 1;
    const answered = typeof what !== 'string';
    const seen: ProbeObservation = {
      kind: 'probe',
      observer,
      member,
      sent,
      received: sent + took,
      via: 'session',
      session: answered ? session : null,
      outcome: answered ? 'answered' : what,
      answer: answered ? answerOf(member, what) : null,
      code: null,
    };
    return see(seen);
  };
  return {
    at: (ms) => {
      clock = ms;
    },
    see,
    probe,
    rounds: (untilMs, answers) => {
      let last = judged();
      while (clock < untilMs) {
        const next = Math.min(untilMs, clock + cluster.probeIntervalMs);
        for (const [member, what] of Object.entries(answers)) last = probe(member, what);
        clock = Math.max(clock, next);
        last = judged();
      }
      return last;
    },
    judge: judged,
    questions: () => questions.splice(0),
    rows: () => rows,
    said: () => [...said],
    now: () => clock,
    watch: () => watch,
  };
}

export function answerOf(member: string, change: Partial<MemberAnswer>): MemberAnswer {
  return {
    systemIdentifier: SYSTEM,
    inRecovery: false,
    readOnlyByDefault: false,
    postmasterStartedAt: `${member}-start`,
    timeline: null,
    lsn: '0/5000',
    receivedLsn: null,
    nextTransactionId: '700',
    receiver: null,
    details: null,
    ...change,
  };
}

export function history(
  scene: Pick<Scene, 'now'>,
  member: string,
  what: Pick<HistoryEvidence, 'timeline' | 'lsn' | 'ancestors'>,
): HistoryEvidence {
  const sent = scene.now();
  return { kind: 'history', observer: 'o1', member, sent, received: sent + 1, systemIdentifier: SYSTEM, ...what };
}

export function commits(scene: Scene, member: string, what: Partial<CommitsEvidence>): CommitsEvidence {
  const sent = scene.now();
  return {
    kind: 'commits',
    observer: 'o1',
    member,
    sent,
    received: sent + 1,
    timeline: 1,
    from: '0/5000',
    until: '0/6000',
    commits: [],
    count: 0,
    atLeast: false,
    relations: [],
    waitingForSync: 0,
    ...what,
  };
}

export function conditionIn(judgement: Judgement, state: Condition['state']): Condition | undefined {
  return judgement.conditions.find((condition) => condition.state === state);
}

/** One primary, and two standbys that follow it. */
export const STEADY: Readonly<Record<'a' | 'b' | 'c', Partial<MemberAnswer>>> = {
  a: primary(),
  b: standby(),
  c: standby(),
};
/** As b is once it was promoted. */
export const ON_2: Partial<MemberAnswer> = { timeline: 2, lsn: '0/5100' };
export const FROM_1: HistoryEvidence['ancestors'] = [{ timeline: 1, switchPoint: '0/5000' }];

/** Ten seconds of it. */
export function steady(): Scene {
  const scene = beginScene();
  scene.rounds(10_000, STEADY);
  scene.questions();
  return scene;
}

/** a writes on, b was promoted; proven. */
export function split(scene: Scene = steady()): Scene {
  scene.probe('b', primary(ON_2));
  scene.probe('a', primary());
  scene.probe('b', primary(ON_2));
  return scene;
}

/** Where their histories part is known. */
export function compared(scene: Scene): Scene {
  scene.see(history(scene, 'a', { timeline: 1, lsn: '0/6000', ancestors: [] }));
  scene.see(history(scene, 'b', { timeline: 2, lsn: '0/5100', ancestors: FROM_1 }));
  return scene;
}

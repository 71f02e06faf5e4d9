import type { ProbeObservation, ProbeOutcome } from '../observation/probe.ts';
import { answerOf, SYSTEM } from './scene.fixture.ts';

/** What really happened, in real time: runs of servers, and since when each was a primary. */
export interface Run {
  readonly member: string;
  readonly started: number;
  /** Null where it stayed a standby. */
  readonly promoted: number | null;
  readonly ended: number;
}

/** One step of a history with a single primary at any moment. */
export interface Step {
  /** Which member is the next primary; the one that was may come again. */
  readonly member: number;
  /** How long nobody is a primary before, and how long it is one then. */
  readonly pauseMs: number;
  readonly reignMs: number;
  /** It ran as a standby before it was promoted, or came up as a primary (a crash, a restart in place). */
  readonly from: 'standby' | 'start';
  /** What the member does after its reign. */
  readonly then: 'gone' | 'standby';
}

export interface Ask {
  readonly member: number;
  readonly observer: number;
  readonly sentMs: number;
  readonly tookMs: number;
  /** Where in between the server answered, from 0 to 1. */
  readonly moment: number;
  /** What takes the place of the answer, whatever the server is; undefined lets it answer. */
  readonly instead: ProbeOutcome | undefined;
}

export const MEMBERS = ['a', 'b', 'c'] as const;

/** Serial by construction: each reign begins after the one before it ended, and ends with the end of its run. */
export function serialRuns(steps: readonly Step[]): readonly Run[] {
  const runs: Run[] = [];
  const standbys = new Map<string, number>();
  let clock = 0;
  const member = (step: Step): string => MEMBERS[step.member % MEMBERS.length] ?? 'a';
  for (const step of steps) {
    const name = member(step);
    const promoted = clock + 1 + step.pauseMs;
    const began = standbys.get(name);
    if (began !== undefined && step.from === 'start')
      runs.push({ member: name, started: began, promoted: null, ended: promoted - 0.5 });
    standbys.delete(name);
    const started = step.from === 'standby' ? (began ?? Math.max(clock, promoted - 0.5)) : promoted - 0.25;
    clock = promoted + step.reignMs;
    runs.push({ member: name, started, promoted, ended: clock });
    if (step.then === 'standby') standbys.set(name, clock + 0.5);
  }
  for (const [name, started] of standbys) runs.push({ member: name, started, promoted: null, ended: Infinity });
  return runs;
}

/** What an observer sees of it. Its clock is its own: so many milliseconds beside the real one. */
export function observe(runs: readonly Run[], ask: Ask, clockMs: number): ProbeObservation {
  const member = MEMBERS[ask.member % MEMBERS.length] ?? 'a';
  const at = ask.sentMs + ask.tookMs * ask.moment;
  const place = runs.findIndex((run) => run.member === member && run.started <= at && at < run.ended);
  const run = runs[place];
  const outcome = ask.instead ?? (run === undefined ? 'refused' : 'answered');
  const observer = `o${ask.observer}`;
  const inRecovery = run !== undefined && !(run.promoted !== null && run.promoted <= at);
  const base = {
    kind: 'probe',
    observer,
    member,
    sent: ask.sentMs + clockMs,
    received: ask.sentMs + ask.tookMs + clockMs,
    via: 'session',
    code: null,
  } as const;
  if (outcome !== 'answered' || run === undefined) {
    return { ...base, session: null, outcome: outcome === 'answered' ? 'refused' : outcome, answer: null };
  }
  const answer = answerOf(member, {
    systemIdentifier: SYSTEM,
    inRecovery,
    timeline: inRecovery ? null : 1 + place,
    postmasterStartedAt: String(1_000_000 * (place + 1) + MEMBERS.findIndex((name) => name === member)),
    nextTransactionId: String(700 + Math.floor(at)),
  });
  return { ...base, session: `${observer}-${member}-${place}`, outcome, answer };
}

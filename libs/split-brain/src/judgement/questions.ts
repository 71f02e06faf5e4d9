import { receivesBehindReplay } from '../ancestry/receives-behind-replay.ts';
import type { Question } from '../observation/evidence.ts';
import type { Instant } from '../observation/instant.ts';
import type { Deductions, Split } from './deductions.ts';
import { compareWriters, forkOfStandby, historyIsOfWriter, historyOfPrimary } from './fork-of.ts';
import { HISTORIES_APART_MS, questionKey } from './learn.ts';
import { isPast } from './position.ts';
import type { MemberNow, Situation } from './situation.ts';
import type { Asked, Watch } from './watch.ts';

/** How long an answer is waited for, and how long after a failed one the same is asked again: doubled each time. */
const ANSWER_MS = 10_000;
const RETRY_MS = 1_000;
const RETRY_AT_MOST_MS = 30_000;
/** Of a member that is past a fork: whether it still is. */
const STRAY_AGAIN_MS = 15_000;
const SUSPECT_AGAIN_MS = 30_000;
/** WAL is read again where it grew: after this, or ten times as long as reading took. */
const READ_AGAIN_MS = 2_000;
/** Of each member; the oldest are forgotten first. */
const HISTORY_AGAIN_MS = 500;
const KEPT_QUESTIONS = 16;

interface Need {
  readonly question: Question;
  /** Asked again after it was answered; undefined never. */
  readonly againAfterMs?: number;
}

/** What is worth asking now, each once; and the watch that remembers having asked. */
export function nextQuestions(
  situation: Situation,
  deductions: Deductions,
): { readonly watch: Watch; readonly questions: readonly Question[] } {
  const { watch, now } = situation;
  const probe = probeBoth(situation);
  const due = [...needsOfSplits(situation, deductions.splits), ...needsOfStandbys(situation, deductions)].filter(
    (need) => isDue(watch.asked.get(questionKey(need.question)), need, now),
  );
  if (probe === undefined && due.length === 0) return { watch, questions: [] };
  const asked = new Map(watch.asked);
  const questions = new Map<string, Question>();
  for (const { question } of due) {
    const key = questionKey(question);
    questions.set(key, question);
    const failures = asked.get(key)?.failures ?? 0;
    asked.delete(key);
    asked.set(key, { at: now, state: 'open', failures });
  }
  for (const key of asked.keys()) {
    if (asked.size <= KEPT_QUESTIONS * watch.cluster.members.length) break;
    asked.delete(key);
  }
  return {
    watch: { ...watch, asked, lastProbe: probe?.asked ?? watch.lastProbe },
    questions: [...(probe === undefined ? [] : [probe.question]), ...questions.values()],
  };
}

function isDue(asked: Asked | undefined, { againAfterMs }: Need, now: Instant): boolean {
  if (asked === undefined) return true;
  const ago = now - asked.at;
  if (asked.state === 'open') return ago >= ANSWER_MS;
  if (asked.state === 'failed')
    return ago >= Math.min(RETRY_AT_MOST_MS, RETRY_MS * 2 ** Math.max(0, asked.failures - 1));
  return againAfterMs !== undefined && ago >= againAfterMs;
}

/**
 * Two that seem to be primaries, and no proof yet: one more answer of both decides it, a round trip away. Asked again as long as both
 * go on answering as primaries; where one does not answer any more, once for each new primary.
 */
function probeBoth({
  watch,
  members,
}: Situation): { question: Question; asked: NonNullable<Watch['lastProbe']> } | undefined {
  const seeming = members.filter(({ lastPrimary }) => lastPrimary !== null && lastPrimary.ended === null);
  const open = seeming.filter((one) => seeming.some((other) => other !== one && mayBeTwo(watch, one, other)));
  if (open.length < 2) return undefined;
  const answering = open.filter(({ role }) => role === 'primary');
  if (answering.length === 0) return undefined;
  const names = open
    .map(({ name, lastPrimary }) => `${name}@${lastPrimary?.spell.postmasterStartedAt ?? ''}`)
    .join('+');
  const newest = Math.max(...open.map(({ lastPrimary }) => lastPrimary?.at ?? -Infinity));
  const before = watch.lastProbe;
  if (before?.names === names && (answering.length < 2 || newest <= before.newest)) return undefined;
  return { question: { kind: 'probe', members: open.map(({ name }) => name) }, asked: { names, newest } };
}

function mayBeTwo(watch: Watch, a: MemberNow, b: MemberNow): boolean {
  const [ours, theirs] = [a.lastPrimary?.spell, b.lastPrimary?.spell];
  if (ours === undefined || theirs === undefined || ours.postmasterStartedAt === theirs.postmasterStartedAt)
    return false;
  const known = ours.systemIdentifier !== null && theirs.systemIdentifier !== null;
  if (known && ours.systemIdentifier !== theirs.systemIdentifier) return false;
  const [first, second] = a.place < b.place ? [ours, theirs] : [theirs, ours];
  return !watch.pairs.some(
    ({ runs, members }) =>
      members.includes(a.place) &&
      members.includes(b.place) &&
      runs[0] === first.postmasterStartedAt &&
      runs[1] === second.postmasterStartedAt,
  );
}

function needsOfSplits(situation: Situation, splits: readonly Split[]): readonly Need[] {
  return splits.flatMap((split) => {
    const [a, b] = split.members;
    if (split.data === 'copy' || split.data === 'other') return [];
    const reachable = split.members.filter(({ fresh }) => fresh);
    const histories = reachable
      .filter((one) => split.pair.fork === null && (!historyIsOfWriter(one) || split.data === 'unknown'))
      // one that was asked before the member was promoted is of its life as a standby
      .map<Need>(({ name }) => ({ question: { kind: 'history', member: name }, againAfterMs: HISTORY_AGAIN_MS }));
    const compared = split.forkIsFinal ? undefined : compareWriters(a, b);
    const marks = compared?.kind === 'needs-fork-marks' ? compared.questions : [];
    const commits = reachable.flatMap((member) => commitsOf(situation, member, split.fork));
    return [
      ...histories,
      ...marks.filter(({ member }) => reachable.some(({ name }) => name === member)).map((question) => ({ question })),
      ...commits,
    ];
  });
}

/** Asked as soon as it can be, for a rewind takes it away; and again as it grows, at once when it has come to rest. */
function commitsOf(situation: Situation, member: MemberNow, fork: Split['fork']): readonly Need[] {
  const writes = member.role === 'standby' ? member.history?.timeline : member.lastPrimary?.sighting.timeline;
  const timeline = writes ?? fork?.timeline;
  if (fork === null || timeline === undefined) return [];
  const question: Question = { kind: 'commits', member: member.name, timeline, from: fork.lsn };
  const read = member.commits.findLast((one) => one.from === fork.lsn && one.timeline === timeline);
  if (read === undefined) return [{ question }];
  const { lastPrimary } = member;
  const grew = lastPrimary?.ended === null && isPast(lastPrimary.probe.answer?.lsn, read.until);
  if (!grew) return [{ question }];
  const atRest = member.stillFor > situation.watch.cluster.probeIntervalMs;
  const pace = Math.max(READ_AGAIN_MS, 10 * (read.received - read.sent));
  return [{ question, againAfterMs: atRest ? pace / 2 : pace }];
}

function needsOfStandbys(situation: Situation, { strays, leftBehind }: Deductions): readonly Need[] {
  const [primary, second] = situation.primaries;
  if (primary === undefined || second !== undefined) return [];
  const afterPromotion = (primary.answer?.timeline ?? 1) > 1;
  const needs: Need[] = [];
  if (afterPromotion && historyOfPrimary(primary) === undefined) {
    needs.push({ question: { kind: 'history', member: primary.name }, againAfterMs: RETRY_MS });
  }
  for (const standby of situation.own.filter(({ role, fresh }) => role === 'standby' && fresh)) {
    const againAfterMs = historyAgain(
      standby,
      primary,
      strays.some(({ member }) => member === standby),
    );
    const question: Question = { kind: 'history', member: standby.name };
    if (afterPromotion || againAfterMs !== undefined)
      needs.push({ question, ...(againAfterMs === undefined ? {} : { againAfterMs }) });
  }
  for (const { member, fork } of [...strays, ...leftBehind]) {
    if (member.fresh) needs.push(...commitsOf(situation, member, fork));
  }
  return needs;
}

/** A history that was asked for is enough, unless there is a reason to doubt it. */
function historyAgain(standby: MemberNow, primary: MemberNow, isStray: boolean): number | undefined {
  if (isStray) return STRAY_AGAIN_MS;
  if (forkOfStandby(standby, standby.history, primary) !== undefined) return HISTORIES_APART_MS;
  const { answer, history } = standby;
  const run = primary.lastPrimary?.spell.earliest;
  if (history !== null && run !== undefined && history.observer === primary.lastPrimary?.probe.observer) {
    if (history.sent < run.received) return 0;
  }
  const suspicious =
    (answer !== null && receivesBehindReplay(answer)) ||
    (answer?.receiver?.timeline != null && answer.receiver.timeline !== primary.answer?.timeline) ||
    standby.notStreamingFor > SUSPECT_AGAIN_MS;
  if (!suspicious) return undefined;
  return history !== null && standby.historyAge < SUSPECT_AGAIN_MS ? HISTORIES_APART_MS : SUSPECT_AGAIN_MS;
}

import type { Instant } from '../observation/instant.ts';
import { actionsFor } from './actions-for.ts';
import { DECISION_TABLE, type DecisionRow, type Finding } from './decision-table.ts';
import { deduce, type Deductions } from './deductions.ts';
import type { Condition, Judgement, MemberView, Severity } from './judgement.ts';
import { bytesBehind } from './position.ts';
import { trackOf } from './held.ts';
import { nextQuestions } from './questions.ts';
import { dualKey, groupsOf, LOSSES_SHOWN_MS, strayKey } from './rows-split.ts';
import { describeSituation, type MemberNow, type Situation } from './situation.ts';
import { isFenced, streamsFrom } from './standing.ts';
import { STATE_NAMES, type StateName } from './state-name.ts';
import type { Pair, ReportedLoss, Watch } from './watch.ts';

/**
 * Says what is known of the cluster, and what to ask next. The watch that is returned remembers what was asked and since when things
 * hold; judging it again at the same instant says the same and asks nothing.
 * @param now by the clock of the observer that was heard first
 */
export function judge(watch: Watch, now: Instant): { readonly watch: Watch; readonly judgement: Judgement } {
  const situation = describeSituation(watch, now);
  const deductions = deduce(situation);
  // first what is noted for good: a split brain that ends is a loss in the same judgement
  const settled = settle(situation, deductions);
  const { conditions, held } = conditionsOf({ ...situation, watch: settled }, deductions);
  const { watch: asked, questions } = nextQuestions({ ...situation, watch: settled }, deductions);
  return {
    watch: { ...asked, held },
    judgement: {
      cluster: watch.cluster.name,
      at: now,
      state: conditions[0]?.state ?? (isHealthy(situation) ? 'healthy' : 'blind'),
      conditions: actionsFor(conditions, situation, deductions),
      members: situation.members.map((member) => viewOf(member, situation)),
      questions,
    },
  };
}

const NOTHING_HELD: ReadonlyMap<string, Instant> = new Map();

/** Rows that hold, each for as long as it demands: for those who test or explain the table. */
export function rowsThatHold(watch: Watch, now: Instant): readonly string[] {
  const situation = describeSituation(watch, now);
  return foundIn(situation, deduce(situation)).found.map(({ row }) => row);
}

/** Everything that holds for as long as its row demands; of those with one key the worst. */
function conditionsOf(
  situation: Situation,
  deductions: Deductions,
): { readonly conditions: readonly Condition[]; readonly held: ReadonlyMap<string, Instant> } {
  const { found, held } = foundIn(situation, deductions);
  if (found.length === 0) return { conditions: [], held };
  const sorted = found.map(({ condition }) => condition).toSorted(worstFirst);
  return { conditions: sorted.filter(({ key }, place) => sorted.findIndex((one) => one.key === key) === place), held };
}

interface FoundCondition {
  readonly row: string;
  readonly condition: Condition;
}

function foundIn(
  situation: Situation,
  deductions: Deductions,
): { readonly found: readonly FoundCondition[]; readonly held: ReadonlyMap<string, Instant> } {
  const { watch, now } = situation;
  const held = new Map<string, Instant>();
  const found: FoundCondition[] = [];
  for (const row of DECISION_TABLE) {
    for (const finding of row.find(situation, deductions)) {
      const track = trackOf(row.state, finding.key);
      const began = watch.held.get(track) ?? now;
      held.set(track, Math.min(began, held.get(track) ?? began));
      const since = Math.min(began, watch.held.get(finding.key) ?? now);
      const severity = severityOf(row, now - began, watch);
      if (severity === undefined) continue;
      held.set(finding.key, Math.min(since, held.get(finding.key) ?? since));
      found.push({ row: row.id, condition: conditionOf(row.state, { finding, severity, since }) });
    }
  }
  return { found, held: held.size === 0 ? NOTHING_HELD : held };
}

function severityOf({ steps, rounds }: DecisionRow, heldMs: number, { cluster }: Watch): Severity | undefined {
  if (heldMs < rounds * cluster.probeIntervalMs) return undefined;
  return steps.findLast(({ afterMs }) => heldMs >= afterMs)?.severity;
}

interface Found {
  readonly finding: Finding;
  readonly severity: Severity;
  readonly since: Instant;
}

function conditionOf(state: StateName, { finding, severity, since }: Found): Condition {
  const { key, members, proof = null, fork = null, lostWrites = [], deadline = null } = finding;
  return { state, severity, since, members, key, proof, fork, lostWrites, deadline, actions: [] };
}

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];
const RANK: ReadonlyMap<StateName, number> = new Map(STATE_NAMES.map((name, rank) => [name, rank]));

function worstFirst(a: Condition, b: Condition): number {
  return (
    (RANK.get(a.state) ?? 0) - (RANK.get(b.state) ?? 0) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    (a.key < b.key ? -1 : 1)
  );
}

/** Only with proof: one primary, everybody answered just now, and all others follow it. */
function isHealthy({ primaries, own, ...situation }: Situation): boolean {
  const [primary, second] = primaries;
  if (primary === undefined || second !== undefined) return false;
  return own.every(
    (member) =>
      member === primary ||
      isFenced({ ...situation, primaries, own }, member) ||
      (member.role === 'standby' && streamsFrom(member, primary)),
  );
}

/** Notes forks and losses for good, and that a split brain is over when all of it is. */
function settle(situation: Situation, { splits, strays, leftBehind }: Deductions): Watch {
  const { watch, now } = situation;
  let { pairs } = watch;
  for (const { pair, fork, forkIsFinal } of splits) {
    if (pair.fork === null && fork !== null && forkIsFinal) pairs = replaced(pairs, pair.key, { fork });
  }
  const losses = new Map<string, ReportedLoss>();
  for (const [key, loss] of watch.losses) if (now - loss.seen <= LOSSES_SHOWN_MS) losses.set(key, loss);
  for (const { pair, over, data } of splits)
    if (over && data !== 'same') pairs = replaced(pairs, pair.key, { settled: true });
  for (const group of groupsOf(splits)) {
    if (!group.every(({ over }) => over)) continue;
    for (const { pair, lost, fork } of group) {
      pairs = replaced(pairs, pair.key, { settled: true });
      const [worst] = lost.toSorted((a, b) => b.commits - a.commits);
      if (fork === null || worst === undefined || worst.commits === 0) continue;
      losses.set(dualKey(group[0]), { lost: worst, members: [worst.member], fork, seen: now });
    }
  }
  for (const stray of [...strays, ...leftBehind]) {
    const [lost] = stray.lost;
    if (lost === undefined || lost.commits === 0) continue;
    losses.set(strayKey(stray), { lost, members: [stray.member.name], fork: stray.fork, seen: now });
  }
  if (losses.size === 0 && watch.losses.size === 0) return pairs === watch.pairs ? watch : { ...watch, pairs };
  return { ...watch, pairs, losses };
}

function replaced(pairs: readonly Pair[], key: string, change: Partial<Pair>): readonly Pair[] {
  return pairs.map((pair) => (pair.key === key && !pair.settled ? { ...pair, ...change } : pair));
}

function viewOf(member: MemberNow, { primaries, now }: Situation): MemberView {
  const { name, role, outcome, answer, answerAge, details, lastPrimary } = member;
  const [primary, second] = primaries;
  const lag = primary === undefined || second !== undefined || role === 'unknown' ? null : primary.answer?.lsn;
  return {
    name,
    role,
    outcome,
    lastAnswer: answerAge === Infinity ? null : now - answerAge,
    timeline: answer?.timeline ?? answer?.receiver?.timeline ?? lastPrimary?.sighting.timeline ?? null,
    lsn: answer?.lsn ?? null,
    lagBytes: lag == null ? null : bytesBehind(answer?.lsn, lag),
    followers: role === 'primary' || role === 'standby' ? (details?.followers.length ?? null) : null,
  };
}

import { reclone, watchPromotion, type LedgerEntry, type PostgresServer, readLedger } from '@postgres-ha/local-stack';
import type { Condition, Judgement, Proof } from '@postgres-ha/split-brain';
import type { Stage } from './fail-over.ts';
import type { LostCommits, SplitBrainOutcome } from './failover-state.ts';
import { messagesOf } from './messages.ts';

/** How much the losing side goes on to commit, for there to be something to lose. */
const COMMITS_PAST_PROOF = 25;
const NEWEST_SHOWN = 10;

/** Promotes the standby while the primary goes on, and follows what the watchdog makes of it to its end. */
export async function makeSplitBrain(stage: Stage): Promise<SplitBrainOutcome> {
  const { pair, watch, writer, moveWriter, doing, signal } = stage;
  const [loser, winner] = [pair.primary(), pair.standby()];
  const known = new Set(watch.incidents().map(({ id, openings }) => `${id} ${openings}`));
  doing(`${winner.name} is promoted, and ${loser.name} goes on.`);
  const proving = watch.until((judgement) => dualOf(judgement) !== undefined, signal);
  const old = writer();
  const { firstPrimaryAt } = await watchPromotion(winner.server, { signal });
  pair.swap();
  await moveWriter();
  const proven = await proving;

  doing(`Two primaries are proven. ${loser.name} goes on for a moment, then its application is stopped.`);
  await old.reaches(old.acknowledged.length + COMMITS_PAST_PROOF, { signal });
  const acknowledged = await old.stop();
  const ledger = await lostOf(acknowledged, winner.server);
  // until its WAL was read to its end there is an estimate, which may be higher
  const told = await watch.until((judgement) => {
    const loss = lossOf(judgement, loser.name);
    return loss?.basis === 'counted' && !loss.atLeast && loss.commits >= ledger.length;
  }, signal);
  const counted = lossOf(told, loser.name);
  const condition = dualOf(told) ?? dualOf(proven);
  if (counted === undefined || condition?.proof == null || condition.fork === null) {
    throw new Error('the watchdog proved two primaries, and said neither where they part nor what is lost');
  }
  const open = watch.incidents().find((each) => !known.has(`${each.id} ${each.openings}`));
  if (open === undefined) throw new Error('the watchdog proved two primaries, and opened no incident');
  const lost = compare(ledger, { member: loser.name, counted, read: watch.commits(loser.name)?.commits ?? [] });

  doing(`${loser.name} is ended, and cloned from ${winner.name}.`);
  const endedAt = performance.now();
  await reclone(loser.server, winner.server, { name: loser.name, signal });
  doing('The watchdog makes sure that it is over. Somebody says that the loss is known.');
  await watch.until((judgement) => dualOf(judgement) === undefined && follows(judgement, loser.name), signal);
  watch.acknowledgeAll('the lab');
  await watch.until(() => watch.incidents().every(({ status }) => status === 'resolved'), signal);
  const resolvedAfterMs = performance.now() - endedAt;
  const over = watch.incidents().find(({ id }) => id === open.id) ?? open;
  return {
    kind: 'split',
    promoted: winner.name,
    goneOn: loser.name,
    provenAfterMs: Math.max(0, proven.at - firstPrimaryAt),
    state: condition.state,
    proof: proofInWords(condition.proof),
    fork: condition.fork,
    lost,
    messages: messagesOf(open, over.timeline),
    resolvedAfterMs,
  };
}

function dualOf({ conditions }: Judgement): Condition | undefined {
  return conditions.find(({ state }) => state === 'dual-writing' || state === 'dual-writable');
}

function follows({ members }: Judgement, member: string): boolean {
  return members.some(({ name, role, lagBytes }) => name === member && role === 'standby' && lagBytes !== null);
}

function lossOf({ conditions }: Judgement, member: string): Condition['lostWrites'][number] | undefined {
  return conditions.flatMap(({ lostWrites }) => lostWrites).find((each) => each.member === member);
}

/** What was acknowledged and is not on the side that goes on. */
async function lostOf(acknowledged: readonly LedgerEntry[], winner: PostgresServer): Promise<readonly LedgerEntry[]> {
  const held = new Set((await readLedger(winner)).map(({ writer, value }) => `${writer} ${value}`));
  return acknowledged.filter(({ writer, value }) => !held.has(`${writer} ${value}`));
}

interface Counted {
  readonly member: string;
  readonly counted: Condition['lostWrites'][number];
  readonly read: readonly { readonly transactionId: string; readonly committedAt: string; readonly lsn: string }[];
}

function compare(ledger: readonly LedgerEntry[], { member, counted, read }: Counted): LostCommits {
  const found = new Set(read.map(({ transactionId }) => transactionId));
  return {
    member,
    counted: counted.commits,
    atLeast: counted.atLeast,
    ledger: ledger.length,
    same: ledger.length === counted.commits && ledger.every(({ transactionId }) => found.has(transactionId)),
    newest: read.slice(-NEWEST_SHOWN),
  };
}

function proofInWords({ outer, inner, first, last, sameServer }: Proof): string {
  const over = sameServer === 'session' ? 'over one session' : 'by a server that was not started anew in between';
  return `${outer} answered as a primary before and after ${inner} did, within ${Math.round(last[1] - first[0])} ms, ${over}.`;
}

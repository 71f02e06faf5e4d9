import { receivesBehindReplay } from '../ancestry/receives-behind-replay.ts';
import type { ProbeOutcome } from '../observation/probe.ts';
import { clockOf, type MemberNow, type Situation } from './situation.ts';

/** How long ago a standby must have received something, to vouch where it may stream from another standby. */
const VOUCH_MS = 60_000;
/** For how long a new primary is news. */
const NEWS_MS = 60_000;
const FRESH_NEWS_MS = 5_000;
const STILL_MS = 30_000;
const NETWORK: readonly (ProbeOutcome | null)[] = ['timeout', 'unreachable'];

/** Answers freshly, or is proven down: what is known of it is of now. */
export function isKnown({ role, fresh }: MemberNow): boolean {
  return role === 'down' || (fresh && (role === 'primary' || role === 'standby'));
}

export function isFenced({ surroundings }: Situation, { name }: MemberNow): boolean {
  return surroundings?.fenced.includes(name) === true;
}

export function isHibernated({ surroundings }: Situation): boolean {
  return surroundings?.hibernated === true;
}

export function isChanging({ transition }: Situation): boolean {
  return transition?.until === null;
}

/** A standby that streams is an eye on its primary: somebody sends. Another standby may, so that then only what moves counts. */
export function followersVouch({ own }: Situation): boolean {
  const relays = own.some(({ role, details }) => role === 'standby' && (details?.followers.length ?? 0) > 0);
  return own.some(
    ({ role, answer, fresh, stillFor }) =>
      role === 'standby' && fresh && answer?.receiver?.status === 'streaming' && (!relays || stillFor <= VOUCH_MS),
  );
}

/** Nothing answers, by the look of it the network: of every member, and of the API server too. */
export function observerIsCutOff({ own, surroundings }: Situation): boolean {
  const silent = own.length > 1 && own.every(({ outcome, fresh }) => !fresh && NETWORK.includes(outcome));
  return silent && surroundings?.reachable === false;
}

/** Streams what the primary writes, on its timeline. */
export function streamsFrom({ answer, fresh }: MemberNow, primary: MemberNow): boolean {
  const receiver = answer?.receiver;
  const timeline = primary.answer?.timeline;
  return fresh && receiver?.status === 'streaming' && timeline != null && receiver.timeline === timeline;
}

/** What a standby that cannot follow looks like; some of it is seen for a while in good order too. */
export function lagsBehindWithoutMoving(member: MemberNow, primary: MemberNow): boolean {
  const { role, answer, notStreamingFor, stillFor } = member;
  if (role === 'down') return true;
  if (role !== 'standby' || answer === null) return false;
  const still = stillFor > STILL_MS;
  if (receivesBehindReplay(answer)) return still;
  if (answer.receiver?.status === 'streaming') return false;
  const neverStreamed = notStreamingFor === Infinity;
  return still && (!neverStreamed || answer.lsn !== primary.answer?.lsn);
}

/** The member that was the primary before this one, while that is news. */
export function primaryBefore({ watch, own, now }: Situation, primary: MemberNow): MemberNow | undefined {
  const { lastPrimary } = primary;
  if (lastPrimary === null) return undefined;
  const { observer, spell } = lastPrimary;
  const began = spell.earliest.received;
  if (clockOf(watch, observer, now) - began > NEWS_MS) return undefined;
  const ownBefore = observer.members[primary.place]?.spells.at(-2)?.latest.sent ?? -Infinity;
  return own
    .filter(
      (one) => one !== primary && one.lastPrimary?.observer === observer && one.lastPrimary.sighting.sent > ownBefore,
    )
    .toSorted((a, b) => (b.lastPrimary?.at ?? 0) - (a.lastPrimary?.at ?? 0))[0];
}

/** Everybody follows the new primary, and whoever looks now and then had time to see that there was a change. */
export function isOldNews({ watch, own, now }: Situation, primary: MemberNow): boolean {
  const { lastPrimary } = primary;
  if (lastPrimary === null) return true;
  const age = clockOf(watch, lastPrimary.observer, now) - lastPrimary.spell.earliest.received;
  return age > FRESH_NEWS_MS && own.every((one) => one === primary || streamsFrom(one, primary));
}

/** How many standbys a commit waits for. @see PostgreSQL 18, src/backend/replication/syncrep_gram.y */
export function synchronousStandbysNeeded(names: string): number {
  const text = names.trim();
  if (text === '') return 0;
  const [, count] = /^(?:(?:any|first)\s+)?(\d+)\s*\(/i.exec(text) ?? [];
  return count === undefined ? 1 : Number(count);
}

import type { Instant } from '../observation/instant.ts';
import type { ProbeObservation } from '../observation/probe.ts';

/**
 * Answers as a primary within one run of a server, as one observer saw them. There is no way back into recovery without a restart of the
 * postmaster, so that the server was a primary all the time between any two of them.
 */
export interface Spell {
  readonly postmasterStartedAt: string;
  readonly systemIdentifier: string | null;
  /** The answer that came first: it was a primary no later than then. */
  readonly earliest: Sighting;
  /** The answer to the question that left last: it was a primary at least until then. */
  readonly latest: Sighting;
  /** The newest few, oldest first: what else a sandwich may be made of. */
  readonly recent: readonly Sighting[];
}

export interface Sighting {
  readonly sent: Instant;
  readonly received: Instant;
  readonly session: string | null;
  readonly timeline: number | null;
  readonly transactionId: string;
}

/** A server that restarts more often than this within one watch is forgotten from its oldest run on; proofs that were found stay. */
const KEPT_SPELLS = 8;
const KEPT_SIGHTINGS = 6;

/** Adds an answer as a primary. In which order answers are added does not matter. */
export function withSighting(spells: readonly Spell[], probe: ProbeObservation): readonly Spell[] {
  const { answer } = probe;
  if (answer === null || answer.inRecovery) return spells;
  const sighting: Sighting = {
    sent: probe.sent,
    received: probe.received,
    session: probe.session,
    timeline: answer.timeline,
    transactionId: answer.nextTransactionId,
  };
  const place = spells.findIndex((spell) => spell.postmasterStartedAt === answer.postmasterStartedAt);
  const spell = spells[place];
  const newer = spell === undefined ? 1 : timelineStep(spell.latest.timeline, sighting.timeline);
  if (newer < 0) return spells;
  if (spell === undefined || newer > 0) {
    const { postmasterStartedAt, systemIdentifier } = answer;
    const begun = { postmasterStartedAt, systemIdentifier, earliest: sighting, latest: sighting, recent: [sighting] };
    const others = spells.filter((one) => one !== spell);
    const all = [...others, begun].toSorted((a, b) => a.latest.sent - b.latest.sent);
    return all.length > KEPT_SPELLS ? all.slice(1) : all;
  }
  const grown: Spell = {
    postmasterStartedAt: spell.postmasterStartedAt,
    systemIdentifier: spell.systemIdentifier ?? answer.systemIdentifier,
    earliest: sighting.received < spell.earliest.received ? sighting : spell.earliest,
    latest: sighting.sent > spell.latest.sent ? sighting : spell.latest,
    recent: withRecent(spell.recent, sighting),
  };
  const others = spells.with(place, grown);
  return spells.length === 1 ? others : others.toSorted((a, b) => a.latest.sent - b.latest.sent);
}

/**
 * After a crash a postmaster goes on, and where a `standby.signal` was laid down meanwhile it goes on in recovery. Promoted again it writes
 * another timeline: what was seen before says nothing about the time between. A primary never changes its timeline.
 */
function timelineStep(known: number | null, seen: number | null): number {
  return known === null || seen === null ? 0 : seen - known;
}

function withRecent(recent: readonly Sighting[], sighting: Sighting): readonly Sighting[] {
  const newest = recent.at(-1);
  if (recent.some((one) => one.sent === sighting.sent && one.received === sighting.received)) return recent;
  const all =
    newest === undefined || newest.sent <= sighting.sent
      ? [...recent, sighting]
      : [...recent, sighting].toSorted((a, b) => a.sent - b.sent);
  return all.length > KEPT_SIGHTINGS ? all.slice(1) : all;
}

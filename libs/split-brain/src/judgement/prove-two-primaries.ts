import type { Proof } from './judgement.ts';
import type { Sighting, Spell } from './spell.ts';

/** A member's run as a primary, by one observer. */
export interface NamedSpell {
  readonly member: string;
  readonly spell: Spell;
}

/**
 * Rule R1. A was a primary by the end of its earliest answer, and still after the question of its latest one left; so was B. If A's
 * earliest answer came before B's latest question left, and B's earliest answer before A's latest question left, neither run can have
 * ended before the other began: both were primaries at one moment. With three answers this is the sandwich: A, then B, then A again.
 *
 * It says nothing about two names of one server, which has one start, and needs nothing but instants of one observer. Where any
 * answers prove two, these do; and answers that are added never take a proof away.
 */
export function proveTwoPrimaries(a: NamedSpell, b: NamedSpell): Proof | undefined {
  if (a.member === b.member || a.spell.postmasterStartedAt === b.spell.postmasterStartedAt) return undefined;
  if (!(a.spell.earliest.received < b.spell.latest.sent && b.spell.earliest.received < a.spell.latest.sent)) {
    return undefined;
  }
  return sandwich(a, b) ?? sandwich(b, a) ?? overlap(a, b);
}

function sandwich(outer: NamedSpell, inner: NamedSpell): Proof | undefined {
  const { earliest, latest } = outer.spell;
  const between = [inner.spell.earliest, ...inner.spell.recent, inner.spell.latest].find(
    (one) => earliest.received < one.sent && one.received < latest.sent,
  );
  return between === undefined
    ? undefined
    : { ...ofTheOuter(outer), rule: 'sandwich', inner: inner.member, between: interval(between), betweenLast: null };
}

/** Four answers that lie across each other: as sound, and complete where each is too long to fit between two others. */
function overlap(outer: NamedSpell, inner: NamedSpell): Proof {
  return {
    ...ofTheOuter(outer),
    rule: 'overlap',
    inner: inner.member,
    between: interval(inner.spell.earliest),
    betweenLast: interval(inner.spell.latest),
  };
}

function ofTheOuter({ member, spell }: NamedSpell): Pick<Proof, 'outer' | 'first' | 'last' | 'sameServer'> {
  const { earliest, latest } = spell;
  return {
    outer: member,
    first: interval(earliest),
    last: interval(latest),
    sameServer: earliest.session !== null && earliest.session === latest.session ? 'session' : 'postmaster-start',
  };
}

function interval({ sent, received }: Sighting): readonly [number, number] {
  return [sent, received];
}

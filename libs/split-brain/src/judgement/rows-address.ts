import type { DecisionRow } from './decision-table.ts';
import type { Proof } from './judgement.ts';
import { proveTwoPrimaries } from './prove-two-primaries.ts';
import type { MemberNow, Situation } from './situation.ts';

/** For so long an address that led to several servers is taken to do so still: it is known only when its turn comes. */
const DOUBTED_MS = 60_000;

/** An address that is not that of one server of its own: behind it hides what nobody watches. */
export const ADDRESS_ROWS: readonly DecisionRow[] = [
  {
    id: 'primaries-behind-one-address',
    state: 'ambiguous-address',
    when: 'As servers-behind-one-address, and two of them were primaries at one time (R1).',
    steps: [{ afterMs: 0, severity: 'critical' }],
    rounds: 0,
    until: 'The address has led to one server for a minute.',
    find: (situation) =>
      leadingElsewhere(situation).flatMap((member) => {
        const proof = primariesBehind(situation, member);
        return proof === undefined ? [] : [{ key: keyOf(member), members: [member.name], proof }];
      }),
  },
  {
    id: 'servers-behind-one-address',
    state: 'ambiguous-address',
    when: 'Under the address of a member one server answered, then another one, then the first one again: a postmaster that is gone does not come back, so that both run.',
    steps: [{ afterMs: 0, severity: 'warning' }],
    rounds: 0,
    until: 'The address has led to one server for a minute.',
    find: (situation) => leadingElsewhere(situation).map((member) => ({ key: keyOf(member), members: [member.name] })),
  },
  {
    id: 'addresses-of-one-server',
    state: 'ambiguous-address',
    when: 'Two members answer with one system identifier and one start of the postmaster: they are one server, and another one is watched by nobody.',
    steps: [
      { afterMs: 0, severity: 'info' },
      { afterMs: 5_000, severity: 'warning' },
    ],
    rounds: 2,
    until: 'They answer as two servers, or one is taken off the list.',
    // one key: an address that moves with the primary is one trouble, whomever it leads to
    find: ({ members }) => {
      const named = Map.groupBy(
        members.filter(({ fresh, answer }) => fresh && answer !== null),
        ({ answer }) => `${answer?.systemIdentifier ?? '?'} ${answer?.postmasterStartedAt ?? ''}`,
      );
      return [...named.values()]
        .filter((ones) => ones.length > 1)
        .map((ones) => ones.map(({ name }) => name).toSorted())
        .map((names) => ({ key: 'addresses-of-one-server', members: names }));
    },
  },
];

function leadingElsewhere({ own }: Situation): readonly MemberNow[] {
  return own.filter(({ leadsElsewhereFor }) => leadsElsewhereFor <= DOUBTED_MS);
}

function keyOf({ name }: MemberNow): string {
  return `address/${name}`;
}

function primariesBehind({ watch }: Situation, { name, place }: MemberNow): Proof | undefined {
  for (const { members } of watch.observers) {
    const [newest, ...older] = (members[place]?.spells ?? []).toReversed();
    for (const spell of older) {
      const other = { member: `${name}, another server`, spell };
      const proof = newest === undefined ? undefined : proveTwoPrimaries({ member: name, spell: newest }, other);
      if (proof !== undefined) return proof;
    }
  }
  return undefined;
}

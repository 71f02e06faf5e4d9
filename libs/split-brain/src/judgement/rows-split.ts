import { segmentPastFork } from './archived-past-fork.ts';
import type { DecisionRow, Finding } from './decision-table.ts';
import type { Split, Stray, Unaccounted } from './deductions.ts';
import type { Fork } from '../ancestry/compare-histories.ts';
import type { MemberNow } from './situation.ts';

/** How long losses stay in sight after it is over. An incident about them stays open for longer: until a person says so. */
export const LOSSES_SHOWN_MS = 15_000;

/** Two primaries, and what one of them holds alone. */
export const SPLIT_ROWS: readonly DecisionRow[] = [
  {
    id: 'dual-writing',
    state: 'dual-writing',
    when: 'R1 and R2: two members of the same data were primaries at one time; R3: each was seen to write after both were, by its commits where these can be read, else by its transaction ids.',
    steps: [{ afterMs: 0, severity: 'critical' }],
    rounds: 0,
    until: 'R4 for one of them, and what it wrote alone is known, or it has rejoined.',
    find: (_, { splits }) => dual(splits, 'writing'),
  },
  {
    id: 'dual-writable',
    state: 'dual-writable',
    when: 'R1 and R2: two members of the same data were primaries at one time; not both were seen to write.',
    steps: [{ afterMs: 0, severity: 'critical' }],
    rounds: 0,
    until: 'R4 for one of them, and what it wrote alone is known, or it has rejoined.',
    find: (_, { splits }) => dual(splits, 'writable'),
  },
  {
    id: 'dual-unknown-data',
    state: 'blind',
    when: 'R1: two members were primaries at one time, and the system identifier of one cannot be read.',
    steps: [{ afterMs: 2_000, severity: 'critical' }],
    rounds: 0,
    until: 'The identifiers are read, or R4 for one of them.',
    find: (_, { splits }) =>
      splits
        .filter(({ data, over }) => data === 'unknown' && !over)
        .map(({ pair, members }) => ({ key: `unknown-data/${pair.key}`, members: names(members), proof: pair.proof })),
  },
  {
    id: 'foreign-primary',
    state: 'orphan-primary',
    when: 'A member answers as a primary with another system identifier than that of another member: it is of another cluster.',
    steps: [{ afterMs: 0, severity: 'warning' }],
    rounds: 0,
    until: 'It is taken off the list, or answers with the same system identifier.',
    find: ({ own }) =>
      own
        .filter(({ role, systemIdentifier }) => role === 'primary' && systemIdentifier !== null)
        .filter((one) => own.some((other) => isOther(one.systemIdentifier, other.systemIdentifier)))
        .map(({ name }) => ({ key: `foreign-primary/${name}`, members: [name] })),
  },
  {
    id: 'clone',
    state: 'clone',
    when: 'A related server is a primary with the same system identifier as a member: a copy with a life of its own.',
    steps: [{ afterMs: 0, severity: 'info' }],
    rounds: 0,
    until: 'It is no primary any more.',
    find: ({ members, own }) =>
      members
        .filter(
          ({ claim, role, systemIdentifier }) => claim === 'related' && role === 'primary' && systemIdentifier !== null,
        )
        .filter((copy) => own.some(({ systemIdentifier }) => systemIdentifier === copy.systemIdentifier))
        .map(({ name }) => ({ key: `clone/${name}`, members: [name] })),
  },
  {
    id: 'lost-writes',
    state: 'lost-writes',
    when: 'A standby or a former primary holds commits that the history of the primary does not have.',
    steps: [{ afterMs: 0, severity: 'critical' }],
    rounds: 0,
    until: `It is in sight for ${LOSSES_SHOWN_MS / 1_000} s after the member has rejoined; its incident stays until a person says so.`,
    find: (situation, { strays, leftBehind }) => {
      const seen = [...strays, ...leftBehind]
        .filter(({ lost }) => lost.some(({ commits }) => commits > 0))
        .map(strayFinding);
      const shown = [...situation.watch.losses]
        .filter(([key, { seen: at }]) => situation.now - at <= LOSSES_SHOWN_MS && !seen.some((one) => one.key === key))
        .map(([key, { members, fork, lost }]) => ({ key, members, fork, lostWrites: [lost] }));
      return [...seen, ...shown];
    },
  },
  {
    id: 'diverged',
    state: 'diverged',
    when: 'R5: two histories of a standby, 5 s apart, say that it is past a fork of the primary; no commit of it is known.',
    steps: [{ afterMs: 0, severity: 'warning' }],
    rounds: 0,
    until: 'Its history is that of the primary again.',
    find: (_, { strays }) => strays.map(strayFinding),
  },
  {
    id: 'unaccounted-archiving',
    state: 'unaccounted-primary',
    when: 'As unaccounted-primary, and the archive holds WAL of its timeline past the fork.',
    steps: [{ afterMs: 0, severity: 'critical' }],
    rounds: 0,
    until: 'R4: it answers in recovery, refuses connections, or its history shows that it rejoined.',
    find: (situation, { unaccounted }) =>
      unaccounted
        .filter(({ fork }) => fork !== null && segmentPastFork(situation.archives?.newest, fork) !== undefined)
        .map(unaccountedFinding),
  },
  {
    id: 'unaccounted-primary',
    state: 'unaccounted-primary',
    when: 'Another member is the primary now, and nothing proves that the last one is none any more (R4, R6).',
    steps: [
      { afterMs: 5_000, severity: 'info' },
      { afterMs: 10_000, severity: 'warning' },
    ],
    rounds: 2,
    until: 'R4: it answers in recovery, refuses connections, or its history shows that it rejoined.',
    find: (_, { unaccounted }) => unaccounted.map(unaccountedFinding),
  },
];

function isOther(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

function names(members: readonly { readonly name: string }[]): readonly string[] {
  return members.map(({ name }) => name).toSorted();
}

/** One trouble for all pairs that share a member: three primaries are one split brain. */
export function groupsOf(splits: readonly Split[]): readonly (readonly [Split, ...Split[]])[] {
  const groups: [Split, ...Split[]][] = [];
  for (const split of splits.filter(({ data }) => data === 'same')) {
    const touching = groups.filter((group) =>
      group.some((other) => other.members.some((one) => split.members.includes(one))),
    );
    const [first, ...rest] = touching;
    if (first === undefined) groups.push([split]);
    else first.push(...rest.flat(), split);
    for (const group of rest) groups.splice(groups.indexOf(group), 1);
  }
  return groups;
}

function dual(splits: readonly Split[], how: 'writing' | 'writable'): readonly Finding[] {
  return groupsOf(splits)
    .filter((group) => !group.every(({ over }) => over))
    .filter((group) => group.some(({ writing }) => writing) === (how === 'writing'))
    .map((group) => {
      const [first] = group;
      const lost = new Map(group.flatMap((split) => split.lost).map((one) => [one.member, one]));
      return {
        key: dualKey(first),
        members: [...new Set(group.flatMap(({ members }) => names(members)))].toSorted(),
        proof: first.pair.proof,
        fork: first.fork,
        lostWrites: [...lost.values()],
        deadline: group.find(({ deadline }) => deadline !== null)?.deadline ?? null,
      };
    });
}

export function dualKey({ pair }: Split): string {
  return `split/${pair.key}`;
}

/** As that of the pair which the two would be, were both seen as primaries: what becomes a split brain, or was one, is one trouble. */
export function strayKey({
  member,
  primary,
  fork,
}: {
  readonly member: MemberNow;
  readonly primary: MemberNow;
  readonly fork: Fork | null;
}): string {
  const timeline = fork?.timeline ?? member.lastPrimary?.sighting.timeline ?? '?';
  const ends = [`${member.name}@${timeline}`, `${primary.name}@${primary.answer?.timeline ?? '?'}`];
  return `split/${ends.toSorted().join('+')}`;
}

function strayFinding(stray: Stray): Finding {
  return { key: strayKey(stray), members: [stray.member.name], fork: stray.fork, lostWrites: stray.lost };
}

function unaccountedFinding(found: Unaccounted): Finding {
  const { member, fork, lost, deadline } = found;
  return { key: strayKey(found), members: [member.name], fork, lostWrites: lost, deadline };
}

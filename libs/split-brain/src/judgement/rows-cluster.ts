import type { DecisionRow, Finding } from './decision-table.ts';
import type { MemberNow, Situation } from './situation.ts';
import {
  isOldNews,
  followersVouch,
  isFenced,
  isHibernated,
  isKnown,
  lagsBehindWithoutMoving,
  observerIsCutOff,
  primaryBefore,
  synchronousStandbysNeeded,
} from './standing.ts';

/** One primary or none, and who follows it: by what the members say of themselves. */
export const CLUSTER_ROWS: readonly DecisionRow[] = [
  {
    id: 'no-primary',
    state: 'no-primary',
    when: 'Every member is known, in recovery or refusing connections; none is a primary, unaccounted for or hibernated, and no standby streams.',
    steps: [
      { afterMs: 5_000, severity: 'info' },
      { afterMs: 10_000, severity: 'warning' },
      { afterMs: 30_000, severity: 'critical' },
    ],
    rounds: 2,
    until: 'A member answers as a primary.',
    find: (situation) =>
      situation.own.length > 0 &&
      !isHibernated(situation) &&
      situation.own.every((member) => isKnown(member) && member.role !== 'primary') &&
      !followersVouch(situation)
        ? [{ key: 'no-primary', members: namesOf(situation.own) }]
        : [],
  },
  {
    id: 'blind-to-primary',
    state: 'blind',
    when: 'A member gives no answer from which anything follows, no other one is a primary, and no standby streams: nobody knows whether there is a primary.',
    steps: [
      { afterMs: 15_000, severity: 'warning' },
      { afterMs: 60_000, severity: 'critical' },
    ],
    rounds: 0,
    until: 'It answers, or another member is a primary.',
    find: (situation) => (situation.primaries.length === 0 && !followersVouch(situation) ? blindness(situation) : []),
  },
  {
    id: 'blind',
    state: 'blind',
    when: 'A member gives no answer from which anything follows, while another one is a primary or a standby streams.',
    steps: [{ afterMs: 15_000, severity: 'warning' }],
    rounds: 0,
    until: 'It answers.',
    find: (situation) => (situation.primaries.length > 0 || followersVouch(situation) ? blindness(situation) : []),
  },
  {
    id: 'observer-partitioned',
    state: 'observer-partitioned',
    when: 'No member answers, by the look of it the network, and the API server does not either: this observer is cut off.',
    steps: [{ afterMs: 0, severity: 'info' }],
    rounds: 0,
    until: 'Anything answers.',
    find: (situation) =>
      observerIsCutOff(situation) ? [{ key: 'observer-partitioned', members: namesOf(situation.own) }] : [],
  },
  {
    id: 'replication-broken',
    state: 'replication-broken',
    when: 'Beside a primary a standby is down, or neither streams nor moves, or has replayed more than it received and does not move.',
    steps: [{ afterMs: 30_000, severity: 'warning' }],
    rounds: 3,
    until: 'It streams or moves.',
    find: (situation) => {
      const [primary] = situation.primaries;
      if (primary === undefined) return [];
      return situation.own
        .filter((member) => !isFenced(situation, member) && lagsBehindWithoutMoving(member, primary))
        .map(({ name }) => ({ key: `replication/${name}`, members: [name] }));
    },
  },
  {
    id: 'sync-degraded',
    state: 'sync-degraded',
    when: 'Fewer synchronous standbys stream from the primary than its commits wait for.',
    steps: [{ afterMs: 30_000, severity: 'warning' }],
    rounds: 3,
    until: 'Enough of them stream.',
    find: ({ primaries }) =>
      primaries
        .filter(({ details }) => {
          const needed = synchronousStandbysNeeded(details?.synchronousStandbyNames ?? '');
          const there =
            details?.followers.filter(({ syncState }) => syncState === 'sync' || syncState === 'quorum').length ?? 0;
          return there < needed;
        })
        .map(({ name }) => ({ key: `sync/${name}`, members: [name] })),
  },
  {
    id: 'failover',
    state: 'failover',
    when: 'Another member became the primary, and the last one was not seen to stop in order.',
    steps: [{ afterMs: 0, severity: 'info' }],
    rounds: 0,
    until: 'All others stream from the new primary, after five seconds at least and a minute at most.',
    find: (situation) => changeOfPrimary(situation, 'failover'),
  },
  {
    id: 'switchover',
    state: 'switchover',
    when: 'Another member became the primary, and the last one stopped in order or follows it.',
    steps: [{ afterMs: 0, severity: 'info' }],
    rounds: 0,
    until: 'All others stream from the new primary, after five seconds at least and a minute at most.',
    find: (situation) => changeOfPrimary(situation, 'switchover'),
  },
  {
    id: 'read-only-primary',
    state: 'paused',
    when: 'default_transaction_read_only is on at the primary: soft, it proves nothing about writes.',
    steps: [{ afterMs: 0, severity: 'info' }],
    rounds: 0,
    until: 'It is off.',
    find: ({ primaries }) =>
      primaries
        .filter(({ answer }) => answer?.readOnlyByDefault === true)
        .map(({ name }) => ({ key: `read-only/${name}`, members: [name] })),
  },
  {
    id: 'starting',
    state: 'starting',
    when: 'A member was not looked at yet.',
    steps: [{ afterMs: 0, severity: 'info' }],
    rounds: 0,
    until: 'Each was.',
    find: ({ own }) =>
      own.some(({ outcome }) => outcome === null)
        ? [{ key: 'starting', members: namesOf(own.filter(({ outcome }) => outcome === null)) }]
        : [],
  },
];

function namesOf(members: readonly MemberNow[]): readonly string[] {
  return members.map(({ name }) => name).toSorted();
}

/** Those of whom something worse is said are left to that row. */
function blindness(situation: Situation): readonly Finding[] {
  if (observerIsCutOff(situation) || isHibernated(situation)) return [];
  const accounted = (member: MemberNow) => member.role === 'unaccounted' && situation.primaries.length > 0;
  const unseen = situation.own.filter(
    (member) => !member.fresh && !isKnown(member) && !isFenced(situation, member) && !accounted(member),
  );
  return unseen.length === 0 ? [] : [{ key: 'blind', members: namesOf(unseen) }];
}

function changeOfPrimary(situation: Situation, kind: 'failover' | 'switchover'): readonly Finding[] {
  const [primary, second] = situation.primaries;
  if (primary === undefined || second !== undefined) return [];
  const before = primaryBefore(situation, primary);
  if (before === undefined || isOldNews(situation, primary)) return [];
  const inOrder = before.role === 'standby' || before.lastPrimary?.orderly === true;
  if (inOrder !== (kind === 'switchover')) return [];
  const timeline = primary.answer?.timeline ?? '?';
  return [
    { key: `change/${before.name}+${primary.name}@${timeline}`, members: [before.name, primary.name].toSorted() },
  ];
}

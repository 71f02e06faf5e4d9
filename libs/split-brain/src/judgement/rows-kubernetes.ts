import type { DecisionRow, Finding } from './decision-table.ts';
import type { Situation } from './situation.ts';
import { isChanging } from './standing.ts';

const LATE_LABELS_MS = 30_000;

/** What Kubernetes and the archive say, and where that is not what the members say. None of it proves who writes. */
export const KUBERNETES_ROWS: readonly DecisionRow[] = [
  {
    id: 'archive-conflict',
    state: 'archive-conflict',
    when: 'Two listings one after the other show segments whose bytes changed, or more than one system identifier in one archive.',
    steps: [{ afterMs: 0, severity: 'critical' }],
    rounds: 0,
    until: 'A listing shows none of that.',
    find: ({ archives }) => {
      const conflicts = (archive: { rewritten: readonly string[]; systemIdentifiers: readonly string[] }) =>
        archive.rewritten.length > 0 || archive.systemIdentifiers.length > 1;
      return archives?.before != null && conflicts(archives.newest) && conflicts(archives.before)
        ? [{ key: 'archive-conflict', members: [] }]
        : [];
    },
  },
  {
    id: 'stale-endpoint',
    state: 'stale-endpoint',
    when: 'Applications are led to a member that is not the primary, or to more than one; no change of the primary is under way.',
    steps: [{ afterMs: LATE_LABELS_MS, severity: 'warning' }],
    rounds: 0,
    until: 'They are led to the primary only.',
    find: (situation) => {
      const { surroundings, primaries } = situation;
      const [primary, second] = primaries;
      if (surroundings?.reachable !== true || isChanging(situation) || primary === undefined || second !== undefined)
        return [];
      const wrong = surroundings.endpoints.filter((name) => name !== primary.name);
      return wrong.length === 0 ? [] : [{ key: 'stale-endpoint', members: wrong.toSorted() }];
    },
  },
  {
    id: 'dual-label',
    state: 'dual-label',
    when: 'Two members carry the label of a primary, no change of the primary is under way, and at most one is writable.',
    steps: [{ afterMs: LATE_LABELS_MS, severity: 'warning' }],
    rounds: 0,
    until: 'One carries it.',
    find: (situation) => {
      const { surroundings, primaries } = situation;
      if (surroundings?.reachable !== true || isChanging(situation) || primaries.length > 1) return [];
      return surroundings.labelledPrimary.length > 1
        ? [{ key: 'dual-label', members: surroundings.labelledPrimary.toSorted() }]
        : [];
    },
  },
  {
    id: 'failover-under-way',
    state: 'failover',
    when: 'The operator is changing the primary, and the current one does not answer as one.',
    steps: changing(),
    rounds: 0,
    until: 'The change is done.',
    find: (situation) => underWay(situation, 'failover'),
  },
  {
    id: 'switchover-under-way',
    state: 'switchover',
    when: 'The operator is changing the primary, and the current one answers as one.',
    steps: changing(),
    rounds: 0,
    until: 'The change is done.',
    find: (situation) => underWay(situation, 'switchover'),
  },
  {
    id: 'fenced',
    state: 'fenced',
    when: 'A member is fenced: it is left out of blind and replication-broken.',
    steps: [{ afterMs: 0, severity: 'info' }],
    rounds: 0,
    until: 'It is not fenced any more.',
    find: ({ surroundings }) => told('fenced', surroundings?.fenced ?? []),
  },
  {
    id: 'hibernated',
    state: 'hibernated',
    when: 'The cluster is hibernated: that it has no primary is meant.',
    steps: [{ afterMs: 0, severity: 'info' }],
    rounds: 0,
    until: 'It is woken.',
    find: ({ surroundings, watch }) =>
      surroundings?.hibernated === true
        ? told(
            'hibernated',
            watch.cluster.members.map(({ name }) => name),
          )
        : [],
  },
  {
    id: 'operator-paused',
    state: 'paused',
    when: 'The operator is told to leave this cluster alone.',
    steps: [{ afterMs: 0, severity: 'info' }],
    rounds: 0,
    until: 'It is not any more.',
    find: ({ surroundings }) => (surroundings?.reconciliationDisabled === true ? [{ key: 'paused', members: [] }] : []),
  },
  {
    id: 'api-unreachable',
    state: 'paused',
    when: 'The API server does not answer: the operator can do nothing, the members are judged by what they say.',
    steps: [{ afterMs: 0, severity: 'info' }],
    rounds: 0,
    until: 'It answers.',
    find: ({ surroundings }) => (surroundings?.reachable === false ? [{ key: 'api-unreachable', members: [] }] : []),
  },
];

function changing(): DecisionRow['steps'] {
  return [
    { afterMs: 0, severity: 'info' },
    { afterMs: 60_000, severity: 'warning' },
    { afterMs: 300_000, severity: 'critical' },
  ];
}

function told(key: string, members: readonly string[]): readonly Finding[] {
  return members.length === 0 ? [] : [{ key, members: members.toSorted() }];
}

function underWay(situation: Situation, kind: 'failover' | 'switchover'): readonly Finding[] {
  const { surroundings, primaries } = situation;
  if (surroundings?.reachable !== true || !isChanging(situation)) return [];
  const answers = primaries.some(({ name }) => name === surroundings.currentPrimary);
  if (answers !== (kind === 'switchover')) return [];
  const { currentPrimary, targetPrimary } = surroundings;
  const members = [currentPrimary, targetPrimary].filter((name) => name !== null && name !== 'pending');
  return [{ key: 'change-under-way', members: members.filter((name) => name !== null).toSorted() }];
}

import type { InstanceAnswer, StandbySeen } from '../evidence/instance-answer.ts';
import { bytes, lsnBytes, sizeBytes } from '../reading/amounts.ts';
import { nameOf } from '../reading/objects.ts';
import type { Check, Found } from './check.ts';
import { edit, kubectl, psql } from './next-steps.ts';
import { lastOf, lineQuoted } from './quoting.ts';
import { answersNotSeen, linesOf, notSeen, type Scene } from './scene.ts';

/** A standby that stops following: full volumes may be its cause, so that they are not among what follows. */
const BEHIND = [
  'replication-lag',
  'synchronous-degraded',
  'commits-blocked',
  'standby-not-streaming',
  'instance-not-ready',
  'cluster-not-ready',
];

/** What PostgreSQL writes where a standby cannot go on; these have no SQLSTATE of their own. */
const LOG_CAUSES: readonly (readonly [id: string, pattern: RegExp, words: string])[] = [
  [
    'wal-removed',
    /requested WAL segment [0-9A-F]+ has already been removed|can no longer (?:get changes|access replication slot)/,
    'the WAL that it needs was removed from the primary',
  ],
  [
    'timeline-fork',
    /is not in this server's history|requested timeline \d+ is not a child|highest timeline \d+ of the primary is behind|new timeline \d+ forked off current database system timeline/,
    'its history has left that of the primary',
  ],
  [
    'replication-login-fails',
    /could not connect to the primary server: .*(?:certificate|authentication|pg_hba|password)|no pg_hba.conf entry for replication/,
    'it may not log in at the primary',
  ],
];

export const replicationCheck: Check = {
  name: 'replication',
  question: 'Does every standby follow the primary, and closely?',
  findings: {
    'replay-paused': {
      severity: 'critical',
      meaning: 'Replay is paused on a standby: it receives WAL and shows old data.',
      shownBy: 'pg_is_wal_replay_paused().',
      steps: 'SELECT pg_wal_replay_resume(), once whoever paused it agrees.',
      explains: ['replication-lag', 'instance-not-ready', 'cluster-not-ready'],
    },
    'replay-blocked': {
      severity: 'warning',
      meaning: 'Replay waits for a query on the standby.',
      shownBy: 'What the startup process waits for, and the oldest transactions there.',
      steps:
        'End the query, or choose: max_standby_streaming_delay lets it wait less, hot_standby_feedback holds back vacuum on the primary.',
      explains: ['replication-lag', 'instance-not-ready', 'cluster-not-ready'],
    },
    'delayed-on-purpose': {
      severity: 'warning',
      meaning: 'A standby is to be behind: recovery_min_apply_delay.',
      shownBy: 'The setting.',
      steps: 'Nothing, where that is meant.',
      explains: ['replication-lag'],
    },
    'slot-lost': {
      severity: 'critical',
      meaning: 'The replication slot of a standby has lost its WAL: more than max_slot_wal_keep_size was held back.',
      shownBy: 'wal_status of the slot.',
      steps: 'The standby goes on from the archive where that has it; else it is made anew (its claim is deleted).',
      explains: BEHIND,
    },
    'wal-removed': {
      severity: 'critical',
      meaning: 'A standby needs WAL that the primary no longer has.',
      shownBy: 'The standby’s log.',
      steps: 'Where the archive has it the standby catches up; else it is made anew (its claim is deleted).',
      explains: BEHIND,
    },
    'timeline-fork': {
      severity: 'critical',
      meaning: 'A standby has WAL that the primary’s history does not have: it cannot follow.',
      shownBy: 'The standby’s log, its timeline.',
      steps: 'What it holds alone may be acknowledged commits: docs/runbooks/split-brain.md, before it is made anew.',
      explains: BEHIND,
    },
    'replication-login-fails': {
      severity: 'critical',
      meaning: 'A standby may not log in at the primary.',
      shownBy: 'The standby’s log.',
      steps: 'See the replication certificate and its authority.',
      explains: BEHIND,
    },
    'standby-not-streaming': {
      severity: 'critical',
      meaning: 'A standby does not stream from the primary.',
      shownBy: 'pg_stat_replication of the primary, pg_stat_wal_receiver of the standby.',
      steps: 'See its log; whether it reaches the primary; whether it restores from the archive instead.',
      explains: [
        'replication-lag',
        'synchronous-degraded',
        'commits-blocked',
        'instance-not-ready',
        'cluster-not-ready',
      ],
    },
    'network-slow': {
      severity: 'warning',
      meaning: 'A standby gets WAL more slowly than the primary writes it.',
      shownBy: 'Bytes that were not sent or not written yet.',
      steps: 'See bandwidth between the nodes and what the primary writes.',
      explains: ['replication-lag', 'synchronous-degraded'],
    },
    'standby-slow': {
      severity: 'warning',
      meaning:
        'A standby receives WAL and does not flush or replay it as fast: its disk or one processor is the limit.',
      shownBy: 'Bytes written and not flushed or not replayed.',
      steps: 'See the volume’s throughput and what else runs there. Replay uses one processor.',
      explains: ['replication-lag', 'synchronous-degraded'],
    },
    'replication-lag': {
      severity: 'warning',
      meaning: 'A standby is behind by more than `monitoring.alerts.replicationLag`, 16 MiB by default.',
      shownBy: 'pg_stat_replication of the primary.',
      steps: 'What is named above it explains it.',
      symptom: true,
    },
    'slot-holds-wal': {
      severity: 'warning',
      meaning: 'A replication slot that nobody reads holds back WAL: the primary’s volume fills.',
      shownBy: 'pg_replication_slots.',
      steps: 'Bring its reader back, or drop the slot: its reader then has to begin anew. Set max_slot_wal_keep_size.',
      explains: ['disk-filling', 'disk-full'],
    },
  },
  judge: (scene) => {
    const { primary } = scene;
    const standbys = [...scene.answers].filter(([pod, { inRecovery }]) => inRecovery && pod !== primary?.pod);
    return {
      found: [...standbys.flatMap(([pod, answer]) => ofStandby(scene, pod, answer)), ...silent(scene), ...slots(scene)],
      unseen: [
        ...notSeen({ Cluster: scene.evidence.cluster }),
        ...answersNotSeen(scene),
        ...(primary === undefined ? ['no primary answered by SQL'] : []),
      ],
      fine:
        primary === undefined
          ? ''
          : `${primary.answer.standbys.filter(({ state }) => state === 'streaming').length} standbys stream from ${primary.pod}, at most ${bytes(Math.max(0, ...primary.answer.standbys.map(({ replayedBehind }) => replayedBehind ?? 0)))} behind`,
    };
  },
};

function ofStandby(scene: Scene, pod: string, answer: InstanceAnswer): readonly Found[] {
  const line = scene.primary?.answer.standbys.find(({ name }) => name === pod);
  const subject = `standby ${pod}`;
  const steps = [
    psql(scene, scene.primary?.pod ?? `${scene.name}-1`, 'SELECT * FROM pg_stat_replication'),
    kubectl(scene, `logs ${pod} -c postgres --tail=100`),
  ];
  const said = [
    `${pod}: ${answer.receiver === null ? 'no WAL receiver' : `receiver ${answer.receiver.status} from ${answer.receiver.sender}`}, received ${answer.position ?? '?'}, replayed ${answer.replayed ?? '?'}`,
    ...(line === undefined ? [] : [behindWords(line)]),
  ];
  const found: Found[] = [...fromLog(scene, pod, answer)];
  const pending = Number(
    (lsnBytes(answer.position) ?? 0n) - (lsnBytes(answer.replayed) ?? lsnBytes(answer.position) ?? 0n),
  );
  if (answer.replayPaused) {
    found.push({
      id: 'replay-paused',
      subject,
      headline: `Replay is paused on ${pod}: ${bytes(Math.max(0, pending))} wait.`,
      evidence: ['pg_is_wal_replay_paused(): true', ...said],
      nextSteps: [psql(scene, pod, 'SELECT pg_wal_replay_resume()'), ...steps],
    });
  } else if (/^RecoveryConflict|^BufferPin/.test(answer.replayWait ?? '') || blockedByQuery(scene, answer, line)) {
    const oldest = answer.longest[0];
    found.push({
      id: 'replay-blocked',
      subject,
      headline: `Replay on ${pod} waits for a query there${oldest === undefined ? '' : ` (pid ${oldest.pid} of ${oldest.user}, ${Math.round(oldest.transactionSeconds)} s)`}.`,
      evidence: [
        `startup process waits: ${answer.replayWait ?? 'not told'}`,
        `max_standby_streaming_delay ${answer.settings['max_standby_streaming_delay'] ?? '?'}, hot_standby_feedback ${answer.settings['hot_standby_feedback'] ?? '?'}`,
        ...said,
      ],
      nextSteps: [
        psql(scene, pod, `SELECT pg_cancel_backend(${oldest?.pid ?? 0})`),
        edit(scene, 'postgresql.parameters.max_standby_streaming_delay=30s'),
        ...steps,
      ],
    });
  }
  const delay = answer.settings['recovery_min_apply_delay'] ?? '0';
  if (!delay.startsWith('0'))
    found.push({
      id: 'delayed-on-purpose',
      subject,
      headline: `${pod} is to be ${delay} behind.`,
      evidence: [`recovery_min_apply_delay: ${delay}`],
      nextSteps: steps,
    });
  if (scene.primary !== undefined && line?.state !== 'streaming') {
    found.push({
      id: 'standby-not-streaming',
      subject,
      headline: `${pod} does not stream from ${scene.primary.pod}${line === undefined ? '' : `: ${line.state}`}.`,
      evidence: [
        `pg_stat_replication of ${scene.primary.pod}: ${line === undefined ? 'no line of it' : line.state}`,
        ...said,
      ],
      nextSteps: steps,
    });
  }
  if (line !== undefined && (line.replayedBehind ?? 0) > scene.limits.replicationLagBytes)
    found.push(...slow(line, pod, subject, said, steps));
  return found;
}

function slow(
  line: StandbySeen,
  pod: string,
  subject: string,
  evidence: readonly string[],
  nextSteps: readonly string[],
): readonly Found[] {
  const replayed = line.replayedBehind ?? 0;
  const written = line.writtenBehind ?? line.sentBehind ?? 0;
  const flushed = line.flushedBehind ?? written;
  const lag: Found = {
    id: 'replication-lag',
    subject,
    headline: `${pod} is ${bytes(replayed)} behind.`,
    evidence,
    nextSteps,
  };
  if (written > replayed / 2)
    return [
      lag,
      {
        id: 'network-slow',
        subject,
        headline: `${pod} gets WAL too slowly: ${bytes(written)} of ${bytes(replayed)} have not arrived.`,
        evidence,
        nextSteps,
      },
    ];
  const where = flushed > replayed / 2 ? 'flush' : 'replay';
  return [
    lag,
    {
      id: 'standby-slow',
      subject,
      headline: `${pod} does not ${where} WAL as fast as it gets it: ${bytes(replayed)} behind.`,
      evidence,
      nextSteps,
    },
  ];
}

function blockedByQuery({ limits }: Scene, answer: InstanceAnswer, line: StandbySeen | undefined): boolean {
  const conflict = answer.longest.some(({ transactionSeconds }) => transactionSeconds > 60);
  return (
    conflict &&
    (line?.replayedBehind ?? 0) > limits.replicationLagBytes &&
    (line?.flushedBehind ?? Number.POSITIVE_INFINITY) < limits.replicationLagBytes &&
    answer.settings['max_standby_streaming_delay'] === '-1'
  );
}

function fromLog(scene: Scene, pod: string, answer: InstanceAnswer | undefined): readonly Found[] {
  const line = scene.primary?.answer.standbys.find(({ name }) => name === pod);
  // A standby that streams has got over whatever its log said.
  if (line?.state === 'streaming' && answer?.replayPaused !== true) return [];
  const lines = linesOf(scene, (log) => log.pod === pod && log.container === 'postgres').filter(
    ({ at }) => at === undefined || at > scene.now - 1_800_000,
  );
  const found = LOG_CAUSES.flatMap(([id, pattern, words]): readonly Found[] => {
    const said = lastOf(
      lines.filter(({ message }) => pattern.test(message)),
      2,
    );
    if (said.length === 0) return [];
    const loses =
      id === 'timeline-fork'
        ? 'docs/runbooks/split-brain.md first: what it holds alone is lost once it is made anew'
        : 'where it cannot catch up from the archive: kubectl cnpg destroy <cluster> <number> makes it anew and deletes its volume';
    return [
      {
        id,
        subject: `standby ${pod}`,
        headline: `${pod} cannot follow: ${words}.`,
        evidence: [
          ...said.map(lineQuoted),
          ...(answer === undefined
            ? []
            : [`timeline ${answer.timeline}, the primary’s ${scene.primary?.answer.timeline ?? '?'}`]),
        ],
        nextSteps: [kubectl(scene, `logs ${pod} -c postgres --tail=100`), loses],
      },
    ];
  });
  return found;
}

/** Standbys that did not answer: what the primary says of them. */
function silent(scene: Scene): readonly Found[] {
  const { primary } = scene;
  if (primary === undefined) return [];
  return scene.instancePods
    .map(nameOf)
    .filter((pod) => pod !== primary.pod && !scene.answers.has(pod))
    .flatMap((pod) => [
      ...fromLog(scene, pod, undefined),
      ...(primary.answer.standbys.some(({ name, state }) => name === pod && state === 'streaming')
        ? []
        : [
            {
              id: 'standby-not-streaming',
              subject: `standby ${pod}`,
              headline: `${pod} does not stream from ${primary.pod}, and does not answer.`,
              evidence: [`pg_stat_replication of ${primary.pod}: no line of ${pod}`],
              nextSteps: [kubectl(scene, `describe pod ${pod}`), kubectl(scene, `logs ${pod} -c postgres --tail=100`)],
            },
          ]),
    ]);
}

function slots(scene: Scene): readonly Found[] {
  const { primary } = scene;
  if (primary === undefined) return [];
  const limit = sizeBytes(primary.answer.settings['max_slot_wal_keep_size']);
  return primary.answer.slots.flatMap((slot): readonly Found[] => {
    const subject = `slot ${slot.name}`;
    const words = `slot ${slot.name} of ${primary.pod}: ${slot.type}, ${slot.active ? 'active' : 'nobody reads it'}, holds ${slot.held === null ? 'nothing known' : bytes(slot.held)}, wal_status ${slot.walStatus ?? '?'}`;
    const steps = [
      psql(scene, primary.pod, 'SELECT slot_name, active, wal_status, safe_wal_size FROM pg_replication_slots'),
      edit(scene, 'postgresql.parameters.max_slot_wal_keep_size=20GB'),
    ];
    if (slot.walStatus === 'lost')
      return [
        {
          id: 'slot-lost',
          subject,
          headline: `Replication slot ${slot.name} has lost its WAL.`,
          evidence: [words, `max_slot_wal_keep_size ${primary.answer.settings['max_slot_wal_keep_size'] ?? '?'}`],
          nextSteps: steps,
        },
      ];
    if (slot.active || (slot.held ?? 0) < Math.min(scene.limits.slotLagBytes, (limit ?? Number.POSITIVE_INFINITY) / 2))
      return [];
    return [
      {
        id: 'slot-holds-wal',
        subject,
        headline: `Slot ${slot.name}, which nobody reads, holds back ${bytes(slot.held ?? 0)} of WAL.`,
        evidence: [words],
        nextSteps: steps,
      },
    ];
  });
}

function behindWords(line: StandbySeen): string {
  const amount = (value: number | null): string => (value === null ? '?' : bytes(value));
  return `pg_stat_replication: ${line.name} ${line.state} ${line.sync}, behind: sent ${amount(line.sentBehind)}, written ${amount(line.writtenBehind)}, flushed ${amount(line.flushedBehind)}, replayed ${amount(line.replayedBehind)}`;
}

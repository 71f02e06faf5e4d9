import { duration } from '../reading/amounts.ts';
import { mapAt, textAt, timeAt } from '../reading/fields.ts';
import { annotationOf, conditionOf } from '../reading/objects.ts';
import type { Check, Found } from './check.ts';
import { kubectl } from './next-steps.ts';
import { quoted } from './quoting.ts';
import { answersNotSeen, kindsNotSeen, list, named, notSeen, type Scene } from './scene.ts';

export const primaryCheck: Check = {
  name: 'primary',
  question: 'Is there one primary, and only one?',
  findings: {
    'two-primaries': {
      severity: 'critical',
      meaning: 'Two instances of one cluster take writes: what one of them commits will be lost.',
      shownBy: 'pg_is_in_recovery() of each, and the same system identifier.',
      steps: 'The runbook of split brain, step by step: docs/runbooks/split-brain.md.',
      explains: [
        'standby-not-streaming',
        'archiving-failing',
        'timeline-fork',
        'synchronous-degraded',
        'instance-not-ready',
        'cluster-not-ready',
      ],
    },
    'no-primary': {
      severity: 'critical',
      meaning: 'No instance takes writes.',
      shownBy: 'pg_is_in_recovery() of each.',
      steps: 'See what keeps the operator from promoting one.',
      symptom: true,
      explains: ['service-without-endpoints', 'standby-not-streaming', 'pooler-login-fails'],
    },
    'failover-stuck': {
      severity: 'critical',
      meaning: 'A switchover or failover does not come to its end.',
      shownBy: 'status.targetPrimary beside status.currentPrimary, and since when.',
      steps: 'See the operator’s log: it waits for WAL receivers to be down, or for a quorum.',
      explains: ['cluster-not-ready', 'no-primary', 'service-without-endpoints', 'standby-not-streaming'],
    },
    'lease-differs': {
      severity: 'warning',
      meaning: 'The primary’s lease is held by another instance than the one that takes writes.',
      shownBy: 'holderIdentity of the Lease.',
      steps: 'See both instances: docs/runbooks/split-brain.md.',
    },
    'read-only-by-default': {
      severity: 'warning',
      meaning: 'The primary begins every transaction read-only.',
      shownBy: 'default_transaction_read_only.',
      steps: 'Turn it off in postgresql.parameters.',
    },
    'systems-differ': {
      severity: 'critical',
      meaning:
        'Instances of one cluster hold different database systems: their data has nothing to do with one another.',
      shownBy: 'Their system identifiers, and the condition ConsistentSystemID.',
      steps: 'Find the one with the data. The others are made anew from it.',
      explains: ['standby-not-streaming', 'cluster-not-ready', 'timeline-fork'],
    },
  },
  judge: (scene) => ({
    found: [...primaries(scene), ...stuck(scene), ...lease(scene), ...systems(scene)],
    unseen: [
      ...notSeen({ Cluster: scene.evidence.cluster }),
      ...answersNotSeen(scene),
      ...kindsNotSeen(scene, 'Lease'),
    ],
    fine: `${scene.primary?.pod ?? ''} is the only one that is not in recovery`,
  }),
};

function primaries(scene: Scene): readonly Found[] {
  const writing = [...scene.answers].filter(([, answer]) => !answer.inRecovery);
  const words = [...scene.answers].map(
    ([pod, { inRecovery, timeline, systemId }]) =>
      `${pod}: ${inRecovery ? 'in recovery' : 'takes writes'}, timeline ${timeline}, system ${systemId ?? 'not told'}`,
  );
  const steps = [
    kubectl(
      scene,
      `get clusters.postgresql.cnpg.io ${scene.name} -o jsonpath='{.status.currentPrimary} {.status.targetPrimary}'`,
    ),
  ];
  if (writing.length > 1) {
    return [
      {
        id: 'two-primaries',
        subject: `Cluster ${scene.name}`,
        headline: `${writing.map(([pod]) => pod).join(' and ')} both take writes.`,
        evidence: words,
        nextSteps: [
          'follow docs/runbooks/split-brain.md; before anything is deleted, copy pg_wal and list the commits of both',
          'npx split-brain-watchdog check <addresses>, for proof and for the commits that would be lost',
          ...steps,
        ],
      },
    ];
  }
  const [only] = writing;
  if (only?.[1].settings['default_transaction_read_only'] === 'on') {
    return [
      {
        id: 'read-only-by-default',
        subject: `instance ${only[0]}`,
        headline: `${only[0]} begins every transaction read-only.`,
        evidence: ['default_transaction_read_only: on'],
        nextSteps: steps,
      },
    ];
  }
  const asleep = scene.cluster !== undefined && annotationOf(scene.cluster, 'cnpg.io/hibernation') === 'on';
  const replicaCluster = mapAt(scene.cluster, 'spec', 'replica')['enabled'] === true;
  if (
    writing.length === 1 ||
    asleep ||
    replicaCluster ||
    scene.evidence.instances.length === 0 ||
    answersNotSeen(scene).some((each) => each.startsWith(`SQL in ${scene.currentPrimary ?? '?'}: forbidden`))
  )
    return [];
  const silent = scene.evidence.instances.filter(({ answer }) => answer.kind === 'unseen').map(({ pod }) => pod);
  // Where the one that should be primary could not be asked, it may well be: only those that answered are known.
  if (silent.length > 0 && scene.phase === 'Cluster in healthy state') return [];
  return [
    {
      id: 'no-primary',
      subject: `Cluster ${scene.name}`,
      headline: `No instance of ${scene.name} is known to take writes${silent.length === 0 ? '' : `; ${silent.join(', ')} did not answer`}.`,
      evidence: words.length === 0 ? ['no instance answered'] : words,
      nextSteps: [...steps, kubectl(scene, `describe clusters.postgresql.cnpg.io ${scene.name}`)],
    },
  ];
}

function stuck(scene: Scene): readonly Found[] {
  const current = textAt(scene.cluster, 'status', 'currentPrimary');
  const target = textAt(scene.cluster, 'status', 'targetPrimary');
  const since =
    timeAt(scene.cluster, 'status', 'targetPrimaryTimestamp') ??
    timeAt(scene.cluster, 'status', 'currentPrimaryFailingSinceTimestamp');
  if (target === undefined || current === undefined || target === current) return [];
  if (since === undefined || scene.now - since < 120_000) return [];
  return [
    {
      id: 'failover-stuck',
      subject: `Cluster ${scene.name}`,
      headline: `The change of the primary from ${current} to ${target} has not ended for ${duration(scene.now - since)}.`,
      evidence: [
        `status.currentPrimary ${current}, status.targetPrimary ${target}`,
        `status.phase: ${quoted(scene.phase ?? '')}`,
      ],
      nextSteps: [
        kubectl(scene, `describe clusters.postgresql.cnpg.io ${scene.name}`),
        'see the operator’s log for what it waits for',
      ],
    },
  ];
}

function lease(scene: Scene): readonly Found[] {
  const object = named(list(scene, 'Lease'), scene.name);
  const holder = textAt(object, 'spec', 'holderIdentity');
  const { primary } = scene;
  const switching =
    textAt(scene.cluster, 'status', 'targetPrimary') !== textAt(scene.cluster, 'status', 'currentPrimary');
  if (holder === undefined || primary === undefined || holder === primary.pod || switching) return [];
  return [
    {
      id: 'lease-differs',
      subject: `Lease ${scene.name}`,
      headline: `${holder} holds the primary’s lease; ${primary.pod} takes writes.`,
      evidence: [
        `Lease ${scene.name}: holderIdentity ${holder}, renewed ${textAt(object, 'spec', 'renewTime') ?? '?'}`,
      ],
      nextSteps: [kubectl(scene, `get lease ${scene.name} -o yaml`), 'docs/runbooks/split-brain.md'],
    },
  ];
}

function systems(scene: Scene): readonly Found[] {
  const ids = new Set([...scene.answers.values()].flatMap(({ systemId }) => (systemId === null ? [] : [systemId])));
  const condition = scene.cluster === undefined ? undefined : conditionOf(scene.cluster, 'ConsistentSystemID');
  if (ids.size < 2 && condition?.status !== 'False') return [];
  return [
    {
      id: 'systems-differ',
      subject: `Cluster ${scene.name}`,
      headline: `Instances of ${scene.name} hold different database systems.`,
      evidence: [
        ...[...scene.answers].map(([pod, { systemId }]) => `${pod}: system ${systemId ?? 'not told'}`),
        ...(condition?.status === 'False' ? [`condition ConsistentSystemID: ${quoted(condition.message)}`] : []),
      ],
      nextSteps: [
        'Delete nothing before it is clear which one holds the data.',
        kubectl(scene, `get pods,pvc -l cnpg.io/cluster=${scene.name}`),
      ],
    },
  ];
}

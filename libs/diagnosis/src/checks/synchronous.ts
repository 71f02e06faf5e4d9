import { textAt } from '../reading/fields.ts';
import type { Check, Found } from './check.ts';
import { synchronousNumber } from './cluster.ts';
import { edit, psql } from './next-steps.ts';
import { notSeen, type Scene } from './scene.ts';

export const synchronousCheck: Check = {
  name: 'synchronous',
  question: 'Are commits on as many standbys as is asked for?',
  findings: {
    'commits-blocked': {
      severity: 'critical',
      meaning: 'Commits wait for a synchronous standby that does not confirm: applications hang.',
      shownBy: 'Sessions of the primary that wait for SyncRep.',
      steps: 'Bring the standbys back. dataDurability: preferred lets writes go on, and gives up that they are kept.',
      symptom: true,
      explains: ['connections-exhausted', 'long-transaction', 'pooler-saturated'],
    },
    'synchronous-degraded': {
      severity: 'warning',
      meaning: 'Fewer synchronous standbys follow than are asked for: a commit may be lost with the primary.',
      shownBy: 'pg_stat_replication and synchronous_standby_names of the primary.',
      steps: 'Bring the standbys back.',
      symptom: true,
      explains: ['commits-blocked'],
    },
  },
  judge: (scene) => {
    const number = synchronousNumber(scene);
    const unseen = [
      ...notSeen({ Cluster: scene.evidence.cluster }),
      ...(scene.primary === undefined ? ['no primary answered by SQL'] : []),
    ];
    if (number === 0) return { found: blocked(scene), unseen, fine: 'the cluster asks for no synchronous standby' };
    const names = scene.primary?.answer.standbys.filter(isSynchronous).map(({ name }) => name) ?? [];
    return {
      found: [...degraded(scene, number), ...blocked(scene)],
      unseen,
      fine: `${names.join(', ')} confirm commits; ${number} asked for`,
    };
  },
};

function isSynchronous({ state, sync }: { readonly state: string; readonly sync: string }): boolean {
  return state === 'streaming' && (sync === 'sync' || sync === 'quorum');
}

function degraded(scene: Scene, number: number): readonly Found[] {
  const { primary } = scene;
  if (primary === undefined) return [];
  const confirming = primary.answer.standbys.filter(isSynchronous).length;
  if (confirming >= number) return [];
  const durability = textAt(scene.cluster, 'spec', 'postgresql', 'synchronous', 'dataDurability') ?? 'required';
  return [
    {
      id: 'synchronous-degraded',
      subject: `Cluster ${scene.name}`,
      headline: `${confirming} of ${number} synchronous standbys confirm commits${durability === 'required' ? ': writes wait' : ': commits may be lost with the primary'}.`,
      evidence: [
        `synchronous_standby_names of ${primary.pod}: ${primary.answer.synchronousStandbyNames || '(empty)'}`,
        ...primary.answer.standbys.map(({ name, state, sync }) => `${name}: ${state}, ${sync}`),
        `dataDurability: ${durability}`,
      ],
      nextSteps: [psql(scene, primary.pod, 'SELECT application_name, state, sync_state FROM pg_stat_replication')],
    },
  ];
}

function blocked(scene: Scene): readonly Found[] {
  const { primary } = scene;
  const waiting = primary?.answer.waits.find(({ event }) => /(?:^|\/)SyncRep$/.test(event));
  if (primary === undefined || waiting === undefined || waiting.longestSeconds < 5) return [];
  return [
    {
      id: 'commits-blocked',
      subject: `instance ${primary.pod}`,
      headline: `${waiting.sessions} sessions wait to commit, for up to ${Math.round(waiting.longestSeconds)} s.`,
      evidence: [
        `wait event SyncRep on ${primary.pod}: ${waiting.sessions} sessions`,
        `synchronous_standby_names: ${primary.answer.synchronousStandbyNames || '(empty)'}`,
      ],
      nextSteps: [
        psql(scene, primary.pod, 'SELECT application_name, state, sync_state FROM pg_stat_replication'),
        `${edit(scene, 'synchronous.dataDurability=preferred')} lets writes go on; what is committed meanwhile may be lost with the primary`,
      ],
    },
  ];
}

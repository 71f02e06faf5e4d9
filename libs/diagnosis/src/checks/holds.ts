import { at, textAt } from '../reading/fields.ts';
import { annotationOf } from '../reading/objects.ts';
import type { Check, Found } from './check.ts';
import { fencedInstances } from './cluster.ts';
import { kubectl } from './next-steps.ts';
import { quoted } from './quoting.ts';
import { notSeen, type Scene } from './scene.ts';

const CAUSES_SILENCE = [
  'cluster-not-ready',
  'instance-not-ready',
  'instances-missing',
  'service-without-endpoints',
  'no-primary',
];

export const holdsCheck: Check = {
  name: 'holds',
  question: 'Did a person stop something?',
  findings: {
    'reconciliation-disabled': {
      severity: 'critical',
      meaning: 'The operator was told to leave this cluster alone: nothing fails over or is repaired.',
      shownBy: 'The annotation cnpg.io/reconciliationLoop.',
      steps: 'Find out why, and remove it where the reason is gone.',
      explains: [
        ...CAUSES_SILENCE,
        'failover-stuck',
        'backup-never',
        'backup-stuck',
        'certificate-expiring',
        'pooler-not-ready',
      ],
    },
    hibernated: {
      severity: 'warning',
      meaning: 'The cluster was put to sleep: it has no pods, and its volumes are kept.',
      shownBy: 'The annotation cnpg.io/hibernation.',
      steps: 'Remove the annotation to wake it.',
      explains: [...CAUSES_SILENCE, 'backup-failed', 'backup-overdue', 'pooler-not-ready'],
    },
    fenced: {
      severity: 'critical',
      meaning: 'PostgreSQL was stopped in instances on purpose. A fenced primary does not fail over: nobody can write.',
      shownBy: 'The annotation cnpg.io/fencedInstances.',
      steps: 'Find out why: during a split-brain it protects data. Lift it where the reason is gone.',
      explains: [
        ...CAUSES_SILENCE,
        'standby-not-streaming',
        'synchronous-degraded',
        'commits-blocked',
        'failover-stuck',
      ],
    },
    'waiting-for-user': {
      severity: 'warning',
      meaning: 'An update waits for somebody to switch the primary over: primaryUpdateStrategy is supervised.',
      shownBy: 'The phase.',
      steps: 'Promote an updated standby in a quiet moment, or set primaryUpdateStrategy to unsupervised.',
      explains: ['cluster-not-ready'],
    },
    'maintenance-window': {
      severity: 'warning',
      meaning: 'A node maintenance window is open: instances wait for their node instead of being made anew.',
      shownBy: 'spec.nodeMaintenanceWindow.',
      steps: 'Close it when the maintenance is over.',
      explains: ['instances-missing', 'instance-not-ready'],
    },
    'archiving-skipped': {
      severity: 'critical',
      meaning: 'WAL is not archived, on purpose: nothing since can be restored, and failures do not show.',
      shownBy: 'The annotation cnpg.io/skipWalArchiving.',
      steps: 'Remove it, and make a base backup afterwards.',
      explains: ['backup-failed'],
    },
    'validation-disabled': {
      severity: 'warning',
      meaning: 'The operator’s validation of this Cluster is turned off.',
      shownBy: 'The annotation cnpg.io/validation.',
      steps: 'Remove it once the change is made that needed it.',
    },
  },
  judge: (scene) => ({
    found: holds(scene),
    unseen: notSeen({ Cluster: scene.evidence.cluster }),
    fine: 'no annotation of the Cluster stops anything, and its phase waits for nobody',
  }),
};

function holds(scene: Scene): readonly Found[] {
  const { cluster, name } = scene;
  if (cluster === undefined) return [];
  const subject = `Cluster ${name}`;
  const annotation = (key: string): string | undefined => annotationOf(cluster, `cnpg.io/${key}`);
  const remove = (key: string): string =>
    kubectl(scene, `annotate clusters.postgresql.cnpg.io ${name} cnpg.io/${key}-`);
  const found: Found[] = [];
  const held = (id: string, key: string, headline: string, steps: readonly string[] = []): void => {
    const evidence = [`annotation cnpg.io/${key}: ${quoted(annotation(key) ?? '')}`];
    found.push({ id, subject, headline, evidence, nextSteps: [...steps, remove(key)] });
  };
  if (annotation('reconciliationLoop') === 'disabled') {
    held(
      'reconciliation-disabled',
      'reconciliationLoop',
      `The operator leaves ${subject} alone: reconciliation is disabled.`,
    );
  }
  if (annotation('hibernation') === 'on') held('hibernated', 'hibernation', `${subject} is hibernated.`);
  const fenced = fencedInstances(scene);
  if (fenced.length > 0) {
    const who = fenced.includes('*')
      ? 'All instances are'
      : `${fenced.join(', ')} ${fenced.length === 1 ? 'is' : 'are'}`;
    const writes =
      fenced.includes('*') || fenced.includes(scene.currentPrimary ?? '?')
        ? ', the primary among them: nobody can write'
        : '';
    held('fenced', 'fencedInstances', `${who} fenced${writes}.`, [
      'See docs/runbooks/split-brain.md before lifting it: what a stale primary wrote alone is lost when it rejoins.',
    ]);
  }
  if (annotation('skipWalArchiving') === 'enabled')
    held('archiving-skipped', 'skipWalArchiving', `${subject} archives no WAL: it was told not to.`);
  if (annotation('validation') === 'disabled')
    held('validation-disabled', 'validation', `Validation of ${subject} is turned off.`);
  if (scene.phase === 'Waiting for user action') {
    found.push({
      id: 'waiting-for-user',
      subject,
      headline: `An update of ${subject} waits for somebody to switch over from ${scene.currentPrimary ?? 'the primary'}.`,
      evidence: [`status.phase: ${quoted(scene.phase)}`, ...reasonOf(scene)],
      nextSteps: [
        `kubectl cnpg promote ${name} <standby> -n ${scene.namespace} (writes pause for some seconds)`,
        kubectl(scene, `describe clusters.postgresql.cnpg.io ${name}`),
      ],
    });
  }
  if (at(cluster, 'spec', 'nodeMaintenanceWindow', 'inProgress') === true) {
    found.push({
      id: 'maintenance-window',
      subject,
      headline: `A maintenance window of ${subject} is open.`,
      evidence: ['spec.nodeMaintenanceWindow.inProgress: true'],
      nextSteps: ['close it in Git when the maintenance is over'],
    });
  }
  return found;
}

function reasonOf(scene: Scene): readonly string[] {
  const reason = textAt(scene.cluster, 'status', 'phaseReason');
  return reason === undefined ? [] : [`status.phaseReason: ${quoted(reason)}`];
}

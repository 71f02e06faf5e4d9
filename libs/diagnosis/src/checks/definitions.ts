import type { Check } from './check.ts';
import { operatorKubectl } from './next-steps.ts';
import { notSeen, type Scene } from './scene.ts';

const OF_OPERATOR = [
  'clusters',
  'backups',
  'scheduledbackups',
  'poolers',
  'imagecatalogs',
  'clusterimagecatalogs',
  'databases',
].map((plural) => `${plural}.postgresql.cnpg.io`);
const OF_PLUGIN = 'objectstores.barmancloud.cnpg.io';

export const definitionsCheck: Check = {
  name: 'definitions',
  question: 'Does Kubernetes know the kinds that clusters are made of?',
  findings: {
    'definitions-missing': {
      severity: 'critical',
      meaning:
        'CustomResourceDefinitions are missing: objects of these kinds cannot be, and the operator does not start its controllers.',
      shownBy: 'The list of the established definitions.',
      steps:
        'Apply them with --server-side: they are too large for a client-side apply, which may be why they are missing.',
      explains: [
        'operator-crash-looping',
        'operator-down',
        'cluster-missing',
        'object-store-missing',
        'archiving-failing',
        'plugin-down',
        'backup-never',
        'pooler-not-ready',
        'catalogue-missing',
      ],
    },
  },
  judge: (scene) => {
    const { definitions } = scene.evidence.operator;
    const there = definitions.kind === 'seen' ? definitions.value : undefined;
    const missing = there === undefined ? [] : wanted(scene).filter((name) => !there.includes(name));
    return {
      found:
        missing.length === 0
          ? []
          : [
              {
                id: 'definitions-missing',
                subject: missing[0] ?? '',
                headline: `Kubernetes does not know ${missing.join(', ')}.`,
                evidence: [`${there?.length ?? 0} CustomResourceDefinitions are established, without these`],
                nextSteps: [
                  `kubectl apply --server-side -f environments/${scene.evidence.target.environment ?? '<environment>'}/00-operator-install.yaml, or sync it in Argo CD`,
                  `kubectl get crd ${missing.join(' ')}`,
                  operatorKubectl(scene, 'get deployments'),
                ],
              },
            ],
      unseen: notSeen({ CustomResourceDefinitions: definitions }),
      fine: `${wanted(scene).length} definitions are established`,
    };
  },
};

function wanted(scene: Scene): readonly string[] {
  return scene.plugin === undefined ? OF_OPERATOR : [...OF_OPERATOR, OF_PLUGIN];
}

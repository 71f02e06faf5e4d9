import type { ImpactRule } from '../rule.ts';
import { stringAt } from '../value-at.ts';
import { rulesOf } from './define-rule.ts';

/** Charts whose images are in the pods of PostgreSQL. */
const OPERATOR_CHARTS = ['cloudnative-pg', 'plugin-barman-cloud'];

const applicationRules = rulesOf('Application', [
  {
    id: 'operator-version',
    paths: ['spec.source.targetRevision', 'spec.source.chart', 'spec.source.repoURL', 'spec.source.helm.**'],
    action: 'replace-pods',
    effect:
      'Every instance of every cluster gets a new pod, the primaries last, unless the operator may update its instance managers in place.',
    reason:
      'The image of the operator is in every pod of PostgreSQL, and that of the backup plugin in every one that has its sidecar.',
    source:
      'CloudNativePG 1.30: internal/controller/cluster_upgrade.go, checkPodBootstrapImage; Barman Cloud plugin 0.14: internal/cnpgi/operator/lifecycle.go',
    judge: (_change, { after, before }) =>
      OPERATOR_CHARTS.includes(stringAt(after ?? before, ['spec', 'source', 'chart']) ?? '')
        ? { action: 'replace-pods', certain: false }
        : {
            action: 'nothing',
            effect: 'What this Application delivers changes; no pod of a database does.',
            reason: 'It delivers neither the operator nor its plugin.',
          },
  },
]);

const deliveryRules = rulesOf(
  ['Application', 'ApplicationSet', 'AppProject'],
  [
    {
      id: 'delivery',
      paths: ['spec.**'],
      action: 'nothing',
      effect: 'Argo CD delivers differently from now on; nothing that runs is touched.',
      reason: 'It concerns how manifests reach the cluster.',
      source: 'Argo CD: Application, ApplicationSet, AppProject',
    },
  ],
);

/** What Argo CD delivers, and how. */
export const argoCdRules: readonly ImpactRule[] = [...applicationRules, ...deliveryRules];

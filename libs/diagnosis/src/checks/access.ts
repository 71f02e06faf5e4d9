import type { AccessSeen } from '../evidence/operator-evidence.ts';
import type { Check, Found } from './check.ts';
import { textAt } from '../reading/fields.ts';
import { accessQuestions } from './access-questions.ts';
import { operatorKubectl } from './next-steps.ts';
import { lastOf, lineQuoted } from './quoting.ts';
import { linesOf, notSeen, type Scene } from './scene.ts';

/** The API server's and client-go's words for a refusal by RBAC; its answers carry a code, and log lines do not. */
const FORBIDDEN = /\bis forbidden: User "(system:serviceaccount:[^"]+)" cannot (\w+) resource "([^"]+)"/;

export const accessCheck: Check = {
  name: 'access',
  question: 'May the operator and the plugin do what they have to?',
  findings: {
    'rbac-missing': {
      severity: 'critical',
      meaning:
        'A service account lacks rights that its work needs: what it may not do is left undone, often without a word in the Cluster.',
      shownBy: 'Answers of the API server to SubjectAccessReview, and refusals in its log.',
      steps:
        'Restore the ClusterRole and its binding from the release’s manifest (file 00), with Argo CD or kubectl apply --server-side.',
      explains: [
        'operator-crash-looping',
        'operator-down',
        'webhook-unreachable',
        'webhook-not-registered',
        'admission-fails',
        'cluster-objects-refused',
        'cluster-not-ready',
        'instance-not-ready',
        'instances-missing',
        'failover-stuck',
        'pooler-not-ready',
        'plugin-down',
        'plugin-fails',
        'archiving-failing',
        'backup-failed',
        'backup-never',
        'backup-overdue',
        'backup-stuck',
        'wal-backlog',
        'database-not-applied',
        'service-without-endpoints',
      ],
    },
  },
  judge: (scene) => {
    const { access } = scene.evidence.operator;
    const answers = access.kind === 'seen' ? access.value : [];
    return {
      found: refused(scene, answers),
      unseen: [...notSeen({ 'rights of the operator': access }), ...unanswered(scene, answers)],
      fine: `${answers.length} rights of ${[...new Set(answers.map(({ subject }) => shortName(subject)))].join(' and ')} are granted`,
    };
  },
};

function refused(scene: Scene, answers: readonly AccessSeen[]): readonly Found[] {
  const lines = linesOf(scene, () => true).flatMap((line) => {
    const [, subject] = FORBIDDEN.exec(line.message) ?? [];
    return subject === undefined || (line.at !== undefined && line.at < scene.now - 3_600_000)
      ? []
      : [{ subject, line }];
  });
  const denied = answers.filter(({ allowed }) => allowed === false);
  const subjects = new Set([...denied.map(({ subject }) => subject), ...lines.map(({ subject }) => subject)]);
  return [...subjects].flatMap((subject): readonly Found[] => {
    const missing = denied.filter((answer) => answer.subject === subject);
    const said = lines.filter((each) => each.subject === subject).map(({ line }) => line);
    // A log line alone may be of before the right was given, where the API server says that it is there now.
    const asked = answers.filter((answer) => answer.subject === subject && answer.allowed === true);
    if (missing.length === 0 && asked.length > 0 && said.every(({ message }) => contradicted(message, asked)))
      return [];
    const first = missing[0];
    return [
      {
        id: 'rbac-missing',
        subject: shortName(subject),
        headline:
          first === undefined
            ? `${shortName(subject)} is refused what it needs.`
            : `${shortName(subject)} may not ${first.verb} ${resourceName(first)}${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}.`,
        evidence: [
          ...missing
            .slice(0, 12)
            .map(
              (answer) =>
                `SubjectAccessReview: ${answer.verb} ${resourceName(answer)} in ${answer.namespace === '' ? 'all namespaces' : answer.namespace}: no`,
            ),
          ...lastOf(said, 2).map(lineQuoted),
        ],
        nextSteps: [
          `kubectl auth can-i ${first?.verb ?? 'list'} ${first === undefined ? 'pods' : resourceName(first)} --as=${subject} -n ${scene.namespace}`,
          'kubectl get clusterrolebindings -o wide | grep -e cnpg -e barman',
          `kubectl apply --server-side -f environments/${scene.evidence.target.environment ?? '<environment>'}/00-operator-install.yaml, or sync it in Argo CD`,
          operatorKubectl(scene, 'get serviceaccounts'),
        ],
      },
    ];
  });
}

function contradicted(message: string, granted: readonly AccessSeen[]): boolean {
  const [, , verb, resource] = FORBIDDEN.exec(message) ?? [];
  return granted.some((answer) => answer.verb === verb && answer.resource === resource);
}

function unanswered(scene: Scene, answers: readonly AccessSeen[]): readonly string[] {
  if (scene.evidence.operator.access.kind !== 'seen') return [];
  const { deployment } = scene.evidence.operator;
  const account =
    deployment.kind === 'seen' ? textAt(deployment.value, 'spec', 'template', 'spec', 'serviceAccountName') : undefined;
  // The plugin's answers do not stand for the operator's.
  const own = answers.filter(({ subject }) => account === undefined || subject.endsWith(`:${account}`));
  const given = new Set(
    own.filter(({ allowed }) => allowed !== null).map(({ verb, group, resource }) => `${verb} ${group}/${resource}`),
  );
  const open = accessQuestions({ plugin: false }).filter(
    ({ verb, group, resource }) => !given.has(`${verb} ${group}/${resource}`),
  );
  return open.length === 0
    ? []
    : [
        `${open.length} rights of the operator were not asked for, such as ${open[0]?.verb ?? ''} ${open[0]?.resource ?? ''}`,
      ];
}

function resourceName({ group, resource }: AccessSeen): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function shortName(subject: string): string {
  return subject.replace(/^system:serviceaccount:/, 'service account ').replace(':', '/');
}

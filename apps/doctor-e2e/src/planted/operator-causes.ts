import type { KubeObject } from '@postgres-ha/kube-manifest';
import { eventually, type Kubectl, type LiveObject } from '@postgres-ha/testkit';
import { applied, clusterIn, PATIENCE } from '../world/live.ts';
import { smallCluster } from '../world/small-cluster.ts';
import type { PlantedCause } from './planted-cause.ts';

const OPERATOR = ['-n', 'cnpg-system', 'deployment/cnpg-controller-manager'] as const;

/** What all clusters suffer from: planted last, and one after the other. */
export const OPERATOR_CAUSES: readonly PlantedCause[] = [
  {
    name: 'missing RBAC: the operator may not create Jobs',
    namespace: 'rights',
    finding: 'rbac-missing',
    names: 'cnpg-manager',
    runsBefore: false,
    objects: () => [],
    plant: async ({ kubectl }) => {
      const role = await operatorRole(kubectl);
      await kubectl.run(['replace', '-f', '-'], { input: JSON.stringify(withoutCreatingJobs(role)) });
      await applied(kubectl, smallCluster({ namespace: 'rights' }));
      return {
        [Symbol.asyncDispose]: async () => {
          await kubectl.run(['replace', '-f', '-'], { input: JSON.stringify(role) });
        },
      };
    },
    shows: async (kubectl) => (await clusterIn(kubectl, 'rights'))?.status?.phase === 'Setting up primary',
  },
  {
    name: 'operator down',
    namespace: 'healthy',
    finding: 'operator-down',
    names: 'cnpg-controller-manager',
    runsBefore: true,
    objects: () => [],
    plant: async ({ kubectl }) => {
      await kubectl.run(['scale', ...OPERATOR, '--replicas=0']);
      return {
        [Symbol.asyncDispose]: async () => {
          await kubectl.run(['scale', ...OPERATOR, '--replicas=1']);
          await kubectl.run(['rollout', 'status', ...OPERATOR, '--timeout=170s']);
        },
      };
    },
    shows: async (kubectl) => {
      const pods = await kubectl.run([
        '-n',
        'cnpg-system',
        'get',
        'pods',
        '-l',
        'app.kubernetes.io/name=cloudnative-pg',
        '-o',
        'name',
      ]);
      return pods.trim() === '';
    },
  },
];

interface Role extends LiveObject {
  readonly rules: readonly { readonly resources?: readonly string[]; readonly verbs: readonly string[] }[];
}

async function operatorRole(kubectl: Kubectl): Promise<Role> {
  const role = await eventually(
    'the operator’s role',
    () => kubectl.get<Role>({ resource: 'clusterroles', name: 'cnpg-manager' }),
    PATIENCE,
  );
  const { name, labels = {} } = role.metadata;
  return { ...role, metadata: { name, labels } as Role['metadata'] };
}

function withoutCreatingJobs(role: Role): KubeObject {
  return {
    ...role,
    rules: role.rules.map((rule) =>
      rule.resources?.includes('jobs') === true
        ? { ...rule, verbs: rule.verbs.filter((verb) => verb !== 'create') }
        : rule,
    ),
  };
}

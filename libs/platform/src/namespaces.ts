import type { Environment } from '@postgres-ha/environment';
import { inWave, protectedFromDeletion, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';

/** Namespaces of the operator and of every cluster, with the Pod Security level that their pods must keep. */
export function namespaces(environment: Environment): readonly KubeObject[] {
  const names = [
    environment.operator.namespace,
    ...environment.clusters.map(({ namespace }) => namespace),
    ...Object.keys(environment.namespaces),
  ];
  return [...new Set(names)].sort().map((name) => namespace(name, environment));
}

function namespace(name: string, { namespaces: intents }: Environment): KubeObject {
  const { podSecurity, labels } = (Object.hasOwn(intents, name) ? intents[name] : undefined) ?? {
    podSecurity: 'restricted',
    labels: {},
  };
  const security = Object.fromEntries(
    ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, podSecurity]),
  );
  return protectedFromDeletion(
    inWave(WAVES.platform, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { ...labels, ...security, 'app.kubernetes.io/managed-by': 'postgres-ha' } },
    }),
  );
}

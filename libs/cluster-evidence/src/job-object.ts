import { randomBytes } from 'node:crypto';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { fieldsOf } from '@postgres-ha/kube-api';

export const MANAGED_BY = 'postgres-ha-doctor';

export interface JobWish {
  readonly namespace: string;
  readonly cluster: string;
  readonly image: string;
  readonly command: readonly string[];
  /** Values of Secrets by reference only. */
  readonly env: readonly unknown[];
  readonly volumes?: readonly unknown[];
  readonly volumeMounts?: readonly unknown[];
  /** `instance`: as NetworkPolicies see an instance of the cluster. `stranger`: as they see any pod of the namespace. */
  readonly stands: 'instance' | 'stranger';
  /** Only where credentials come by it. */
  readonly serviceAccountName?: string | undefined;
  /** A pod of the cluster, for what scheduling and pulling images take. */
  readonly like?: KubeObject | undefined;
  readonly imagePullSecrets?: unknown;
  readonly seconds: number;
}

/**
 * A Job that takes nothing for itself: no token, no root, no capability, no writable file, and 128 MiB. Its pod has the label of the cluster's pods
 * where it is to stand where they do: what selects by that label alone are NetworkPolicies; the services, the budgets and the operator also ask for a
 * role or an owner, which it has not.
 */
export function jobObject(wish: JobWish): KubeObject {
  const { namespace, cluster, image, command, env, stands, like, seconds } = wish;
  const labels = {
    'app.kubernetes.io/managed-by': MANAGED_BY,
    'app.kubernetes.io/name': MANAGED_BY,
    'app.kubernetes.io/part-of': cluster,
  };
  const spec = fieldsOf(like?.['spec']);
  const pulls = wish.imagePullSecrets ?? spec['imagePullSecrets'];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `${cluster.slice(0, 40)}-doctor-${randomBytes(4).toString('hex')}`, namespace, labels },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: seconds,
      ttlSecondsAfterFinished: 60,
      template: {
        metadata: {
          labels: stands === 'instance' ? { ...labels, 'cnpg.io/cluster': cluster } : labels,
          annotations: { 'linkerd.io/inject': 'disabled', 'sidecar.istio.io/inject': 'false' },
        },
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 1,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          ...(wish.serviceAccountName === undefined ? {} : { serviceAccountName: wish.serviceAccountName }),
          ...(spec['nodeSelector'] === undefined ? {} : { nodeSelector: spec['nodeSelector'] }),
          ...(spec['tolerations'] === undefined ? {} : { tolerations: spec['tolerations'] }),
          ...(pulls === undefined ? {} : { imagePullSecrets: pulls }),
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'doctor',
              image,
              command,
              env,
              resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '1', memory: '256Mi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              ...(wish.volumeMounts === undefined ? {} : { volumeMounts: wish.volumeMounts }),
            },
          ],
          ...(wish.volumes === undefined ? {} : { volumes: wish.volumes }),
        },
      },
    },
  };
}

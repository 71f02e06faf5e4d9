import type { Environment } from '@postgres-ha/environment';
import {
  addressEgress,
  dnsEgress,
  inWave,
  podsOfNamespace,
  tcp,
  WAVES,
  type KubeObject,
} from '@postgres-ha/kube-manifest';

/** @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/config/manager/manager.yaml for the operator's ports */
const PORTS = { webhook: 9443, metrics: 8080, plugin: 9090, status: 8000, postgres: 5432 } as const;
const OPERATOR = { matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } };
/** The chart and the release manifest of the plugin label its pods differently; its port tells it from the operator. */
const PLUGIN = { matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'NotIn', values: ['cloudnative-pg'] }] };

/** What the operator and its plugin talk to. The API server calls the webhook from an address that no selector can name. */
export function operatorNetworkPolicies({ operator: { namespace }, network }: Environment): readonly KubeObject[] {
  const toApiServer = addressEgress(network.apiServer);
  return [
    policy(namespace, 'cnpg-operator', {
      podSelector: OPERATOR,
      ingress: [
        { ports: [tcp(PORTS.webhook)] },
        { from: [podsOfNamespace(network.monitoring)], ports: [tcp(PORTS.metrics)] },
      ],
      egress: [
        toApiServer,
        dnsEgress(),
        { to: [{ podSelector: PLUGIN }], ports: [tcp(PORTS.plugin)] },
        {
          to: [
            {
              namespaceSelector: {},
              podSelector: { matchExpressions: [{ key: 'cnpg.io/cluster', operator: 'Exists' }] },
            },
          ],
          ports: [tcp(PORTS.status), tcp(PORTS.postgres)],
        },
      ],
    }),
    policy(namespace, 'cnpg-plugins', {
      podSelector: PLUGIN,
      ingress: [{ from: [{ podSelector: OPERATOR }], ports: [tcp(PORTS.plugin)] }],
      egress: [toApiServer, dnsEgress()],
    }),
  ];
}

function policy(namespace: string, name: string, spec: Readonly<Record<string, unknown>>): KubeObject {
  return inWave(WAVES.guard, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'postgres-ha' } },
    spec: { ...spec, policyTypes: ['Ingress', 'Egress'] },
  });
}

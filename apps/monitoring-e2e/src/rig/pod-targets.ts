import type { LiveObject } from '@postgres-ha/testkit';

/** A target as Prometheus finds it, before relabelling. */
export interface DiscoveredTarget {
  readonly targets: readonly [address: string];
  readonly labels: Readonly<Record<string, string>>;
}

/** The parts of a pod that discovery reads. */
export interface DiscoveredPod extends LiveObject {
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
  readonly status?: {
    readonly podIP?: string;
    readonly hostIP?: string;
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
}

/**
 * The targets of a pod that Prometheus' discovery of Kubernetes makes for the role `pod`, with its labels: one for each port of each
 * container, or one without a port. Debian's Prometheus is built without that discovery.
 * @see https://prometheus.io/docs/prometheus/2.42/configuration/configuration/#pod
 */
export function podTargets(pod: DiscoveredPod): readonly DiscoveredTarget[] {
  const { podIP: ip = '' } = pod.status ?? {};
  if (ip === '') return [];
  const all = [
    ...(pod.spec.initContainers ?? []).map((container) => ({ container, init: 'true' })),
    ...pod.spec.containers.map((container) => ({ container, init: 'false' })),
  ];
  return all.flatMap(({ container, init }): readonly DiscoveredTarget[] => {
    const ports = container.ports ?? [];
    const labels = {
      ...labelsOf(pod),
      __meta_kubernetes_pod_container_name: container.name,
      __meta_kubernetes_pod_container_image: container.image,
      __meta_kubernetes_pod_container_init: init,
    };
    if (ports.length === 0) return [{ targets: [ip], labels }];
    return ports.map(({ name = '', containerPort, protocol = 'TCP' }) => ({
      targets: [`${ip}:${containerPort}`] as const,
      labels: {
        ...labels,
        __meta_kubernetes_pod_container_port_name: name,
        __meta_kubernetes_pod_container_port_number: String(containerPort),
        __meta_kubernetes_pod_container_port_protocol: protocol,
      },
    }));
  });
}

function labelsOf({ metadata, spec, status }: DiscoveredPod): Readonly<Record<string, string>> {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status ?? 'unknown';
  return {
    __meta_kubernetes_namespace: metadata.namespace ?? '',
    __meta_kubernetes_pod_name: metadata.name,
    __meta_kubernetes_pod_ip: status?.podIP ?? '',
    __meta_kubernetes_pod_ready: ready.toLowerCase(),
    __meta_kubernetes_pod_phase: status?.phase ?? '',
    __meta_kubernetes_pod_node_name: spec.nodeName ?? '',
    __meta_kubernetes_pod_host_ip: status?.hostIP ?? '',
    __meta_kubernetes_pod_uid: metadata.uid,
    ...each('label', metadata.labels),
    ...each('annotation', metadata.annotations),
  };
}

function each(kind: 'label' | 'annotation', entries: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => {
      const legal = name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
      return [
        [`__meta_kubernetes_pod_${kind}_${legal}`, value],
        [`__meta_kubernetes_pod_${kind}present_${legal}`, 'true'],
      ];
    }),
  );
}

import { inWave, WAVES, type KubeObject, type ManifestMap, type ObjectMetadata } from '@postgres-ha/kube-manifest';

/** Which pods are asked for metrics, how often, and which labels their series get. */
export interface Scrape {
  readonly metadata: ObjectMetadata;
  readonly selector: ManifestMap;
  /** Namespaces of the pods where they are not the monitor's own. */
  readonly namespaces?: ManifestMap;
  /** Name of the container's port. */
  readonly port: 'metrics' | 'http';
  readonly intervalSeconds: number;
  /** The pods' label whose value is `job`. */
  readonly jobLabel?: string;
  /** Labels of the pods that become labels of their series. */
  readonly podLabels: readonly string[];
  /** Labels that every series gets; they win over those of the pods. */
  readonly labels: Readonly<Record<string, string>>;
}

/** @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor */
export function podMonitor(scrape: Scrape): KubeObject {
  const { metadata, selector, namespaces, port, intervalSeconds, jobLabel, podLabels, labels } = scrape;
  return inWave(WAVES.monitoring, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata,
    spec: {
      jobLabel,
      podTargetLabels: podLabels.length === 0 ? undefined : podLabels,
      namespaceSelector: namespaces,
      selector,
      podMetricsEndpoints: [
        {
          port,
          path: '/metrics',
          interval: `${intervalSeconds}s`,
          // An instance that is slow to answer is not one that is down.
          scrapeTimeout: `${Math.min(intervalSeconds, 10)}s`,
          // Written out where the definition has a default, so that what is applied is what is read back.
          relabelings: Object.entries(labels).map(([targetLabel, replacement]) => ({
            action: 'replace',
            targetLabel,
            replacement,
          })),
        },
      ],
    },
  });
}

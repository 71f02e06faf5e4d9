import { join } from 'node:path';
import type { GeneratedPrometheus } from '@postgres-ha/testkit';
import { parse } from 'yaml';
import { KUBELET } from './measuring-kubelet.ts';
import type { PodDiscovery } from './pod-discovery.ts';

interface Generated {
  readonly global: object;
  readonly scrape_configs: readonly {
    readonly job_name: string;
    readonly kubernetes_sd_configs: readonly {
      readonly role: string;
      readonly namespaces?: { readonly names?: readonly string[] };
    }[];
  }[];
}

export interface Surroundings {
  /** State directory of the rig. */
  readonly state: string;
  /** `127.0.0.1:1234` */
  readonly alertmanager: string;
  readonly pods: PodDiscovery;
}

/**
 * What the Prometheus operator generated, for a Prometheus that is no pod and knows no Kubernetes: it is told which pods there are, and
 * where Alertmanager is. How targets are chosen and labelled is as it was generated. And kubelets are scraped, as kube-prometheus does; that is not ours to render.
 */
export function scrapeConfiguration(
  { configuration }: GeneratedPrometheus,
  { state, alertmanager, pods }: Surroundings,
): Readonly<Record<string, unknown>> {
  const generated = parse(asPod(configuration)) as Generated;
  const scrapes = generated.scrape_configs.map(({ kubernetes_sd_configs: discoveries, ...scrape }) => ({
    ...scrape,
    file_sd_configs: discoveries.map(({ role, namespaces }) => {
      if (role !== 'pod') throw new Error(`pods are told of here, and ${scrape.job_name} asks for the role ${role}`);
      return { files: [pods.fileOf(namespaces?.names)], refresh_interval: '1s' };
    }),
  }));
  return {
    ...generated,
    scrape_configs: [...scrapes, kubelets(state, '/metrics'), kubelets(state, '/metrics/cadvisor')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }], api_version: 'v2' }] },
  };
}

/** What the config reloader of a pod fills in: this is the only Prometheus, and the first of its shards. */
function asPod(configuration: string): string {
  return configuration.replaceAll('$(SHARD)', '0').replaceAll('$(POD_NAME)', 'prometheus-all-0');
}

/** @see https://github.com/prometheus-operator/kube-prometheus/blob/main/manifests/kubernetesControlPlane-serviceMonitorKubelet.yaml */
function kubelets(state: string, path: string): object {
  const key = (file: string): string => join(state, 'pki', file);
  return {
    job_name: `serviceMonitor/monitoring/kubelet${path}`,
    honor_labels: true,
    scheme: 'https',
    metrics_path: path,
    scrape_interval: '5s',
    tls_config: { ca_file: key('ca.crt'), cert_file: key('admin.crt'), key_file: key('admin.key') },
    static_configs: [{ targets: [KUBELET], labels: { job: 'kubelet', metrics_path: path, node: 'rig' } }],
  };
}

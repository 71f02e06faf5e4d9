import * as facets from '../pod-facets.ts';
import { neverSettles, noted, type PodFacet } from '../pod-facets.ts';
import type { ImpactRule, Situation, Verdict } from '../rule.ts';
import { sameValue } from '../value-at.ts';
import { rulesOf } from './define-rule.ts';

const POD_SPEC = 'CloudNativePG 1.30: pkg/specs/podspec_diff.go, ComparePodSpecs';
const PODS = 'CloudNativePG 1.30: pkg/specs/pods.go';

/** What the operator compares of a pod, and what it leaves as it is until the pod is made anew. */
export const clusterPodRules: readonly ImpactRule[] = rulesOf('Cluster', [
  {
    id: 'cluster-resources',
    paths: ['spec.resources', 'spec.resources.**'],
    action: 'pod-spec',
    reason: 'CPU and memory of a container are part of its pod, and the operator does not resize a pod in place.',
    source: POD_SPEC,
    judge: comparing(facets.resources),
  },
  {
    id: 'cluster-node-choice',
    paths: ['spec.affinity.nodeSelector', 'spec.affinity.nodeSelector.**'],
    action: 'pod-spec',
    reason: 'Where a pod may run is part of the pod; the operator does not wait for the next scheduling.',
    source: POD_SPEC,
    judge: comparing(facets.nodeSelector, { stored: true }),
  },
  {
    id: 'cluster-tolerations',
    paths: ['spec.affinity.tolerations'],
    action: 'pod-spec',
    reason: 'Where a pod may run is part of the pod; the operator does not wait for the next scheduling.',
    source: POD_SPEC,
    judge: comparing(facets.tolerations, { stored: true }),
  },
  {
    id: 'cluster-affinity',
    paths: [
      'spec.affinity.enablePodAntiAffinity',
      'spec.affinity.podAntiAffinityType',
      'spec.affinity.topologyKey',
      'spec.affinity.nodeAffinity',
      'spec.affinity.nodeAffinity.**',
      'spec.affinity.additionalPodAffinity',
      'spec.affinity.additionalPodAffinity.**',
      'spec.affinity.additionalPodAntiAffinity',
      'spec.affinity.additionalPodAntiAffinity.**',
    ],
    action: 'pod-spec',
    reason: 'Affinity is part of the pod, that which the operator writes by itself included.',
    source: `${PODS}, CreateAffinitySection; podspec_diff.go`,
    judge: comparing(facets.affinity, { stored: true }),
  },
  {
    id: 'cluster-topology-spread',
    paths: ['spec.topologySpreadConstraints'],
    action: 'pod-spec',
    reason: 'Spread constraints are part of the pod.',
    source: POD_SPEC,
    judge: comparing(facets.topologySpread, { stored: true }),
  },
  {
    id: 'cluster-scheduler',
    paths: ['spec.schedulerName'],
    action: 'pod-spec',
    reason: 'The scheduler is part of the pod.',
    source: POD_SPEC,
    judge: comparing(facets.scheduler),
  },
  {
    id: 'cluster-environment-variables',
    paths: ['spec.env', 'spec.envFrom'],
    action: 'pod-spec',
    reason: 'The environment of a container is part of its pod; even the order of the variables counts.',
    source: `${PODS}, EnvConfig.IsEnvEqual`,
    judge: comparing(facets.environment),
  },
  {
    id: 'cluster-security-context',
    paths: [
      'spec.podSecurityContext',
      'spec.podSecurityContext.**',
      'spec.securityContext',
      'spec.securityContext.**',
      'spec.seccompProfile',
      'spec.seccompProfile.**',
    ],
    action: 'pod-spec',
    reason: 'Security contexts are part of the pod.',
    source: `${PODS}, GetPodSecurityContext; containers.go, GetSecurityContext`,
    judge: comparing((cluster) => [facets.podSecurity(cluster), facets.containerSecurity(cluster)], { stored: true }),
  },
  {
    id: 'cluster-startup-probe',
    paths: ['spec.startDelay', 'spec.probes.startup.**'],
    action: 'pod-spec',
    reason:
      'Period, timeout and threshold of the startup probe are part of the pod; where no threshold is given, startDelay divided by the period is one.',
    source: `${PODS}, createPostgresContainers and getFailureThreshold`,
    judge: comparing(facets.startupProbe),
  },
  {
    id: 'cluster-liveness-probe',
    paths: ['spec.livenessProbeTimeout', 'spec.probes.liveness.**'],
    action: 'pod-spec',
    reason:
      'Period, timeout and threshold of the liveness probe are part of the pod; where no threshold is given, livenessProbeTimeout divided by the period is one.',
    source: `${PODS}, createPostgresContainers and getFailureThreshold`,
    judge: comparing(facets.livenessProbe),
  },
  {
    id: 'cluster-readiness-probe',
    paths: ['spec.probes.readiness.**'],
    action: 'pod-spec',
    reason: 'Period, timeout and threshold of the readiness probe are part of the pod.',
    source: 'CloudNativePG 1.30: api/v1/cluster_funcs.go, Probe.ApplyInto',
    judge: comparing(facets.readinessProbe),
  },
  {
    id: 'cluster-projected-volume',
    paths: ['spec.projectedVolumeTemplate', 'spec.projectedVolumeTemplate.**'],
    action: 'replace-pods',
    reason: 'The projected volume is mounted in the pod.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_upgrade.go, checkProjectedVolumeIsOutdated',
  },
  {
    id: 'cluster-ephemeral-volumes',
    paths: [
      'spec.ephemeralVolumesSizeLimit',
      'spec.ephemeralVolumesSizeLimit.**',
      'spec.ephemeralVolumeSource',
      'spec.ephemeralVolumeSource.**',
    ],
    action: 'pod-spec',
    reason: 'Shared memory and temporary data are volumes of the pod.',
    source: 'CloudNativePG 1.30: pkg/specs/volumes.go, createEphemeralVolume; podspec_diff.go, compareVolumes',
    judge: comparing(facets.ephemeralVolumes, { stored: true }),
  },
  {
    id: 'cluster-service-account-name',
    paths: ['spec.serviceAccountName'],
    action: 'pod-spec',
    reason: 'The name is part of the pod, and immutable once it is set.',
    source: 'CloudNativePG 1.30: CRD rule on spec.serviceAccountName; podspec_diff.go',
    judge: ({ before, after }) => ({ action: before === undefined || after === undefined ? 'pod-spec' : 'refused' }),
  },
  {
    id: 'cluster-stop-delay',
    paths: ['spec.stopDelay'],
    action: 'pod-spec',
    reason: 'It is the termination grace period of the pod.',
    source: `${PODS}, buildInstance; podspec_diff.go, termination-grace-period`,
    judge: comparing(facets.gracePeriod),
  },
  {
    id: 'cluster-log-level',
    paths: ['spec.logLevel'],
    action: 'pod-spec',
    reason: 'The level is an argument of the command in the pod, so even a louder log costs a rollout.',
    source: 'CloudNativePG 1.30: pkg/specs/containers.go, addManagerLoggingOptions',
    judge: comparing(facets.logLevel),
  },
  {
    id: 'cluster-metrics-tls',
    paths: ['spec.monitoring.tls.enabled'],
    action: 'pod-spec',
    reason: 'TLS of the metrics port is an argument of the command in the pod; scrapers must speak HTTPS from then on.',
    source: `${PODS}, createPostgresContainers`,
    judge: comparing(facets.metricsTls),
  },
  {
    id: 'cluster-pod-annotation',
    paths: [
      ['metadata', 'annotations', 'cnpg.io/podPatch'],
      ['metadata', 'annotations', 'alpha.cnpg.io/enableInstancePprof'],
    ],
    action: 'pod-spec',
    reason: 'It changes the pod that the operator wants.',
    source: `${PODS}, buildInstance`,
    judge: comparing((cluster) => [facets.patch(cluster), facets.profiler(cluster)]),
  },
  {
    id: 'cluster-user-and-group',
    paths: ['spec.postgresUID', 'spec.postgresGID'],
    absent: 26,
    action: 'refused',
    reason: 'The files of the data directory belong to that user and group; the webhook keeps both as they were.',
    source: 'CloudNativePG 1.30: internal/webhook/v1/cluster_webhook.go, validateUnixPermissionIdentifierChange',
  },
  {
    id: 'cluster-next-pod-only',
    paths: ['spec.priorityClassName', 'spec.imagePullPolicy'],
    action: 'nothing',
    effect: 'Pods that run stay as they are; a pod that is made later has it.',
    reason: 'The operator does not compare it with the running pods.',
    source: POD_SPEC,
  },
  {
    id: 'cluster-pull-secrets',
    paths: ['spec.imagePullSecrets'],
    action: 'nothing',
    effect: 'The service account lists the new Secrets; a pod that is made later uses them.',
    reason: 'Pull secrets hang on the service account, not on the pod.',
    source: 'CloudNativePG 1.30: internal/controller/cluster_create.go',
  },
]);

/**
 * Judges by what the operator would make of the whole Cluster. Where it compares with what it stored (`stored`), an empty list never
 * equals the nothing that was stored for it.
 */
function comparing(facet: PodFacet, { stored }: { readonly stored: boolean } = { stored: false }) {
  return (_change: unknown, { cluster }: Situation): Verdict => {
    const after = facet(cluster.after);
    if (stored && neverSettles(after))
      return {
        action: 'pod-spec',
        effect:
          'Every instance gets a new pod, and then another one, without end: the operator never finds them as it wants them.',
        reason: 'An empty list or map is not kept in the note that the operator compares pods with.',
      };
    return sameValue(stored ? noted(facet(cluster.before)) : facet(cluster.before), after)
      ? { action: 'nothing', reason: 'The pod that the operator wants is the same.' }
      : { action: 'pod-spec' };
  };
}

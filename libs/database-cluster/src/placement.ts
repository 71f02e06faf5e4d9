import type { Cluster } from '@postgres-ha/environment';
import { instanceSelector } from './selectors.ts';

/** Which nodes instances may run on, and whether two may share one. */
export function affinity({ placement }: Cluster): Readonly<Record<string, unknown>> {
  const { nodes, nodeSelector, nodeAffinity, tolerations } = placement;
  return {
    ...(nodes === 'none'
      ? { enablePodAntiAffinity: false }
      : { enablePodAntiAffinity: true, podAntiAffinityType: nodes, topologyKey: 'kubernetes.io/hostname' }),
    nodeSelector: Object.keys(nodeSelector).length === 0 ? undefined : nodeSelector,
    nodeAffinity:
      nodeAffinity.length === 0
        ? undefined
        : {
            requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: nodeAffinity }] },
          },
    tolerations: tolerations.length === 0 ? undefined : tolerations,
  };
}

/**
 * Instances spread evenly over zones. The jobs that make an instance choose the zone of its volume, so they must count as well: CloudNativePG
 * gives them no podRole, and all that is not a pooler is meant.
 */
export function topologySpread({ name, placement: { zones } }: Cluster): readonly unknown[] | undefined {
  if (zones === 'none') return undefined;
  return [
    {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: zones === 'required' ? 'DoNotSchedule' : 'ScheduleAnyway',
      labelSelector: instanceSelector(name),
    },
  ];
}

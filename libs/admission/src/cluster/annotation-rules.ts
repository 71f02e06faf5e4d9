import type { StateRule } from '../rule.ts';
import { isJsonPatch } from '../values/json-patch.ts';
import { livenessPinger } from '../values/liveness-pinger.ts';
import type { ClusterResource } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';

const HIBERNATION = 'cnpg.io/hibernation';
const POD_PATCH = 'cnpg.io/podPatch';
const PINGER = 'alpha.cnpg.io/livenessPinger';

/** Rules about annotations that tell CloudNativePG what to do. */
export const annotationRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'hibernation-annotation',
    summary: `The annotation ${HIBERNATION} is on or off.`,
    remedy: 'Write on to stop all pods, off to start them.',
    source: `${WEBHOOK}: validateHibernationAnnotation`,
    breaches: unless(HIBERNATION, (value) => value === 'on' || value === 'off'),
    vectors: {
      fails: { metadata: { annotations: { [HIBERNATION]: 'true' } } },
      passes: { metadata: { annotations: { [HIBERNATION]: 'off' } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'pod-patch-decode',
    summary: `The annotation ${POD_PATCH} is a JSON patch: a list of operations, each with op and path.`,
    remedy: 'Correct the patch (RFC 6902).',
    source: `${WEBHOOK}: validatePodPatchAnnotation`,
    breaches: unless(POD_PATCH, isJsonPatch),
    vectors: {
      fails: { metadata: { annotations: { [POD_PATCH]: '{}' } } },
      passes: { metadata: { annotations: { [POD_PATCH]: '[]' } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'liveness-pinger-annotation',
    summary: `The annotation ${PINGER} is JSON with enabled, and timeouts in whole milliseconds.`,
    remedy:
      'Write it like {"enabled":true,"requestTimeout":1000}; or remove it and set spec.probes.liveness.isolationCheck.',
    source: `${WEBHOOK}: validateLivenessPingerProbe`,
    breaches: unless(PINGER, (value) => livenessPinger(value) !== undefined),
    vectors: {
      fails: { metadata: { annotations: { [PINGER]: '{}' } } },
      passes: { metadata: { annotations: { [PINGER]: '{"enabled":true}' } } },
    },
  },
];

function unless(annotation: string, isGood: (value: string) => boolean): StateRule<ClusterResource>['breaches'] {
  return ({ metadata }) => {
    const value = metadata.annotations?.[annotation];
    return value === undefined || isGood(value)
      ? []
      : [{ path: ['metadata', 'annotations', annotation], found: JSON.stringify(value) }];
  };
}

import type { Breach, StateRule } from '../rule.ts';
import { isLabelKey, isLabelValue } from '../values/label.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import type { ClusterResource, Toleration } from './cluster-resource.ts';

const TOLERATIONS = `${WEBHOOK}: validateTolerations`;
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Rules about the nodes that instances may run on. */
export const schedulingRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'toleration-key',
    summary:
      'The key of a toleration is the key of a label: letters, digits, hyphens, underscores, dots, maybe a DNS name and a slash before.',
    remedy: 'Write the key of the taint as the node has it.',
    source: TOLERATIONS,
    breaches: (cluster) =>
      judge(cluster, ({ key = '' }) => (key === '' || isLabelKey(key) ? undefined : ['key', 'key', key])),
    vectors: {
      fails: tolerating({ key: 'a b', operator: 'Exists' }),
      passes: tolerating({ key: 'a-b', operator: 'Exists' }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'toleration-empty-key',
    summary: 'A toleration without a key tolerates all taints, and says so with the operator Exists.',
    remedy: 'Add the key, or write operator: Exists.',
    source: TOLERATIONS,
    breaches: (cluster) =>
      judge(cluster, ({ key = '', operator = '' }) =>
        key === '' && operator !== 'Exists' ? ['operator', 'operator', operator] : undefined,
      ),
    vectors: { fails: tolerating({ operator: 'Equal' }), passes: tolerating({ operator: 'Exists' }) },
  },
  {
    ...CLUSTER_ERROR,
    id: 'toleration-seconds',
    summary: 'tolerationSeconds belongs to the effect NoExecute: only it puts a running pod out.',
    remedy: 'Write effect: NoExecute, or remove tolerationSeconds.',
    source: TOLERATIONS,
    breaches: (cluster) =>
      judge(cluster, ({ tolerationSeconds, effect = '' }) =>
        tolerationSeconds !== undefined && effect !== 'NoExecute' ? ['effect', 'effect', effect] : undefined,
      ),
    vectors: {
      fails: tolerating({ key: 'a', operator: 'Exists', tolerationSeconds: 3 }),
      passes: tolerating({ key: 'a', operator: 'Exists', tolerationSeconds: 3, effect: 'NoExecute' }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'toleration-value',
    summary:
      'The value of a toleration is the value of a label: at most 63 letters, digits, hyphens, underscores and dots.',
    remedy: 'Write the value of the taint as the node has it.',
    source: TOLERATIONS,
    breaches: (cluster) =>
      judge(cluster, ({ operator = '', value = '' }) =>
        ['', 'Equal'].includes(operator) && !isLabelValue(value) ? ['value', 'operator', value] : undefined,
      ),
    vectors: {
      fails: tolerating({ key: 'a', value: 'b c' }),
      passes: tolerating({ key: 'a', value: 'b-c' }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'toleration-exists-value',
    summary: 'A toleration with the operator Exists has no value: it tolerates all of them.',
    remedy: 'Remove the value, or write operator: Equal.',
    source: TOLERATIONS,
    breaches: (cluster) =>
      judge(cluster, ({ operator, value = '' }) =>
        operator === 'Exists' && value !== '' ? ['value', 'operator', value] : undefined,
      ),
    vectors: {
      fails: tolerating({ key: 'a', operator: 'Exists', value: 'b' }),
      passes: tolerating({ key: 'a', operator: 'Equal', value: 'b' }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'toleration-operator',
    type: 'FieldValueNotSupported',
    summary: 'The operator of a toleration is Equal or Exists. CloudNativePG does not know the newer Lt and Gt.',
    remedy: 'Write one of the two; without one it is Equal.',
    source: TOLERATIONS,
    breaches: (cluster) =>
      judge(cluster, ({ operator = '' }) =>
        ['', 'Equal', 'Exists'].includes(operator) ? undefined : ['operator', 'operator', operator],
      ),
    vectors: {
      fails: tolerating({ key: 'a', operator: 'Lt' }),
      passes: tolerating({ key: 'a', operator: 'Equal' }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'toleration-effect',
    type: 'FieldValueNotSupported',
    summary: 'The effect of a toleration is NoSchedule, PreferNoSchedule or NoExecute.',
    remedy: 'Write one of the three; without one all are tolerated.',
    source: `${TOLERATIONS}, validateTaintEffect`,
    breaches: (cluster) =>
      judge(cluster, ({ effect = '' }) =>
        effect === '' || EFFECTS.includes(effect) ? undefined : ['effect', 'effect', effect],
      ),
    vectors: {
      fails: tolerating({ key: 'a', operator: 'Exists', effect: 'noExecute' }),
      passes: tolerating({ key: 'a', operator: 'Exists', effect: 'NoExecute' }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'anti-affinity-type',
    summary: 'Instances are kept apart as preferred or as required.',
    remedy: 'Write podAntiAffinityType: preferred or required.',
    source: `${WEBHOOK}: validateAntiAffinity`,
    breaches: ({ spec: { affinity: { podAntiAffinityType = '' } = {} } }) =>
      ['', 'preferred', 'required'].includes(podAntiAffinityType)
        ? []
        : [{ path: ['spec', 'affinity', 'podAntiAffinityType'], found: podAntiAffinityType }],
    vectors: {
      fails: { spec: { affinity: { podAntiAffinityType: 'Required' } } },
      passes: { spec: { affinity: { podAntiAffinityType: 'required' } } },
    },
  },
];

type Fault = readonly [key: keyof Toleration, reported: keyof Toleration, found: string];

/** The operator prints `toleration` for `tolerations`. */
function judge(
  { spec: { affinity: { tolerations = [] } = {} } }: ClusterResource,
  faultOf: (toleration: Toleration) => Fault | undefined,
): readonly Breach[] {
  return tolerations.flatMap((toleration, index) => {
    const fault = faultOf(toleration);
    if (fault === undefined) return [];
    const [key, reported, found] = fault;
    return [
      {
        path: ['spec', 'affinity', 'tolerations', index, key],
        found: JSON.stringify(found),
        reported: `spec.affinity.toleration[${index}].${reported}`,
      },
    ];
  });
}

function tolerating(toleration: Toleration) {
  return { spec: { affinity: { tolerations: [toleration] } } };
}

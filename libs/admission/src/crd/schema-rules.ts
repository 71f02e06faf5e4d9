import type { Example, RuleText, Vectors } from '../rule.ts';
import { CNPG_1_30 } from '../versions.ts';

/** A rule about objects of every kind, judged from their schemas. Its examples are Clusters. */
export interface GeneralRule extends Omit<RuleText, 'kind'> {
  readonly vectors: Vectors;
}

/** What is common to every field, whatever its kind: these rules are judged from the schemas in this folder. */
export const SCHEMA_RULES: readonly GeneralRule[] = [
  general({
    id: 'unknown-field',
    summary: 'An object has only fields that its kind knows.',
    remedy: 'Correct or remove the field; the message lists what is known there.',
    source: 'API server: strict field validation',
    fails: { spec: { storage: { sise: '1Gi' } } },
    passes: { spec: { storage: { size: '1Gi' } } },
  }),
  general({
    id: 'field-type',
    summary: 'A value has the type that its field takes.',
    remedy: 'Write a value of that type.',
    source: 'CRD schema: type; Go decoding in the mutating webhook',
    fails: { spec: { instances: '3' } },
    passes: { spec: { instances: 3 } },
  }),
  general({
    id: 'field-required',
    summary: 'A field that its kind needs is there.',
    remedy: 'Add the field.',
    source: 'CRD schema: required',
    fails: { spec: { projectedVolumeTemplate: { sources: [{ podCertificate: { keyType: 'ED25519' } }] } } },
    passes: {
      spec: { projectedVolumeTemplate: { sources: [{ podCertificate: { keyType: 'ED25519', signerName: 'a/b' } }] } },
    },
  }),
  general({
    id: 'field-enum',
    summary: 'A value is one of those possible.',
    remedy: 'Take one of the values in the message.',
    source: 'CRD schema: enum',
    fails: { spec: { logLevel: 'loud' } },
    passes: { spec: { logLevel: 'debug' } },
  }),
  general({
    id: 'field-pattern',
    summary: 'A text has the form that its field takes.',
    remedy: 'Write it in that form.',
    source: 'CRD schema: pattern',
    fails: { spec: { replicationSlots: { highAvailability: { slotPrefix: 'A' } } } },
    passes: { spec: { replicationSlots: { highAvailability: { slotPrefix: 'a' } } } },
  }),
  general({
    id: 'field-range',
    summary: 'A number is within its bounds.',
    remedy: 'Take a number within them.',
    source: 'CRD schema: minimum, maximum',
    fails: { spec: { instances: 0 } },
    passes: { spec: { instances: 1 } },
  }),
  general({
    id: 'field-length',
    summary: 'A text is neither too short nor too long.',
    remedy: 'Shorten or lengthen it.',
    source: 'CRD schema: minLength, maxLength',
    fails: { spec: { serviceAccountName: 'a'.repeat(254) } },
    passes: { spec: { serviceAccountName: 'a'.repeat(253) } },
  }),
  general({
    id: 'list-duplicate',
    summary: 'A list that tells its items by a key holds each key once.',
    remedy: 'Remove or rename one of the two.',
    source: 'CRD schema: x-kubernetes-list-type',
    fails: { spec: { podSelectorRefs: ['a', 'a'].map((name) => ({ name, selector: {} })) } },
    passes: { spec: { podSelectorRefs: ['a', 'b'].map((name) => ({ name, selector: {} })) } },
  }),
  general({
    id: 'quantity-syntax',
    summary: 'A quantity is one that Kubernetes reads.',
    remedy: 'Write it like 100Gi, 1.5 or 500m: no space, no GB.',
    source: 'apimachinery, pkg/api/resource: ParseQuantity',
    fails: { spec: { resources: { requests: { memory: '1GB' } } } },
    passes: { spec: { resources: { requests: { memory: '1G' } } } },
  }),
  general({
    id: 'duration-syntax',
    summary: 'A duration is one that Go reads.',
    remedy: 'Write it like 30s or 1h30m; there are no days.',
    source: 'Go: time.ParseDuration',
    fails: { spec: { monitoring: { metricsQueriesTTL: '1d' } } },
    passes: { spec: { monitoring: { metricsQueriesTTL: '24h' } } },
  }),
  general({
    id: 'time-syntax',
    summary: 'A time is one that Go reads.',
    remedy: 'Write it like 2026-01-31T14:30:00Z.',
    source: 'apimachinery, pkg/apis/meta/v1: Time',
    fails: { spec: { managed: { roles: [{ name: 'a', validUntil: '2026-01-31' }] } } },
    passes: { spec: { managed: { roles: [{ name: 'a', validUntil: '2026-01-31T00:00:00Z' }] } } },
  }),
  general({
    id: 'object-name',
    summary: 'An object has a name that Kubernetes takes: lower-case letters, digits, hyphens and dots.',
    remedy: 'Rename it.',
    source: 'apimachinery, pkg/api/validation: ValidateObjectMeta',
    fails: { metadata: { name: 'C1' } },
    passes: { metadata: { name: 'c1' } },
  }),
  general({
    id: 'object-labels',
    summary: 'Labels and annotations have keys, and labels have values, that Kubernetes takes.',
    remedy: 'Correct the key or the value.',
    source: 'apimachinery, pkg/api/validation: ValidateObjectMeta',
    fails: { metadata: { labels: { team: 'a b' } } },
    passes: { metadata: { labels: { team: 'a_b' } } },
  }),
  general({
    id: 'replicas-range',
    summary: 'A number of instances is one that can be scaled to: 0 to 2147483647.',
    remedy: 'Take a number within these bounds.',
    source: 'API server: scale subresource',
    fails: { spec: { instances: 2_147_483_648 } },
    passes: { spec: { instances: 2_147_483_647 } },
  }),
];

type Written = Pick<RuleText, 'id' | 'remedy' | 'source' | 'summary'> & {
  readonly fails: Example;
  readonly passes: Example;
};

function general({ fails, passes, ...text }: Written): GeneralRule {
  return { ...text, level: 'error', versions: CNPG_1_30, vectors: { fails, passes } };
}

import { byteLength } from '../values/byte-length.ts';
import { isDns1035Label } from '../values/dns-label.ts';
import type { StateRule } from '../rule.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import type { ClusterResource } from './cluster-resource.ts';

const MAX_BYTES = 50;

/** Rules about the name of a cluster. */
export const identityRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'name-dns-label',
    summary: 'A cluster is named by a lower-case letter, then letters, digits and hyphens, the last no hyphen.',
    remedy: 'Rename it: its pods, volumes and services are named after it.',
    source: `${WEBHOOK}: validateName`,
    breaches: ({ metadata: { name } }) =>
      isDns1035Label(name) ? [] : [{ path: ['metadata', 'name'], found: JSON.stringify(name) }],
    vectors: { fails: { metadata: { name: '1a' } }, passes: { metadata: { name: 'a1' } } },
  },
  {
    ...CLUSTER_ERROR,
    id: 'name-length',
    summary: 'The name of a cluster has at most 50 characters.',
    remedy: 'Shorten it: services and pods add to it, and theirs may have 63.',
    source: `${WEBHOOK}: validateName`,
    breaches: ({ metadata: { name } }) => {
      const bytes = byteLength(name);
      return bytes > MAX_BYTES ? [{ path: ['metadata', 'name'], found: `${bytes} characters` }] : [];
    },
    vectors: { fails: { metadata: { name: 'a'.repeat(51) } }, passes: { metadata: { name: 'a'.repeat(50) } } },
  },
];

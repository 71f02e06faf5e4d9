import type { StateRule } from '../rule.ts';
import { promotionTokenFault } from '../values/promotion-token.ts';
import type { ClusterResource } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import { isReplica } from './replica.ts';

const PROMOTION = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validatePromotionToken` } as const;
const EXTERNAL = { externalClusters: [{ name: 'x', connectionParameters: { host: 'h' } }] } as const;
const PROMOTED = { enabled: false, source: 'x' } as const;
/** Timeline 1 of a database, which ended at its first checkpoint. */
const TOKEN =
  'eyJsYXRlc3RDaGVja3BvaW50VGltZWxpbmVJRCI6IjEiLCJyZWRvV2FsRmlsZSI6IjAwMDAwMDAxMDAwMDAwMDAwMDAwMDAwMSIsImRhdGFiYXNlU3lzdGVtSWRlbnRpZmllciI6IjciLCJsYXRlc3RDaGVja3BvaW50UkVET0xvY2F0aW9uIjoiMC8xIiwidGltZU9mTGF0ZXN0Q2hlY2twb2ludCI6InQiLCJvcGVyYXRvclZlcnNpb24iOiIxLjMwLjAifQ==';

/** Rules about the token that promotes a replica cluster where its primary left off. */
export const promotionRules: readonly StateRule<ClusterResource>[] = [
  {
    ...PROMOTION,
    id: 'promotion-token-delay',
    summary: 'A cluster that is promoted with a token does not lag on purpose.',
    remedy: 'Remove minApplyDelay.',
    breaches: where('delay'),
    vectors: {
      fails: { spec: { ...EXTERNAL, replica: { ...PROMOTED, promotionToken: TOKEN, minApplyDelay: '1h' } } },
      passes: { spec: { ...EXTERNAL, replica: { ...PROMOTED, promotionToken: TOKEN } } },
    },
  },
  {
    ...PROMOTION,
    id: 'promotion-token-replica',
    summary: 'Only a cluster that becomes a primary has a promotion token.',
    remedy: 'Make it a primary in the same change (replica.primary or replica.enabled), or remove promotionToken.',
    breaches: where('replica'),
    vectors: {
      fails: {
        spec: {
          ...EXTERNAL,
          bootstrap: { pg_basebackup: { source: 'x' } },
          replica: { source: 'x', promotionToken: TOKEN },
        },
      },
      passes: {
        spec: {
          ...EXTERNAL,
          bootstrap: { pg_basebackup: { source: 'x' } },
          replica: { ...PROMOTED, promotionToken: TOKEN },
        },
      },
    },
  },
  {
    ...PROMOTION,
    id: 'promotion-token-format',
    summary: 'A promotion token is JSON in base64, as the demoted cluster shows it.',
    remedy: 'Copy status.demotionToken of the cluster that was the primary, all of it.',
    breaches: where('malformed'),
    vectors: {
      fails: { spec: { ...EXTERNAL, replica: { ...PROMOTED, promotionToken: TOKEN.slice(1) } } },
      passes: { spec: { ...EXTERNAL, replica: { ...PROMOTED, promotionToken: TOKEN } } },
    },
  },
  {
    ...PROMOTION,
    id: 'promotion-token-content',
    summary: 'A promotion token tells where the demoted cluster ended, and which operator wrote it.',
    remedy: 'Copy status.demotionToken of the cluster that was the primary, all of it.',
    breaches: where('lacking'),
    vectors: {
      fails: { spec: { ...EXTERNAL, replica: { ...PROMOTED, promotionToken: 'e30=' } } },
      passes: { spec: { ...EXTERNAL, replica: { ...PROMOTED, promotionToken: TOKEN } } },
    },
  },
];

type PromotionFault = 'delay' | 'replica' | 'malformed' | 'lacking';

/** The first fault; the others are not looked for. */
function promotionFault(cluster: ClusterResource): PromotionFault | undefined {
  const replica = cluster.spec.replica;
  if (replica?.promotionToken === undefined || replica.promotionToken === '') return undefined;
  if (replica.minApplyDelay !== undefined) return 'delay';
  return isReplica(cluster) ? 'replica' : promotionTokenFault(replica.promotionToken)?.kind;
}

const WORDS: Readonly<Record<PromotionFault, string>> = {
  delay: 'a delay and a token',
  replica: 'a token in a cluster that follows another',
  malformed: 'a token that cannot be read',
  lacking: 'a token that lacks a field',
};

function where(kind: PromotionFault): StateRule<ClusterResource>['breaches'] {
  const [key, reportedKey] = kind === 'delay' ? ['minApplyDelay', 'minApplyDelay'] : ['promotionToken', 'token'];
  return (cluster) =>
    promotionFault(cluster) === kind
      ? [{ path: ['spec', 'replica', key], found: WORDS[kind], reported: `spec.replicaCluster.${reportedKey}` }]
      : [];
}

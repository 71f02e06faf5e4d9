import type { Breach, StateRule } from '../rule.ts';
import { imageVersion, type ImageVersion } from '../values/image-version.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import type { ClusterResource } from './cluster-resource.ts';

const PULL_POLICIES = ['Always', 'Never', 'IfNotPresent'];

/** Rules about the image of PostgreSQL. */
export const imageRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'image-latest',
    summary: 'The image is named with the tag of a version; latest, or no tag at all, tells none.',
    remedy: 'Add the version as tag, such as :17.5, if you can with a digest behind it.',
    source: `${WEBHOOK}: validateImageName`,
    breaches: (cluster) => imageOf(cluster, 'latest'),
    vectors: { fails: { spec: { imageName: 'r.io/pg' } }, passes: { spec: { imageName: 'r.io/pg:17' } } },
  },
  {
    ...CLUSTER_ERROR,
    id: 'image-digest-only',
    summary: 'A digest alone tells no version: a tag stands before it.',
    remedy: 'Put the version between name and digest, as in name:17.5@sha256:….',
    source: `${WEBHOOK}: validateImageName`,
    breaches: (cluster) => imageOf(cluster, 'digest-only'),
    vectors: {
      fails: { spec: { imageName: 'r.io/pg@sha256:abababab' } },
      passes: { spec: { imageName: 'r.io/pg:17@sha256:abababab' } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'image-tag-version',
    summary: "The image's tag starts with PostgreSQL's version: 17, 17.5 or 17.5-1.",
    remedy: 'Use such a tag. Where the registry has none, list the image in an ImageCatalog by its major version.',
    source: `${WEBHOOK}: validateImageName`,
    breaches: (cluster) => imageOf(cluster, 'not-a-version'),
    vectors: { fails: { spec: { imageName: 'pg:v17' } }, passes: { spec: { imageName: 'pg:17' } } },
  },
  {
    ...CLUSTER_ERROR,
    id: 'image-pull-policy',
    summary: 'An image is pulled Always, Never or IfNotPresent.',
    remedy: 'Write one of the three, with the same capitals, or leave it out.',
    source: `${WEBHOOK}: validateImagePullPolicy`,
    breaches: ({ spec: { imagePullPolicy = '' } }) =>
      imagePullPolicy === '' || PULL_POLICIES.includes(imagePullPolicy)
        ? []
        : [{ path: ['spec', 'imagePullPolicy'], found: imagePullPolicy }],
    vectors: { fails: { spec: { imagePullPolicy: 'always' } }, passes: { spec: { imagePullPolicy: 'Always' } } },
  },
];

function imageOf({ spec: { imageName = '' } }: ClusterResource, kind: ImageVersion['kind']): readonly Breach[] {
  return imageName !== '' && imageVersion(imageName).kind === kind
    ? [{ path: ['spec', 'imageName'], found: imageName }]
    : [];
}

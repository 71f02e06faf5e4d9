import type { Environment, LocateIntent } from '../cluster.ts';
import type { Finding } from './finding.ts';
import { findingsOf, type Rule } from './rule.ts';
import { watchingRules } from './watching-rules.ts';

/** Rules about an environment as a whole. */
export const ENVIRONMENT_RULES: readonly Rule<Environment>[] = [
  {
    id: 'environment-name',
    level: 'error',
    summary: 'An environment is named by its folder: lower-case letters, digits and hyphens.',
    detail: 'Its name becomes part of the names of Argo CD applications.',
    source: 'Kubernetes: object names',
    breaches: ({ name }) =>
      /^[a-z](?:[-a-z0-9]{0,38}[a-z0-9])?$/.test(name)
        ? []
        : [
            {
              path: [],
              found: `the folder ${name}`,
              expected: 'a lower-case letter, then letters, digits and hyphens, at most 40',
              remedy: 'Rename the folder.',
            },
          ],
  },
  {
    id: 'image-major',
    level: 'error',
    summary: 'The image of a major version must carry that version in its tag.',
    detail: 'A wrong one would upgrade every cluster of that major version at once.',
    source: 'CloudNativePG 1.30: ImageCatalog',
    breaches: ({ images }) =>
      Object.entries(images.postgresql).flatMap(([major, reference]) =>
        new RegExp(`:${major}(?![0-9])`).test(reference)
          ? []
          : [{ path: ['images', 'postgresql', major], found: reference, expected: `an image of PostgreSQL ${major}` }],
      ),
  },
  {
    id: 'catalog-digest',
    level: 'warning',
    summary: 'Images of the catalogue should be pinned by digest.',
    detail: 'A tag can be moved; two instances may then run different builds.',
    source: 'house rule',
    breaches: ({ images }) =>
      Object.entries(images.postgresql).flatMap(([major, reference]) =>
        reference.includes('@sha256:')
          ? []
          : [{ path: ['images', 'postgresql', major], found: reference, expected: 'name:tag@sha256:…' }],
      ),
  },
  {
    id: 'mesh-pod-security',
    level: 'note',
    summary:
      "Linkerd's proxies need its CNI plugin in namespaces that keep the Pod Security level baseline or restricted.",
    detail:
      'Without the plugin each meshed pod starts a container that changes the network of the pod, and those levels refuse it: the poolers would not start. Install the plugin, or set podSecurity: privileged for the namespaces of the clusters.',
    source: 'Linkerd: CNI plugin; Kubernetes: Pod Security Standards',
    breaches: ({ mesh, namespaces, clusters }) => {
      const used = new Set(clusters.map(({ namespace }) => namespace));
      const guarded = [...used].filter((name) => namespaces[name]?.podSecurity !== 'privileged');
      return mesh === 'none' || guarded.length === 0
        ? []
        : [
            {
              path: ['mesh'],
              found: `linkerd, in namespaces that are not privileged (${guarded.join(', ')})`,
              expected: 'a mesh whose CNI plugin is installed',
            },
          ];
    },
  },
  {
    id: 'volume-encryption',
    level: 'warning',
    summary: 'Volumes of a class that this environment owns should be encrypted.',
    detail: 'For the EBS driver that is parameters: {encrypted: "true"}.',
    source: 'AWS EBS CSI driver: parameters; requirement R8',
    breaches: ({ storageClasses }) =>
      Object.entries(storageClasses).flatMap(([name, { provisioner, parameters }]) =>
        provisioner === 'ebs.csi.aws.com' && parameters['encrypted'] !== 'true'
          ? [
              {
                path: ['storageClasses', name, 'parameters'],
                found: 'volumes that are not encrypted',
                expected: 'encrypted: "true"',
              },
            ]
          : [],
      ),
  },
  ...watchingRules,
];

/** What the rules find in an environment, its clusters apart. */
export function environmentFindings(environment: Environment, locate: LocateIntent): readonly Finding[] {
  return findingsOf(ENVIRONMENT_RULES, environment, locate);
}

import { requestedImage } from '../image-version.ts';
import type { ImpactRule, Situation, Verdict } from '../rule.ts';
import { rulesOf } from './define-rule.ts';

const IMAGE = 'CloudNativePG 1.30: internal/controller/cluster_image.go, reconcileImage';
const IN_THE_POD = 'The image is that of the container in the pod.';

const clusterRules = rulesOf('Cluster', [
  {
    id: 'cluster-image',
    paths: ['spec.imageName', 'spec.imageCatalogRef', 'spec.imageCatalogRef.**'],
    action: 'replace-pods',
    reason: IN_THE_POD,
    source: IMAGE,
    judge: (_change, situation) => imageVerdict(situation),
  },
  {
    id: 'cluster-extension-path',
    paths: ['spec.postgresql.extensions.*.extension_control_path', 'spec.postgresql.extensions.*.dynamic_library_path'],
    action: 'reload',
    reason: 'The paths become extension_control_path and dynamic_library_path, which a reload applies.',
    source: 'CloudNativePG 1.30: pkg/postgres/configuration.go, setExtensionControlPath',
  },
  {
    id: 'cluster-extension',
    paths: ['spec.postgresql.extensions', 'spec.postgresql.extensions.*', 'spec.postgresql.extensions.**'],
    action: 'pod-spec',
    reason: 'Extensions are image volumes of the pod.',
    source: 'CloudNativePG 1.30: pkg/specs/volumes.go, CreateExtensionVolumes',
  },
]);

const catalogRules = rulesOf(
  ['ImageCatalog', 'ClusterImageCatalog'],
  [
    {
      id: 'catalog-image',
      paths: ['spec.images', 'spec.images.*', 'spec.images.**'],
      action: 'replace-pods',
      reason: IN_THE_POD,
      source: IMAGE,
      judge: catalogVerdict,
    },
    {
      id: 'catalog-component',
      paths: ['spec.componentImages', 'spec.componentImages.*', 'spec.componentImages.**'],
      action: 'pooler-roll',
      reason: 'A Pooler can take its image from here.',
      source: 'CloudNativePG 1.30: internal/controller/pooler_image.go',
    },
  ],
);

/** Which PostgreSQL runs. */
export const clusterImageRules: readonly ImpactRule[] = [...clusterRules, ...catalogRules];

function catalogVerdict({ path }: { readonly path: readonly (string | number)[] }, situation: Situation): Verdict {
  const { cluster, all } = situation;
  if (cluster.after === undefined)
    return {
      action: 'replace-pods',
      certain: false,
      reason: 'Which clusters use this entry is not in these files.',
    };
  const was = requestedImage(cluster.before, all.before);
  const is = requestedImage(cluster.after, all.after);
  if (path.includes('extensions') && was.major === is.major && usesExtensions(situation))
    return { action: 'pod-spec', certain: false, reason: 'It may be an extension that the cluster mounts.' };
  return was.image === is.image && was.major === is.major
    ? { action: 'nothing', reason: 'The cluster uses another entry of the catalog.' }
    : imageVerdict(situation);
}

function usesExtensions({ cluster }: Situation): boolean {
  const { postgresql } = (cluster.after?.['spec'] ?? {}) as { readonly postgresql?: { readonly extensions?: unknown } };
  return postgresql?.extensions !== undefined;
}

function imageVerdict({ cluster, all }: Situation): Verdict {
  const was = requestedImage(cluster.before, all.before);
  const is = requestedImage(cluster.after, all.after);
  if (was.major !== undefined && is.major !== undefined && was.major !== is.major) {
    return is.major > was.major
      ? {
          action: 'major-upgrade',
          reason: `From PostgreSQL ${was.major} to ${is.major}: the operator stops all instances and runs pg_upgrade with hard links.`,
          source: 'CloudNativePG 1.30: pkg/reconciler/majorupgrade/reconciler.go',
        }
      : {
          action: 'refused',
          effect:
            'The webhook refuses it, and the operator would not do it: data of a major version never goes back to an older one.',
          reason: `From PostgreSQL ${was.major} to ${is.major} is a step back.`,
        };
  }
  if (is.image !== undefined && was.image === is.image)
    return { action: 'nothing', reason: 'It is the same image by another way.' };
  if (is.image === undefined || was.image === undefined)
    return {
      action: 'replace-pods',
      certain: false,
      reason: 'The catalog is not in these files, so the image may be another one.',
    };
  return { action: 'replace-pods' };
}

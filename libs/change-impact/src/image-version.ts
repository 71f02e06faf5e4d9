import type { KubeObject } from '@postgres-ha/kube-manifest';
import { listAt, numberAt, stringAt } from './value-at.ts';

/** What a Cluster runs, as far as its own files tell. */
export interface RequestedImage {
  /** Undefined where it comes from a catalog that is not among the objects. */
  readonly image: string | undefined;
  readonly major: number | undefined;
}

/**
 * The image of a Cluster, out of its `imageName` or out of the catalog among the objects that it refers to.
 * @see CloudNativePG 1.30: internal/controller/cluster_image.go, getRequestedImageInfo
 */
export function requestedImage(cluster: KubeObject | undefined, objects: readonly KubeObject[]): RequestedImage {
  const name = stringAt(cluster, ['spec', 'imageName']);
  if (name !== undefined) return { image: name, major: majorOf(name) };
  const major = numberAt(cluster, ['spec', 'imageCatalogRef', 'major']);
  const entry = listAt(catalogOf(cluster, objects), ['spec', 'images']).find(
    (item) => numberAt(item, ['major']) === major,
  );
  return { image: stringAt(entry, ['image']), major };
}

export function catalogOf(cluster: KubeObject | undefined, objects: readonly KubeObject[]): KubeObject | undefined {
  const kind = stringAt(cluster, ['spec', 'imageCatalogRef', 'kind']);
  const name = stringAt(cluster, ['spec', 'imageCatalogRef', 'name']);
  return objects.find(
    (object) =>
      object.kind === kind &&
      object.metadata.name === name &&
      (kind === 'ClusterImageCatalog' || object.metadata.namespace === cluster?.metadata.namespace),
  );
}

/** The major version in a tag such as `17.11-standard-trixie`. */
export function majorOf(image: string): number | undefined {
  const digits = /^(\d+)/.exec(tagOf(image))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The release of the operating system that a tag names at its end, such as `trixie`. */
export function systemOf(image: string): string | undefined {
  return /-(trixie|bookworm|bullseye|buster|ubi\d+)$/.exec(tagOf(image))?.[1];
}

function tagOf(image: string): string {
  const reference = image.replace(/@sha256:[0-9a-f]+$/, '');
  const colon = reference.lastIndexOf(':');
  return colon > reference.lastIndexOf('/') ? reference.slice(colon + 1) : '';
}

import type { Problem } from '@postgres-ha/environment';
import { setUnlessSaid, problemAt, type ClusterContext, type EditContext } from './edit-context.ts';
import type { Edits } from './cluster-edits.ts';
import { compareImages, completedImage, imageReference, type ImageReference } from './image-reference.ts';

/** Another image of the same major version, for one cluster. */
export function clusterImageEdits(image: string, context: ClusterContext): Edits {
  const { cluster } = context.target;
  const { image: own, catalog, version } = cluster.postgresql;
  const current = own ?? (catalog === undefined ? catalogImage(version, context) : undefined);
  const path = ['postgresql', 'image'];
  const wanted = minorUpgrade(completedImage(image, current), { context, path, current, major: version });
  if ('problems' in wanted) return wanted;
  return wanted.image === current ? [] : setUnlessSaid(context, path, wanted.image);
}

/** Another image of a major version, for all clusters of an environment that run it. */
export function environmentImageEdits(image: string, context: EditContext): Edits {
  const images = context.environment.images.postgresql;
  const major = majorOf(image);
  const current = major === undefined ? undefined : catalogImage(major, context);
  const path = ['images', 'postgresql', String(major)];
  if (major === undefined || current === undefined) {
    const problem = problemAt(context, ['images', 'postgresql'], {
      id: 'image-version-unknown',
      found: JSON.stringify(image),
      expected: `an image of a major version that the environment has: ${Object.keys(images).join(', ')}`,
      remedy: 'Begin its tag with the version. A major version that is new here is a pull request of your own.',
    });
    return { problems: [problem] };
  }
  const wanted = minorUpgrade(completedImage(image, current), { context, path, current, major });
  if ('problems' in wanted) return wanted;
  return wanted.image === current ? [] : [{ kind: 'set', path, value: wanted.image }];
}

function catalogImage(major: number, { environment }: Pick<EditContext, 'environment'>): string | undefined {
  const images: Readonly<Record<string, string | undefined>> = environment.images.postgresql;
  return images[String(major)];
}

function majorOf(image: string): number | undefined {
  return imageReference(/^\d/.test(image) ? `image:${image}` : image)?.version[0];
}

interface Upgrade {
  readonly context: EditContext;
  readonly path: readonly string[];
  /** Undefined where the files do not say what runs. */
  readonly current: string | undefined;
  readonly major: number;
}

function minorUpgrade(
  image: string,
  { context, path, current, major }: Upgrade,
): { readonly image: string } | { readonly problems: readonly Problem[] } {
  const wanted = imageReference(image);
  const refuse = (fault: Pick<Problem, 'id' | 'found' | 'expected' | 'remedy'>) => ({
    problems: [problemAt(context, path, fault)],
  });
  if (wanted === undefined) {
    return refuse({
      id: 'image-unreadable',
      found: JSON.stringify(image),
      expected: `an image whose tag begins with a version, such as registry/postgresql:${major}.1-standard-trixie@sha256:…`,
      remedy: 'Copy it from the image catalogue of the CloudNativePG project.',
    });
  }
  if (wanted.digest === undefined) {
    return refuse({
      id: 'image-without-digest',
      found: JSON.stringify(image),
      expected: 'a tag and a digest, tag@sha256:…',
      remedy: 'A tag can be moved to another image. `docker buildx imagetools inspect <image>` shows its digest.',
    });
  }
  if (wanted.version[0] !== major) {
    return refuse({
      id: 'image-other-major',
      found: `version ${versionText(wanted)}`,
      expected: `a version ${major}.x, the major version that runs`,
      remedy:
        'A major upgrade stops the whole cluster and cannot be taken back: change postgresql.version by a pull request of your own, after a rehearsal.',
    });
  }
  const runs = current === undefined ? undefined : imageReference(current);
  if (runs !== undefined && compareImages(wanted, runs) < 0) {
    return refuse({
      id: 'image-older',
      found: `version ${versionText(wanted)}`,
      expected: `${versionText(runs)}, which runs, or newer`,
      remedy:
        'What a newer version has written, an older one may read wrongly. To go back all the same, edit the file by a pull request of your own.',
    });
  }
  return { image };
}

function versionText({ version, build }: ImageReference): string {
  return version.join('.') + (build === undefined ? '' : `, built ${build}`);
}

/** An image as people write it: `registry/postgresql:17.11-202608170816-standard-trixie@sha256:…`. */
export interface ImageReference {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string | undefined;
  /** Numbers at the start of the tag, `[17, 11]`: by them, as the operator does, the version is told. */
  readonly version: readonly number[];
  /** The moment of the build that the CloudNativePG project's tags name, as twelve digits. */
  readonly build: number | undefined;
}

/** @returns undefined where the text names no version of PostgreSQL */
export function imageReference(text: string): ImageReference | undefined {
  const { repository, tag, digest } = IMAGE.exec(text)?.groups ?? {};
  if (repository === undefined || tag === undefined) return undefined;
  const { version, build } = TAG.exec(tag)?.groups ?? {};
  if (version === undefined) return undefined;
  return {
    repository,
    tag,
    digest,
    version: version.split('.').map(Number),
    build: build === undefined ? undefined : Number(build),
  };
}

const IMAGE = /^(?<repository>[^\s@]+):(?<tag>[^\s:/@]+)(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;
const TAG = /^(?<version>\d{1,6}(?:\.\d{1,6}){0,3})(?:-(?<build>\d{12})(?!\d))?(?![\d.])/;

/** An image of the same repository where only its tag is said: `17.12-…@sha256:…`. */
export function completedImage(text: string, current: string | undefined): string {
  const repository = current === undefined ? undefined : imageReference(current)?.repository;
  return /^\d[^\s:/@]*(?:@|$)/.test(text) && repository !== undefined ? `${repository}:${text}` : text;
}

/** Negative where `a` is the older one; zero where it cannot be told apart. */
export function compareImages(a: ImageReference, b: ImageReference): number {
  const parts = Math.max(a.version.length, b.version.length);
  for (let part = 0; part < parts; part += 1) {
    const difference = (a.version[part] ?? 0) - (b.version[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.build === undefined || b.build === undefined ? 0 : a.build - b.build;
}

import { parseGoInt } from './go-integer.ts';

/** What CloudNativePG learns about PostgreSQL from the name of an image. */
export type ImageVersion =
  | { readonly kind: 'version'; readonly major: number; readonly minor: number }
  /** The tag says so, or there is neither a tag nor a digest. */
  | { readonly kind: 'latest' }
  /** A digest alone: it names an image, but tells no version. */
  | { readonly kind: 'digest-only' }
  | { readonly kind: 'not-a-version'; readonly tag: string };

const DIGEST = /@sha256:[a-fA-F0-9]+$/;
/** From the first colon with no slash behind it: `pg:17:x` has the tag `17:x`. */
const TAG = /:([^/]+)$/;
const NUMBERS = /^(?:\d\.?)+/;

/**
 * Reads the version in an image's tag: `17`, `17.5`, `17beta1`, `17.5.6-3`, each with or without a digest behind it. A version in the name
 * before the tag does not count.
 * @see github.com/cloudnative-pg/machinery/pkg/image/reference: New, pkg/postgres/version: FromTag
 */
export function imageVersion(imageName: string): ImageVersion {
  const name = imageName.replace(DIGEST, '');
  const tag = TAG.exec(name)?.[1];
  if (tag === undefined) return { kind: name === imageName ? 'latest' : 'digest-only' };
  if (tag === 'latest') return { kind: 'latest' };
  const [majorDigits = '', minorDigits = '0'] = (NUMBERS.exec(tag)?.[0] ?? '').split('.');
  const [major, minor] = [parseGoInt(majorDigits), parseGoInt(minorDigits)];
  return major === undefined || minor === undefined
    ? { kind: 'not-a-version', tag }
    : { kind: 'version', major: Number(major), minor: Number(minor) };
}

/** The major version of PostgreSQL that an image's tag tells, if it tells one. */
export function imageMajor(imageName: string): number | undefined {
  const version = imageVersion(imageName);
  return version.kind === 'version' ? version.major : undefined;
}

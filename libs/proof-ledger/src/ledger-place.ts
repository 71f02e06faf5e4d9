import { sep } from 'node:path';

/** Where an archive or a ledger lies. */
export type LedgerPlace =
  /** Absolute, and without symbolic links where there are any. */
  | { readonly kind: 'directory'; readonly directory: string }
  | {
      readonly kind: 's3';
      /** Undefined for Amazon's. */
      readonly endpoint?: string | undefined;
      readonly bucket: string;
      readonly prefix: string;
    };

/**
 * Whether one of two places lies in the other, or both are one. A ledger in an archive would be a stray there, and go when retention or a lifecycle
 * rule goes through it; an archive in a ledger would be written into.
 */
export function isInside(one: LedgerPlace, other: LedgerPlace): boolean {
  if (one.kind === 'directory' && other.kind === 'directory') {
    return overlap(parts(one.directory, sep), parts(other.directory, sep));
  }
  if (one.kind === 's3' && other.kind === 's3') {
    // two names may lead to one server, so the endpoint makes no difference
    return one.bucket === other.bucket && overlap(parts(one.prefix, '/'), parts(other.prefix, '/'));
  }
  return false;
}

function parts(path: string, separator: string): readonly string[] {
  return path.split(separator).filter((part) => part !== '');
}

function overlap(one: readonly string[], other: readonly string[]): boolean {
  const shared = Math.min(one.length, other.length);
  return one.slice(0, shared).every((part, at) => part === other[at]);
}

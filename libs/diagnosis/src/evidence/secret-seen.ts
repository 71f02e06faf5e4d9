import type { Look } from './look.ts';

/** A Secret that is referred to. No value of it. */
export interface SecretSeen {
  readonly name: string;
  /** `ObjectStore link-services/postgres-cluster` */
  readonly referredBy: string;
  readonly wantedKeys: readonly string[];
  readonly found: Look<{
    readonly type: string;
    readonly keys: readonly string[];
    /** What is odd about a value, where values may be read. */
    readonly remarks: readonly { readonly key: string; readonly remark: SecretRemark }[];
  }>;
}

/** empty: of no length · trailing-newline: as `echo` leaves it · surrounded-by-space · not-text: bytes that are not UTF-8. */
export type SecretRemark = 'empty' | 'trailing-newline' | 'surrounded-by-space' | 'not-text';

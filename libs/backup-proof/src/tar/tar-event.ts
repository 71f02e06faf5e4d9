/** Whose files a tar holds: PGDATA, or a tablespace by its OID. */
export type TarOrigin = { readonly kind: 'data' } | { readonly kind: 'tablespace'; readonly oid: number };

/** A member of a tar, from its header. */
export interface TarMember {
  /** Relative path with `/`, without `./` in front; never absolute, never with `..`. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  readonly sizeBytes: number;
  /** Permission bits. */
  readonly mode: number;
  readonly modifiedAt: Date;
  /** Of a symlink. */
  readonly target?: string;
  /** Of its header in the decompressed stream. */
  readonly offsetBytes: number;
}

/** Reading a tar gives, per member, one `member`, the bytes in `content` in order, one `member-end`; after the last, one `end`. */
export type TarEvent =
  | { readonly kind: 'member'; readonly member: TarMember }
  /** Valid until the next event is asked for. */
  | { readonly kind: 'content'; readonly bytes: Uint8Array }
  | { readonly kind: 'member-end' }
  /** The two zero blocks were there, and nothing but zeroes behind them. */
  | { readonly kind: 'end'; readonly members: number; readonly sizeBytes: number };

/** A tar that breaks its own format; thrown by the reader. */
export class TarDamaged extends Error {
  readonly offsetBytes: number;
  readonly problem: TarProblem;
  constructor(
    problem: TarProblem,
    { offsetBytes, message }: { readonly offsetBytes: number; readonly message: string },
  ) {
    super(message);
    this.name = 'TarDamaged';
    this.problem = problem;
    this.offsetBytes = offsetBytes;
  }
}

export type TarProblem =
  | 'header-checksum'
  | 'header-malformed'
  | 'member-cut-off'
  | 'no-end-marker'
  | 'bytes-after-end'
  | 'path-outside'
  | 'member-kind';

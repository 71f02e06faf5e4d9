import type { Instant } from '@postgres-ha/split-brain';
import type { Failure } from './failure.ts';

/** Cells as the server wrote them, in text. */
export type Row = readonly (string | null)[];

export interface Statement {
  readonly text: string;
  /** Prepared under this name at its first use on a session; without it, sent as a plain query (all that a walsender takes). */
  readonly name?: string;
  readonly values?: readonly string[];
}

export type Reply =
  | { readonly kind: 'rows'; readonly rows: readonly Row[]; readonly sent: Instant; readonly received: Instant }
  /** Refused by the server, or the session was lost: see `isOpen`. */
  | { readonly kind: 'failed'; readonly failure: Failure };

/** One connection. Questions are answered in the order in which they are asked, each by its own answer. */
export interface Session {
  /** Once per connection of this process. */
  readonly id: string;
  /** When the certificate expires that the server showed; undefined without TLS. */
  readonly servedUntil: Date | undefined;
  readonly isOpen: () => boolean;
  readonly ask: (statement: Statement) => Promise<Reply>;
  /** Says good-bye, and closes in any case soon. Never rejects. */
  readonly end: () => Promise<void>;
  /** Closes at once. */
  readonly destroy: () => void;
}

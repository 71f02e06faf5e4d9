import type { InputProblem } from '@postgres-ha/command-line';
import type { MemberProbe } from '@postgres-ha/postgres-probe';
import type { Instant } from '@postgres-ha/split-brain';

/** A way to a member, with all that is needed to go it. */
export interface Connect {
  readonly member: string;
  /** Where it leads, without secrets. */
  readonly address: string;
  /** Opens it; nothing is waited for. */
  readonly open: (options: OpenOptions) => MemberProbe;
}

export interface OpenOptions {
  readonly observer: string;
  readonly timeoutMs: number;
  readonly now: () => Instant;
}

/** A connection string, and what stood beside it. */
export interface ConnectionText {
  readonly member: string;
  readonly text: string;
  /** Wins over one in the text. */
  readonly password: string | undefined;
  /** Of the text, for messages. */
  readonly where: string;
}

/** Reads it without going there. `secrets` are what must not be printed. */
export type ReadConnection = (
  given: ConnectionText,
) =>
  | { readonly kind: 'read'; readonly value: Connect; readonly secrets: readonly string[] }
  | { readonly kind: 'refused'; readonly problems: readonly InputProblem[] };

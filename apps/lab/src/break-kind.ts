/** The ways in which the lab breaks a copy of the archive. */
export type BreakKind =
  'flipped-bit' | 'damaged-page' | 'lost-file' | 'truncated-backup' | 'missing-wal' | 'truncated-wal' | 'wrong-wal';

export interface BreakChoice {
  readonly kind: BreakKind;
  /** Of the button: `Flip one bit in a base backup`. */
  readonly label: string;
  /** One or two sentences: what is done, and where that comes from in real life. */
  readonly explanation: string;
}

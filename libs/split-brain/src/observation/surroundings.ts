import type { Instant } from './instant.ts';

/** What Kubernetes says about a cluster; for watchdogs that see one. None of it proves who writes. */
export interface SurroundingsObservation {
  readonly kind: 'surroundings';
  readonly observer: string;
  readonly received: Instant;
  /** False while the API server does not answer; the rest is then what was seen last. */
  readonly reachable: boolean;
  readonly currentPrimary: string | null;
  /** `pending` while the operator has not chosen. */
  readonly targetPrimary: string | null;
  /** Members that carry the label of a primary. */
  readonly labelledPrimary: readonly string[];
  /** Members behind the read-write service. */
  readonly endpoints: readonly string[];
  readonly leaseHolder: string | null;
  readonly fenced: readonly string[];
  readonly hibernated: boolean;
  readonly reconciliationDisabled: boolean;
}

/** What an archive of WAL lists: the one signal that crosses a partition. Names only. */
export interface ArchiveObservation {
  readonly kind: 'archive';
  readonly observer: string;
  readonly received: Instant;
  /** Newest segment of each timeline: 24 hexadecimal digits. */
  readonly newest: readonly { readonly timeline: number; readonly segment: string }[];
  /** Segments whose bytes changed after they were stored. */
  readonly rewritten: readonly string[];
  /** System identifiers that write there, as far as known. */
  readonly systemIdentifiers: readonly string[];
  readonly segmentSizeBytes: number;
}

/** Time passes without anything being seen: what is late becomes unknown. */
export interface Tick {
  readonly kind: 'tick';
  readonly observer: string;
  readonly received: Instant;
}

/** What a check says: a cause that was found, that all is well as far as it goes, or that it could not tell. */
export type CheckOutcome =
  | { readonly kind: 'found'; readonly findings: readonly Finding[] }
  /** `because` is what proves it. */
  | { readonly kind: 'fine'; readonly because: string }
  /** `because` is what was not seen. */
  | { readonly kind: 'unknown'; readonly because: string };

/** One thing that is wrong, with what shows it and what to do. */
export interface Finding {
  /** Such as `operator-down`, `bucket-missing`; stable, for programs and runbooks: docs/reference/diagnosis.md. */
  readonly id: string;
  readonly severity: 'critical' | 'warning';
  /**
   * How deep it lies: a cause explains consequences, and is named before them. `root` has nothing in this list beneath it,
   * `symptom` follows from something else that was or was not found.
   */
  readonly depth: 'root' | 'contributing' | 'symptom';
  /** What it is about, such as `pod postgres-cluster-2`; the same id may be found of several. */
  readonly subject: string;
  /** One sentence with names and numbers. */
  readonly headline: string;
  /** What was seen, and where. */
  readonly evidence: readonly string[];
  /** Commands and places, in order; nothing that loses data without saying so. */
  readonly nextSteps: readonly string[];
  /** Ids of findings that this one explains, so that they are shown beneath it. Only of those that were found. */
  readonly explains: readonly string[];
}

export interface CheckResult {
  /** Such as `operator`, `storage`, `archiving`. */
  readonly check: string;
  readonly question: string;
  readonly outcome: CheckOutcome;
  /** What this check wanted to see and did not, whatever its outcome. */
  readonly unseen: readonly string[];
}

export interface Diagnosis {
  readonly takenAt: string;
  readonly checks: readonly CheckResult[];
  /** Findings of all checks, the most likely cause first. */
  readonly findings: readonly Finding[];
  /** What could not be seen, and why: none of it counts as fine. */
  readonly unseen: readonly string[];
  /** `nothing-found` only where every check saw what it needs. */
  readonly verdict: 'causes-found' | 'nothing-found' | 'could-not-look';
}

export type IncidentSeverity = 'info' | 'warning' | 'critical';

/** Something that is wrong now, in words that people read. Whoever judges makes these; they know nothing of sinks. */
export interface Concern {
  /** Equal as long as it is the same trouble, however bad it gets; different for another one. */
  readonly key: string;
  /** `split-brain/dual-writing`, `backup/damaged`: for grouping and routing. */
  readonly kind: string;
  readonly severity: IncidentSeverity;
  /** `production/orders`. */
  readonly cluster: string;
  /** One line: what, where. */
  readonly title: string;
  /** What happened, in a few sentences. */
  readonly summary: string;
  /** What it rests on: label and value, both short. */
  readonly evidence: readonly EvidenceLine[];
  /** Lists that are longer, such as commits that will be lost. Cut where a sink has no room. */
  readonly lists: readonly { readonly title: string; readonly lines: readonly string[]; readonly complete: boolean }[];
  readonly nextSteps: readonly string[];
  /** Address of the page that says what to do. */
  readonly runbook: string | null;
  /** It ends only when a person says so, although it is not seen any more: something was lost. */
  readonly sticky: boolean;
}

export interface EvidenceLine {
  readonly label: string;
  readonly text: string;
}

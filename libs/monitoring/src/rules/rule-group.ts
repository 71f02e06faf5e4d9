/** How soon somebody must look: at night, in working hours, or only when they wonder what happened. */
export type Severity = 'critical' | 'warning' | 'info';

/** One alert as it is rendered for one cluster, or for what all clusters of an environment share. */
export interface AlertingRule {
  readonly kind: 'alert';
  /** Such as `PostgreSQLNoPrimary`: the name of its runbook as well, `docs/runbooks/<name>.md`. */
  readonly name: string;
  readonly severity: Severity;
  /** PromQL. It keeps the labels that tell who is concerned, `pod` for instance, and `reason` where there are several. */
  readonly expression: string;
  /** Further labels, where two rules of one name look at different evidence. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Seconds that the expression must hold. */
  readonly forSeconds: number;
  /** Seconds that it goes on firing after the expression held last, so that a gap is no end. */
  readonly keepFiringForSeconds?: number;
  /** One line with the value, a template of Prometheus: `{{ $labels.pod }}`, `{{ $value | humanize1024 }}B`. */
  readonly summary: string;
  /** What it means, in a sentence or two; a template as well. */
  readonly description: string;
}

/** A series under a name of its own, made from others. */
export interface RecordingRule {
  readonly kind: 'record';
  readonly name: string;
  readonly expression: string;
}

/** Rules that are evaluated together, one after another. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly (AlertingRule | RecordingRule)[];
}

/** What is wrong with an outbox, as people read it. */
export interface OutboxFault {
  /** Another process has it; what lies there cannot be read; or the directory cannot be used at all. */
  readonly problem: 'held' | 'unreadable' | 'unusable';
  /** Of the directory, or the file in it. */
  readonly where: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

/** Why an outbox cannot be used. Nothing in it was changed. */
export class OutboxError extends Error implements OutboxFault {
  readonly problem: OutboxFault['problem'];
  readonly where: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;

  constructor({ problem, where, found, expected, remedy }: OutboxFault, options: { readonly cause?: unknown } = {}) {
    super(`${where}: found ${found}, expected ${expected}. ${remedy}`, options);
    this.name = 'OutboxError';
    this.problem = problem;
    this.where = where;
    this.found = found;
    this.expected = expected;
    this.remedy = remedy;
  }
}

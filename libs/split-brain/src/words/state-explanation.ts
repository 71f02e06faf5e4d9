/** What people need to know of a state. Sentences of ours only, the same for every cluster. */
export interface StateExplanation {
  /** What is so. */
  readonly meaning: string;
  /** From what it is concluded, and what is not enough. */
  readonly proof: string;
  /** Which members a condition of this state names. */
  readonly members: string;
  /** What people do, in this order. */
  readonly steps: readonly string[];
  /** What the watchdog does by itself. */
  readonly watchdog: string;
  /** Whether it opens an incident, once its severity is above info: `when-late` is info as long as it takes no longer than it should. */
  readonly tells: 'page' | 'when-late' | 'note';
}

/** What a person reads when they ask `explain <id>`: one sentence or two each. */
export interface Explanation {
  /** What was seen. */
  readonly seen: string;
  /** What it means for the backups. */
  readonly means: string;
  /** What the verifier did about it. */
  readonly did: string;
  /** What you do. */
  readonly todo: string;
}

export const OTHER_BACKUP =
  'Restore from another backup: the report names those that are proven. Take a new base backup now, and see what stores or moves these objects.';
export const NAMED = 'It said so, with the object and the place in it, and went on with the other backups.';
export const NOT_SERVED =
  'It stopped the replay there, rather than take the damage for the end of the WAL, as PostgreSQL would.';

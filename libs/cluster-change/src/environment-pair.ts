import type { EnvironmentFiles } from '@postgres-ha/environment';

/** The files of one environment, old and new, as far as a change touches them. */
export interface EnvironmentPair {
  readonly name: string;
  /** Whether what all clusters have in common has changed. */
  readonly shared: boolean;
  /** The clusters that the change touches, on either side. */
  readonly clusters: readonly string[];
  /** Undefined where the environment was not there. These and clusters that they may name; others are left out. */
  readonly before: EnvironmentFiles | undefined;
  readonly after: EnvironmentFiles | undefined;
}

/** What was committed, as far as comparing needs it. */
export interface CommittedFiles {
  /** Paths below `environments/`, with the id that Git gives their content. */
  readonly files: ReadonlyMap<string, string>;
  /** The bytes of files that were there. */
  readonly read: (paths: readonly string[]) => ReadonlyMap<string, Uint8Array>;
  /** Whether a text is what Git has under an id, told without reading it there. */
  readonly isContent: (id: string | undefined, content: string) => boolean;
}

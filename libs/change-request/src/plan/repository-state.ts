/** The repository at one commit, as far as planning reads it. */
export interface RepositoryState {
  readonly commit: string;
  /** Regular files below `environments/`, with the id that Git gives their content. */
  readonly files: ReadonlyMap<string, string>;
  /** Below `environments/`: symbolic links, submodules and executables. Nothing is planned over them. */
  readonly irregular: ReadonlySet<string>;
  /** The bytes of files that are there. @throws what the adapter throws, or the signal's reason */
  readonly read: (paths: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, Uint8Array>>;
}

/** Everything outside that a command needs. `main.ts` fills it; nobody else reads the process. */
export interface Machine {
  readonly workingDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Aborted when a person or the system asks to stop. */
  readonly signal: AbortSignal;
}

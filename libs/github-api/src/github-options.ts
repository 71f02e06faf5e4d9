export interface GitHubOptions {
  readonly auth: GitHubAuth;
  /** Of GitHub Enterprise Server: `https://github.example.org/api/v3`. Without it, https://api.github.com. */
  readonly baseUrl?: string | undefined;
  /** Who asks. GitHub refuses those that do not say. */
  readonly userAgent: string;
  /** For one request. 15 s by default: GitHub gives up after 10 s itself. */
  readonly timeoutMs?: number;
  /** Between two things that write, as GitHub asks for. 1 s by default. */
  readonly writeIntervalMs?: number;
  /** How often something that only reads is asked for. 3 by default; what writes is asked for once. */
  readonly readAttempts?: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: GitHubClock;
  /** From 0 to 1, for the time between two attempts. */
  readonly random?: () => number;
}

export type GitHubAuth =
  | {
      readonly kind: 'token';
      readonly token: string;
      /** Whose token it is, where it must not ask: the token of a workflow (`github-actions[bot]`). */
      readonly login?: string | undefined;
    }
  | {
      readonly kind: 'app';
      readonly appId: number;
      /** PEM. */
      readonly privateKey: string;
      readonly installationId: number;
    };

/** Time, so that a test has its own. */
export interface GitHubClock {
  readonly now: () => number;
  /** @throws the signal's reason when it is aborted first */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Aborts after so long. */
  readonly deadline: (ms: number) => AbortSignal;
}

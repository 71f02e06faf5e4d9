import type { HeldLock, LockRelease } from '@postgres-ha/change-delivery';
import type { Target } from '@postgres-ha/change-request';
import type { GitHubAuth } from '@postgres-ha/github-api';
import type { Clock, Log, MeasuredProcess } from '@postgres-ha/worker-runtime';
import type { FactsPlace } from './config/bot-config.ts';
import type { RateLimit } from './serve/rate-limit.ts';
import type { RepositoryWork } from './work/repository-lane.ts';

/** Everything outside that a command needs. `main.ts` fills it; nobody else reads the process. */
export interface Machine {
  readonly workingDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  /** Aborted when a person or the system asks to stop. */
  readonly signal: AbortSignal;
  /** Takes a line for standard output while a command runs, without its end. */
  readonly writeLine: (line: string) => void;
  /** This process, for its metrics. */
  readonly measured: MeasuredProcess;
  readonly openBot: OpenBot;
}

/** Opens GitHub as somebody; asks nothing yet. */
export type OpenBot = (options: BotOptions) => Bot;

export interface BotOptions {
  readonly auth: GitHubAuth;
  readonly apiUrl: string | undefined;
  readonly writeIntervalMs: number | undefined;
  readonly facts: FactsPlace;
  readonly dashboard: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Told whenever GitHub says what is left of a limit. */
  readonly onLimit: (limit: RateLimit) => void;
}

/** What the bot is to its repositories. */
export interface Bot {
  readonly repository: (name: string) => BotRepository;
  /**
   * Asks GitHub to send again what it could not since then; nothing where the bot is no App.
   * @returns how many it asked for
   */
  readonly askAgain: (since: Date, signal: AbortSignal) => Promise<number>;
}

export interface BotRepository extends RepositoryWork {
  /** What is claimed now, and by which pull request. */
  readonly locks: (signal: AbortSignal) => Promise<readonly HeldLock[]>;
  /** Closes the pull request that holds a target, and removes its branch while it is the bot's own. */
  readonly release: (target: Target, signal: AbortSignal) => Promise<LockRelease>;
}

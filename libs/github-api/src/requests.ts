import { setTimeout as sleep } from 'node:timers/promises';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { failureOf, movedAnswer } from './failure.ts';
import type { GitHubError } from './github-error.ts';
import type { GitHubAuth, GitHubClock, GitHubOptions } from './github-options.ts';
import { writePace } from './write-pace.ts';

/** Octokit with patience for what reads and none for what writes. Whoever else needs an operation of GitHub's goes through it. */
export interface GitHubRequests {
  readonly octokit: Octokit;
  readonly auth: GitHubAuth;
  readonly clock: GitHubClock;
  /** @throws GitHubError after some attempts, or the signal's reason */
  readonly read: <T extends Answered>(operation: string, ask: Ask<T>, signal: AbortSignal) => Promise<T>;
  /** Once, after what was written before. @throws GitHubError, which says whether it may have been done, or the signal's reason */
  readonly write: <T extends Answered>(operation: string, ask: Ask<T>, options: Writing) => Promise<T>;
}

export interface Writing {
  readonly signal: AbortSignal;
  /**
   * Called when it is its turn, just before it is sent: whoever has to remember that it may have been done does so here, or looks once more whether it may
   * be done. What it throws keeps it from being sent.
   */
  readonly begin?: (() => Promise<void>) | undefined;
}

export interface Answered {
  readonly status: number;
}

type Ask<T> = (request: { readonly signal: AbortSignal; readonly redirect: 'follow' | 'manual' }) => Promise<T>;

const FIRST_WAIT_MS = 250;
const API_VERSION = '2022-11-28';

const systemClock: GitHubClock = {
  now: () => Date.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal }),
  deadline: (ms) => AbortSignal.timeout(ms),
};

export function githubRequests(options: GitHubOptions): GitHubRequests {
  const { auth, timeoutMs = 15_000, writeIntervalMs = 1000, readAttempts = 3, random = Math.random } = options;
  const clock = options.clock ?? systemClock;
  const octokit = openOctokit(options, { clock, timeoutMs });
  const inTurn = writePace(writeIntervalMs, clock);

  async function once<T extends Answered>(
    operation: string,
    ask: Ask<T>,
    { kind, signal }: Once,
  ): Promise<T | GitHubError> {
    signal.throwIfAborted();
    try {
      const answer = await ask({ signal, redirect: kind === 'read' ? 'follow' : 'manual' });
      return answer.status >= 300 ? movedAnswer(answer.status, operation) : answer;
    } catch (error) {
      signal.throwIfAborted();
      return failureOf(error, { operation, kind, nowMs: clock.now() });
    }
  }

  return {
    octokit,
    auth,
    clock,
    read: async (operation, ask, signal) => {
      for (let attempt = 1; ; attempt++) {
        const outcome = await once(operation, ask, { kind: 'read', signal });
        if (!(outcome instanceof Error)) return outcome;
        if (outcome.problem !== 'unavailable' || outcome.retryAfterMs !== undefined || attempt >= readAttempts)
          throw outcome;
        await clock.wait(FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + random() / 2), signal);
      }
    },
    write: (operation, ask, { signal, begin }) =>
      inTurn(async () => {
        await begin?.();
        const outcome = await once(operation, ask, { kind: 'write', signal });
        if (outcome instanceof Error) throw outcome;
        return outcome;
      }, signal),
  };
}

interface Once {
  readonly kind: 'read' | 'write';
  readonly signal: AbortSignal;
}

function openOctokit(
  { auth, baseUrl, userAgent, fetch = globalThis.fetch }: GitHubOptions,
  { clock, timeoutMs }: { readonly clock: GitHubClock; readonly timeoutMs: number },
): Octokit {
  const octokit = new Octokit({
    ...(auth.kind === 'token'
      ? { auth: auth.token }
      : {
          authStrategy: createAppAuth,
          auth: { appId: auth.appId, privateKey: auth.privateKey, installationId: auth.installationId },
        }),
    ...(baseUrl === undefined ? {} : { baseUrl: baseUrl.replace(/\/+$/, '') }),
    userAgent,
    // Octokit prints deprecations, and with them addresses
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: {
      // each request has an end, those that Octokit makes for a token of its own too
      fetch: (url: string | URL, init: RequestInit = {}): Promise<Response> => {
        const deadline = clock.deadline(timeoutMs);
        return fetch(url, {
          ...init,
          signal: init.signal == null ? deadline : AbortSignal.any([init.signal, deadline]),
        });
      },
    },
  });
  octokit.hook.before('request', (request) => {
    request.headers['x-github-api-version'] ??= API_VERSION;
  });
  return octokit;
}

const silent = (): void => undefined;

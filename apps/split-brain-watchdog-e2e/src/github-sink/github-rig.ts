import { openGitHub, type GitHubAuth } from '@postgres-ha/github-api';
import { SinkError, type Incident, type IncidentSink, type Json } from '@postgres-ha/incident';
import { githubSink, type GitHubSinkSettings } from '@postgres-ha/notification';
import {
  startFakeGitHub,
  type FakeGitHub,
  type FakeGitHubOptions,
  type People,
} from '@postgres-ha/testkit/fake-github';

export const REPOSITORY = 'acme/databases';
export const TOKEN = 'ghp_keeperOfDatabases0123456789';
const SELF = 'keeper';

/** A repository of a fake GitHub, the sink on it, and a clock that moves when somebody waits. */
export interface GitHubRig extends AsyncDisposable {
  readonly github: FakeGitHub;
  readonly people: People;
  /** A sink as a process that has just started has it. */
  readonly sink: (settings?: GitHubSinkSettings, auth?: GitHubAuth) => IncidentSink;
  readonly now: () => number;
  readonly pass: (ms: number) => void;
  /** Delivers until the sink shows the incident, as the dispatch would. @returns what it said on the way */
  readonly deliver: (incident: Incident, options?: DeliverOptions) => Promise<readonly SinkError[]>;
  readonly progress: () => Json | undefined;
  /** How often progress was saved. */
  readonly saves: () => number;
  readonly forgetProgress: () => void;
  readonly comments: () => readonly string[];
}

export interface DeliverOptions {
  readonly sink?: IncidentSink;
  /** The process is killed at its n-th save (from 0): before it, or when it is on the disk. It starts again with what was saved. */
  readonly kill?: { readonly at: number; readonly when: 'before' | 'after' };
}

const MOST_ATTEMPTS = 300;
/** Doubles with each failure in a row. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 60_000;

export async function githubRig(options: Partial<FakeGitHubOptions> = {}): Promise<GitHubRig> {
  let nowMs = Date.parse('2026-11-26T01:00:00Z');
  let hung = new AbortController();
  const github = await startFakeGitHub({
    repositories: [
      { name: REPOSITORY, private: true, members: { [SELF]: 'write', ada: 'write' } },
      { name: 'acme/elsewhere', members: { [SELF]: 'write' } },
    ],
    tokens: [{ token: TOKEN, login: SELF, scopes: ['repo'] }],
    now: () => nowMs,
    // the time-out of whoever asked is over at once
    onHang: () => {
      hung.abort(new DOMException('over', 'TimeoutError'));
      hung = new AbortController();
    },
    ...options,
  });
  const people = github.repository(REPOSITORY);
  const wait = (ms: number): Promise<void> => {
    nowMs += ms;
    return Promise.resolve();
  };
  let saved: Json | undefined;
  let saves = 0;
  const sink: GitHubRig['sink'] = (settings = {}, auth = { kind: 'token', token: TOKEN }) => {
    const clock = { now: () => nowMs, wait, deadline: () => hung.signal };
    const port = openGitHub({ baseUrl: github.url, auth, userAgent: 'postgres-ha', clock, random: () => 0.5 }).issues(
      REPOSITORY,
    );
    return githubSink(port, { clock: { now: () => new Date(nowMs), wait }, ...settings });
  };
  const first = sink();
  return {
    github,
    people,
    sink,
    now: () => nowMs,
    saves: () => saves,
    pass: (ms) => {
      nowMs += ms;
    },
    progress: () => saved,
    forgetProgress: () => {
      saved = undefined;
    },
    comments: () => people.issues().flatMap(({ number }) => people.comments(number).map(({ body }) => body)),
    deliver: async (incident, { sink: used = first, kill } = {}) => {
      const said: SinkError[] = [];
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        try {
          await used.deliver(incident, {
            progress: saved,
            signal: AbortSignal.timeout(60_000),
            save: (progress) => {
              const strikes = saves++ === kill?.at;
              if (strikes && kill.when === 'before') return Promise.reject(new Killed());
              saved = JSON.parse(JSON.stringify(progress)) as Json;
              return strikes ? Promise.reject(new Killed()) : Promise.resolve();
            },
          });
          return said;
        } catch (error) {
          if (error instanceof Killed) continue;
          if (!(error instanceof SinkError)) throw error;
          said.push(error);
          nowMs += error.retryAfterMs ?? Math.min(FIRST_WAIT_MS * 2 ** Math.min(said.length - 1, 10), LONGEST_WAIT_MS);
        }
      }
      throw new Error(`not shown after ${MOST_ATTEMPTS} attempts: ${said.at(-1)?.message ?? ''}`);
    },
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

class Killed extends Error {}

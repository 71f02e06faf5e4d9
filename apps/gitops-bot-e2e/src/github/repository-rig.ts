import { generateKeyPairSync } from 'node:crypto';
import { openGitHub, type GitHub, type GitHubAuth, type GitHubRepository } from '@postgres-ha/github-api';
import {
  startFakeGitHub,
  type FakeGitHub,
  type FakeGitHubOptions,
  type People,
} from '@postgres-ha/testkit/fake-github';

export const REPOSITORY = 'acme/databases';
export const BOT = 'postgres-ha[bot]';
export const TOKEN = 'ghp_keeperOfDatabases0123456789';
const APP_ID = 42;
const INSTALLATION_ID = 7;
const ALL = { contents: 'write', pull_requests: 'write', issues: 'write', checks: 'write', metadata: 'read' } as const;

export const CLUSTER = 'environments/production/postgres-cluster/cluster.yaml';
export const MANIFEST = 'environments/production/postgres-cluster/manifests/cluster.yaml';

/** A repository of a fake GitHub, an app that is installed there, and a clock that moves when somebody waits. */
export interface RepositoryRig extends AsyncDisposable {
  readonly github: FakeGitHub;
  readonly people: People;
  /** As a process that has just started has it; remembers nothing. */
  readonly open: (auth?: GitHubAuth) => GitHub;
  readonly repository: (auth?: GitHubAuth) => GitHubRepository;
  readonly now: () => number;
  readonly pass: (ms: number) => void;
  /** What was asked since the last time, `GET /repos/acme/databases`; those for a token of the installation left out. */
  readonly asked: () => readonly string[];
}

export interface RepositoryRigOptions extends Partial<FakeGitHubOptions> {
  readonly files?: Readonly<Record<string, string>>;
  readonly permissions?: Readonly<Record<string, 'read' | 'write'>>;
}

// made once: the key of an app costs more than all else
const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE_KEY = KEYS.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PUBLIC_KEY = KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString();

const FILES = {
  'README.md': 'hello\n',
  [CLUSTER]: 'instances: 3\n',
  [MANIFEST]: 'spec:\n  instances: 3\n',
  'environments/staging/postgres-cluster/cluster.yaml': 'instances: 1\n',
};

export async function repositoryRig({
  files = FILES,
  permissions = ALL,
  ...options
}: RepositoryRigOptions = {}): Promise<RepositoryRig> {
  // an app's proof of who it is carries the time of this machine
  let nowMs = Date.now();
  let hung = new AbortController();
  let seen = 0;
  const installation = { id: INSTALLATION_ID, account: 'acme', repositories: ['databases'], permissions };
  const github = await startFakeGitHub({
    repositories: [
      { name: REPOSITORY, private: true, members: { ada: 'write', bob: 'read', keeper: 'write' }, files },
      { name: 'eve/databases', private: true, members: { eve: 'admin' }, forkOf: REPOSITORY },
    ],
    apps: [{ id: APP_ID, slug: 'postgres-ha', publicKey: PUBLIC_KEY, installations: [installation] }],
    tokens: [{ token: TOKEN, login: 'keeper', scopes: ['repo'] }],
    now: () => nowMs,
    // the time-out of whoever asked is over at once
    onHang: () => {
      hung.abort(new DOMException('over', 'TimeoutError'));
      hung = new AbortController();
    },
    ...options,
  });
  const clock = {
    now: () => nowMs,
    wait: (ms: number): Promise<void> => {
      nowMs += ms;
      return Promise.resolve();
    },
    deadline: () => hung.signal,
  };
  const app = { kind: 'app', appId: APP_ID, privateKey: PRIVATE_KEY, installationId: INSTALLATION_ID } as const;
  const open = (auth: GitHubAuth = app): GitHub =>
    openGitHub({ baseUrl: github.url, auth, userAgent: 'postgres-ha', clock, random: () => 0.5 });
  return {
    github,
    people: github.repository(REPOSITORY),
    open,
    repository: (auth) => open(auth).repository(REPOSITORY),
    now: () => nowMs,
    pass: (ms) => {
      nowMs += ms;
    },
    asked: () => {
      const asked = github.requests.slice(seen).map(({ method, path }) => `${method} ${path}`);
      seen = github.requests.length;
      return asked.filter((one) => !one.endsWith('/access_tokens'));
    },
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

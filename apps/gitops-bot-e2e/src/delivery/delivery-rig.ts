import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDelivery, type Delivery, type DeliveryOptions, type DeliveryOutcome } from '@postgres-ha/change-delivery';
import type { BotEvent } from '@postgres-ha/change-request';
import { openGitHub } from '@postgres-ha/github-api';
import {
  startFakeGitHub,
  type FakeGitHub,
  type FakeGitHubOptions,
  type People,
} from '@postgres-ha/testkit/fake-github';

export const REPOSITORY = 'acme/databases';
export const FORK = 'eve/databases';
/** The bot's own login. */
export const SELF = 'keeper[bot]';
export const TARGET = 'production/postgres-cluster';
export const BRANCH = 'postgres-ha/production/postgres-cluster';
export const CLUSTER_FILE = 'environments/production/postgres-cluster/cluster.yaml';
export const RENDERED_FILE = 'environments/production/postgres-cluster/01-postgres-cluster.yaml';
/** Its alerts know how many instances there must be. */
export const MONITORING_FILE = 'environments/production/postgres-cluster/03-monitoring.yaml';

/** A fake GitHub with this repository's environments, an app on it, and a clock that moves when somebody waits or a test says so. */
export interface DeliveryRig extends AsyncDisposable {
  readonly github: FakeGitHub;
  readonly people: People;
  /** One bot as a process that has just started has it; several are several processes. */
  readonly bot: (options?: Partial<DeliveryOptions>) => Delivery;
  readonly now: () => Date;
  readonly pass: (ms: number) => void;
  /** Somebody comments; the event that GitHub tells of it. */
  readonly comment: (number: number, comment: { readonly body: string; readonly by: string }) => BotEvent;
  /** The same for an issue that is opened for it. */
  readonly ask: (body: string, by?: string) => BotEvent & { readonly kind: 'comment' };
  /** Handles an event as often as the bot asks for it, by a bot that has just started. */
  readonly deliver: (event: BotEvent, bot?: Delivery) => Promise<DeliveryOutcome>;
  /** `git/create-tree`, …: what was written since, by GitHub's paths. */
  readonly writes: () => readonly string[];
  readonly forgetWrites: () => void;
  /** The bot's own comments there. */
  readonly said: (number: number) => readonly string[];
  /** The conclusion of the bot's check on a commit. */
  readonly check: (sha: string) => string | undefined;
}

const ROOT = join(import.meta.dirname, '../../../..');
const APP = 42;
const INSTALLATION = 7;
const KEYS = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const MOST_ATTEMPTS = 50;

export async function deliveryRig(options: Partial<FakeGitHubOptions> = {}): Promise<DeliveryRig> {
  let nowMs = Date.parse('2026-11-26T05:00:00Z');
  let forgotten = 0;
  let hung = new AbortController();
  const github = await startFakeGitHub({
    repositories: [
      {
        name: REPOSITORY,
        private: true,
        members: { ada: 'write', grace: 'maintain', linus: 'admin', reader: 'read', eve: 'read' },
        files: { 'README.md': 'Databases.\n', ...environmentFiles() },
      },
      { name: FORK, private: true, forkOf: REPOSITORY, members: { eve: 'admin' } },
    ],
    apps: [
      {
        id: APP,
        slug: 'keeper',
        publicKey: KEYS.publicKey,
        installations: [
          {
            id: INSTALLATION,
            account: 'acme',
            repositories: ['databases'],
            permissions: {
              contents: 'write',
              pull_requests: 'write',
              issues: 'write',
              checks: 'write',
              metadata: 'read',
            },
          },
        ],
      },
    ],
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
  const bot: DeliveryRig['bot'] = (more = {}) =>
    openDelivery({
      repository: openGitHub({
        baseUrl: github.url,
        auth: { kind: 'app', appId: APP, privateKey: KEYS.privateKey, installationId: INSTALLATION },
        userAgent: 'postgres-ha',
        writeIntervalMs: 0,
        fetch: atTime(() => nowMs),
        clock: { now: () => nowMs, wait, deadline: () => hung.signal },
        random: () => 0.5,
      }).repository(REPOSITORY),
      facts: (cluster) => Promise.resolve(healthyFacts(cluster, nowMs)),
      clock: () => new Date(nowMs),
      generator: 'postgres-ha test',
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      log: () => undefined,
      ...more,
    });
  const comment: DeliveryRig['comment'] = (number, { body, by }) => {
    // people need a moment, and GitHub's times are whole seconds
    nowMs += 2000;
    const { id } = people.comment(number, { body, by });
    const isPull = people.pullRequests().some((pull) => pull.number === number);
    return {
      kind: 'comment',
      on: { kind: isPull ? 'pull-request' : 'issue', number },
      commentId: id,
      author: { login: by, kind: 'person' },
      body,
      url: `https://github.com/${REPOSITORY}/${isPull ? 'pull' : 'issues'}/${number}#issuecomment-${id}`,
      at: new Date(nowMs),
    };
  };
  return {
    github,
    people,
    bot,
    comment,
    now: () => new Date(nowMs),
    pass: (ms) => {
      nowMs += ms;
    },
    ask: (body, by = 'ada') => {
      const { number } = people.openIssue({ title: 'Please', by });
      return comment(number, { body, by }) as BotEvent & { readonly kind: 'comment' };
    },
    deliver: async (event, used = bot()) => {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        const outcome = await used.handle(event, AbortSignal.timeout(60_000));
        if (outcome.kind !== 'later') return outcome;
        nowMs += outcome.afterMs;
      }
      throw new Error(`not handled after ${MOST_ATTEMPTS} attempts`);
    },
    writes: () =>
      github.requests
        .slice(forgotten)
        .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/access_tokens'))
        .map(({ method, path }) => `${method} ${path.replace(`/repos/${REPOSITORY}/`, '').replace(/\d{3,}/g, 'N')}`),
    forgetWrites: () => {
      forgotten = github.requests.length;
    },
    said: (number) => people.comments(number).flatMap(({ author, body }) => (author === SELF ? [body] : [])),
    check: (sha) => people.checkRuns().findLast(({ headSha }) => headSha === sha)?.conclusion ?? undefined,
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

/** Octokit signs an app's requests for the system's time; here they are of the time of the rig. */
function atTime(now: () => number): typeof globalThis.fetch {
  return (url, init = {}) => {
    const headers = new Headers(init.headers);
    const isSigned = headers.get('authorization')?.split('.').length === 3;
    if (isSigned) headers.set('authorization', `bearer ${appToken(Math.floor(now() / 1000))}`);
    return fetch(url, { ...init, headers });
  };
}

function appToken(nowSeconds: number): string {
  const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { iat: nowSeconds - 30, exp: nowSeconds + 300, iss: APP };
  const text = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), KEYS.privateKey).toString('base64url')}`;
}

/** This repository's own. */
export function environmentFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(join(ROOT, 'environments'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }): [string, string] => {
        const file = join(parentPath, name);
        return [file.slice(ROOT.length + 1), readFileSync(file, 'utf8')];
      }),
  );
}

/** As whoever observes clusters publishes them. */
export function healthyFacts(cluster: string, nowMs: number): string {
  const [environment = '', name = ''] = cluster.split('/');
  const at = (minutes: number): string => new Date(nowMs + minutes * 60_000).toISOString();
  return JSON.stringify({
    version: 1,
    environment,
    cluster: name,
    observedAt: at(-1),
    expiresAt: at(14),
    health: 'healthy',
    instances: { wanted: 3, ready: 3 },
    primary: `${name}-1`,
    timeline: 1,
    archiving: 'working',
    newestProof: { backupId: '20261125T192655', provenAt: '2026-11-26T01:00:00Z', level: 'L4' },
  });
}

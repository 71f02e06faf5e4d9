import { generateKeyPairSync } from 'node:crypto';
import { CHECK_NAME, readMarker } from '@postgres-ha/change-request';
import {
  startFakeGitHub,
  type FakeGitHub,
  type FakeGitHubOptions,
  type People,
  type SeenPullRequest,
  type WebhookMessage,
} from '@postgres-ha/testkit/fake-github';
import { smallRepository } from '../faults/small-environment.ts';
import { temporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

export const REPOSITORY = 'acme/databases';
export const BOT = 'keeper[bot]';
export const TARGET = 'shop/orders';
export const CLUSTER_FILE = 'environments/shop/orders/cluster.yaml';
export const SECRET = 'the-secret-of-the-webhook';
export const SCALE = '/scale shop/orders instances=5';

const KEYS = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** A repository on a fake GitHub with an App on it, and the configuration of a bot that is that App. */
export interface AppWorld extends AsyncDisposable {
  readonly github: FakeGitHub;
  readonly people: People;
  readonly directory: TemporaryDirectory;
  /** Of one process; each name is a state directory of its own. */
  readonly config: (name?: string) => Promise<string>;
  /** Somebody comments on an issue that is opened for it. @returns the comment's id, and what GitHub tells of it */
  readonly ask: (
    body: string,
    by?: string,
  ) => { readonly comment: number; readonly issue: number; readonly message: WebhookMessage };
  /** Brings a message to a server. @returns the status, undefined where nobody answered */
  readonly bring: (message: WebhookMessage, url: string) => Promise<number | undefined>;
  /** The bot's pull requests. */
  readonly pulls: () => readonly SeenPullRequest[];
  /** The bot's replies to a comment. */
  readonly replies: (comment: number) => readonly string[];
  /** How what GitHub shows differs from one pull request with its check, and one reply. */
  readonly flaws: (comment: number) => readonly string[];
}

export async function startAppWorld(options: Partial<FakeGitHubOptions> = {}): Promise<AppWorld> {
  await using opening = new AsyncDisposableStack();
  const directory = opening.use(await temporaryDirectory());
  await directory.write('private-key.pem', KEYS.privateKey);
  await directory.write('webhook-secret', `${SECRET}\n`);
  const github = opening.use(
    await startFakeGitHub({
      repositories: [
        {
          name: REPOSITORY,
          private: true,
          members: { ada: 'write', grace: 'maintain', reader: 'read' },
          files: Object.fromEntries(smallRepository()),
        },
      ],
      apps: [
        {
          id: 42,
          slug: 'keeper',
          publicKey: KEYS.publicKey,
          installations: [
            {
              id: 7,
              account: 'acme',
              repositories: ['databases'],
              permissions: {
                contents: 'write',
                pull_requests: 'write',
                issues: 'write',
                checks: 'write',
                metadata: 'read',
              },
              token: 'ghs_ofAWorkflow0123456789',
            },
          ],
        },
      ],
      webhooks: { secret: SECRET, hold: true },
      limits: { createdPerMinute: 1000, perHour: 1_000_000 },
      ...options,
    }),
  );
  const people = github.repository(REPOSITORY);
  const opened = opening.move();
  const pulls = (): readonly SeenPullRequest[] => people.pullRequests().filter(({ author }) => author === BOT);
  const replies = (comment: number): readonly string[] =>
    [...people.issues(), ...people.pullRequests()]
      .flatMap(({ number }) => people.comments(number))
      .filter(({ author, body }) => {
        const marker = readMarker(body);
        return author === BOT && marker?.kind === 'reply' && marker.key === `comment-${comment}`;
      })
      .map(({ body }) => body);
  return {
    ...{ github, people, directory, pulls, replies },
    config: (name = 'bot') => directory.write(`${name}.yaml`, configText(github.url, name)),
    ask: (body, by = 'ada') => {
      const { number } = people.openIssue({ title: 'Databases', by });
      for (const { guid } of github.webhooks.held()) github.webhooks.brought(guid);
      const { id } = people.comment(number, { body, by });
      const [message] = github.webhooks.held();
      if (message === undefined) throw new Error('GitHub tells nothing of the comment');
      return { comment: id, issue: number, message };
    },
    bring: async ({ body, headers, guid }, url) => {
      let status: number | undefined;
      try {
        ({ status } = await fetch(url, { method: 'POST', headers, body }));
      } catch {
        status = undefined;
      }
      if (status === undefined) github.webhooks.lose(guid);
      else github.webhooks.brought(guid, status);
      return status;
    },
    flaws: (comment) => {
      const made = pulls();
      const [pull] = made;
      const checks = people
        .checkRuns()
        .filter(({ name, headSha }) => name === CHECK_NAME && headSha === pull?.head.sha);
      const text = pull === undefined ? '' : (people.files(pull.head.sha).get(CLUSTER_FILE) ?? '');
      const branches = people.branches().filter((name) => name.startsWith('postgres-ha/'));
      return [
        ...github.violations,
        ...(made.length === 1 && pull?.state === 'open'
          ? []
          : [`pull requests: ${made.map(({ state }) => state).join(', ')}`]),
        ...(checks.length === 1 ? [] : [`${checks.length} checks`]),
        ...(replies(comment).length === 1 ? [] : [`${replies(comment).length} replies`]),
        ...(text.includes('instances: 5 # one may be away') ? [] : ['the edit is not in it']),
        ...(branches.length === 1 ? [] : [`branches: ${branches.join(', ')}`]),
      ];
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The timetable comes once a year: a tick is at the start, and when a test wants one. */
function configText(url: string, name: string): string {
  return `github:
  appId: 42
  installationId: 7
  privateKeyFile: private-key.pem
  apiUrl: ${url}
  writeInterval: 0ms
webhooks:
  secrets: [{ file: webhook-secret }]
  listen: 127.0.0.1:0
  maxBody: 1MiB
repositories: [${REPOSITORY}]
stateDirectory: state-${name}
schedule: { cron: "0 0 0 1 1 *" }
`;
}

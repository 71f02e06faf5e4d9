import { z } from 'zod';
import type { ConfigFile, FactsEntry, GitHubEntry, ScheduleEntry, SecretEntry, WebhooksEntry } from './config-file.ts';

const VARIABLE = /^[A-Z_][A-Z0-9_]*$/;
const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;
/** Also none at all. */
const PAUSE = /^(?:\d{1,5}ms|\d{1,2}s)$/;
const SIZE = /^[1-9]\d{0,5}(?:KiB|MiB)$/;

const path = (about: string) => z.string({ error: 'a path' }).min(1, { error: 'a path' }).describe(about);
const variable = (about: string) =>
  z
    .string({ error: 'the name of an environment variable' })
    .regex(VARIABLE, { error: 'the name of an environment variable' })
    .describe(about);
const listen = (about: string) => z.string({ error: 'an address and a port' }).describe(about);
const list = <Each extends z.ZodType>(each: Each, what: string) => z.array(each, { error: `a list of ${what}` }).min(1);
const id = (about: string) =>
  z.int({ error: 'a whole number' }).min(1, { error: 'a whole number above 0' }).describe(about);

const github: z.ZodType<GitHubEntry> = z.strictObject({
  appId: id('Of the GitHub App: `App ID` on its page.').optional(),
  installationId: id('Of the installation: the number at the end of its address.').optional(),
  privateKeyFile: path('The file with the private key of the App, as GitHub gives it (PEM).').optional(),
  privateKeyEnvironment: variable('The variable of the environment that has the private key.').optional(),
  tokenFile: path('Instead of an App: the file with a token, and nothing else.').optional(),
  tokenEnvironment: variable('Instead of an App: the variable that has a token.').optional(),
  login: z
    .string({ error: 'a login, such as github-actions[bot]' })
    .min(1)
    .optional()
    .describe('Whom the token belongs to, where it may not ask.'),
  apiUrl: z
    .url({ protocol: /^https?$/, error: 'an http or https address' })
    .optional()
    .describe('Of GitHub Enterprise Server: https://github.example.org/api/v3. Default: https://api.github.com.'),
  writeInterval: z
    .string({ error: 'a duration such as 1s' })
    .regex(PAUSE, { error: 'a duration such as 1s or 250ms' })
    .optional()
    .describe(
      'Between two things that write. GitHub asks for a second, which is the default; a server of your own may not.',
    ),
});

const secret: z.ZodType<SecretEntry> = z.strictObject({
  file: path('The file with the secret, and nothing else.').optional(),
  environment: variable('The variable of the environment that has the secret.').optional(),
});

const webhooks: z.ZodType<WebhooksEntry> = z.strictObject({
  secrets: list(secret, 'secrets').describe(
    'What GitHub signs with. While it is changed, the new one and the old one: either counts.',
  ),
  listen: listen('Where GitHub reaches it, behind something that speaks HTTPS. Default: 127.0.0.1:8081.').optional(),
  path: z
    .string({ error: 'a path, such as /webhooks/github' })
    .regex(/^\/[\w./-]*$/, { error: 'a path, such as /webhooks/github' })
    .optional()
    .describe('Default: /webhooks/github.'),
  maxBody: z
    .string({ error: 'a size such as 5MiB' })
    .regex(SIZE, { error: 'a size such as 5MiB' })
    .optional()
    .describe('What is larger is refused; the timetable finds what it was about. 64KiB to 25MiB. Default: 5MiB.'),
});

const facts: z.ZodType<FactsEntry> = z.strictObject({
  directory: path('Where `<environment>/<cluster>.json` lie.').optional(),
  branch: z
    .string({ error: 'a branch' })
    .min(1, { error: 'a branch' })
    .optional()
    .describe('The branch of the repository where `<environment>/<cluster>.json` lie.'),
});

const schedule: z.ZodType<ScheduleEntry> = z.strictObject({
  cron: z
    .string({ error: 'six fields of cron' })
    .optional()
    .describe(
      'When it looks after what is open: second, minute, hour, day, month, day of week. Default: every 5 minutes.',
    ),
  timeZone: z.string({ error: 'a time zone' }).optional().describe('Of the IANA database. Default: UTC.'),
});

/** The file of `gitops-bot serve`, `schedule` and `locks`. */
export const configSchema: z.ZodType<ConfigFile> = z.strictObject({
  github,
  webhooks: webhooks.optional().describe('Needed by `serve`.'),
  repositories: list(
    z
      .string({ error: 'owner and name, such as acme/databases' })
      .regex(REPOSITORY, { error: 'owner and name, such as acme/databases' }),
    'repositories',
  ).describe('Of the installation. Events of others are ignored.'),
  stateDirectory: path(
    'Where deliveries lie until they are done, and what was done is remembered. Of one process at a time.',
  ).optional(),
  facts: facts
    .optional()
    .describe(
      'Where it is published what is known of running clusters. Default: the branch postgres-ha-facts. Without facts it is unknown, and that is said.',
    ),
  schedule: schedule.optional(),
  dashboard: z
    .string({ error: 'a title' })
    .min(1, { error: 'a title' })
    .max(120, { error: 'at most 120 characters' })
    .optional()
    .describe('Title of an issue with the state of every cluster and what is open; none by default.'),
  listen: listen('Where the page, metrics and probes are. Default: 127.0.0.1:8080. `--listen` wins.').optional(),
});

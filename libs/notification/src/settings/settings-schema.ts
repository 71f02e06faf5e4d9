import { durationMs } from '@postgres-ha/command-line';
import { z } from 'zod';
import { sinkName, type NotifySettings } from './notify-settings.ts';

export const SECRET_EXPECTED = 'where the secret is: {env: NAME} or {file: path}';

const secret = z
  .union(
    [
      z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }),
      z.strictObject({ file: z.string().min(1) }),
    ],
    { error: SECRET_EXPECTED },
  )
  .describe(
    'Where the secret is: the name of an environment variable, or the path of a file. Never the secret itself.',
  );

const address = z
  .string('an address such as https://alerts.example.org')
  .refine(isHttp, 'an address that begins with http:// or https://')
  .refine((url) => !isHttp(url) || !hasCredentials(url), 'an address without user and password');

const filter = {
  name: z
    .string('a name')
    .regex(/^[A-Za-z0-9][A-Za-z0-9 :#@._/-]{0,99}$/, 'a name of letters, digits and : # @ . _ / -, at most 100')
    .describe('What it is called in messages and in the outbox; made of kind and address when absent.')
    .exactOptional(),
  minimumSeverity: z
    .enum(['info', 'warning', 'critical'], { error: 'one of info, warning, critical' })
    .describe('Incidents that were never this bad are not shown.')
    .exactOptional(),
  kinds: z
    .array(
      z
        .string('a kind')
        .regex(/^[a-z0-9-]+\/(?:[a-z0-9-]+|\*)$/, 'a kind such as split-brain/dual-writing or backup/*'),
      'a list of kinds',
    )
    .min(1, 'at least one kind')
    .describe('Kinds of incidents that are shown; all when absent.')
    .exactOptional(),
};

const CHANNEL = 'a channel: its ID (C…), or "#name" in quotes';
const slack = z.strictObject({
  kind: z.literal('slack'),
  ...filter,
  channel: z.string(CHANNEL).regex(/^(?:#[^\s#]{1,80}|[CG][A-Z0-9]{7,})$/, CHANNEL),
  token: secret,
  url: address.describe('Of the Web API, when it is not https://slack.com/api/.').exactOptional(),
});

const alertmanager = z.strictObject({
  kind: z.literal('alertmanager'),
  ...filter,
  url: address.describe('As far as before /api/v2. One sink for each member of an Alertmanager cluster.'),
  bearer: secret.exactOptional(),
  basic: z.strictObject({ user: z.string('a user').min(1), password: secret }, 'user and password').exactOptional(),
  labels: z
    .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string('a text'), 'labels and their values')
    .describe('Besides alertname, severity, cluster, kind and incident.')
    .exactOptional(),
  refresh: z
    .string('a duration such as 1m')
    .refine((text) => {
      const ms = durationMs(text);
      return ms !== undefined && ms >= 5000 && ms <= 600_000;
    }, 'a duration from 5s to 10m')
    .describe('How often an open incident is sent again. 1m by default.')
    .exactOptional(),
});

const pagerduty = z.strictObject({
  kind: z.literal('pagerduty'),
  ...filter,
  routingKey: secret,
  url: address.describe('When it is not https://events.pagerduty.com/v2/enqueue.').exactOptional(),
});

const webhook = z.strictObject({
  kind: z.literal('webhook'),
  ...filter,
  url: z.union([address, secret], { error: 'an address without user and password, or where it is kept' }),
  bearer: secret.exactOptional(),
  signingSecret: secret.describe('Then x-signature-256 is the HMAC-SHA-256 of the body.').exactOptional(),
});

const github = z
  .strictObject({
    kind: z.literal('github'),
    ...filter,
    repository: z.string('owner/name').regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/, 'owner/name'),
    url: address.describe('Of the API, when it is not https://api.github.com.').exactOptional(),
    token: secret.exactOptional(),
    app: z
      .strictObject({
        id: z.int("the app's ID, a number").positive(),
        installation: z.int("the installation's ID, a number").positive(),
        key: secret,
      })
      .exactOptional(),
    labels: z.array(z.string('a label').min(1).max(50), 'a list of labels').max(100).exactOptional(),
  })
  .refine(({ token, app }) => (token === undefined) !== (app === undefined), 'a token or an app, one of them');

/** What `notify.yaml` may say. */
export const notifySchema: z.ZodType<NotifySettings> = z.strictObject({
  sinks: z
    .array(
      z.discriminatedUnion('kind', [slack, alertmanager, pagerduty, webhook, github], {
        error: 'kind: one of slack, alertmanager, pagerduty, webhook, github',
      }),
      'a list of sinks',
    )
    .superRefine((sinks, context) => {
      const names = sinks.map(sinkName);
      for (const [index, name] of names.entries()) {
        if (names.indexOf(name) === index) continue;
        context.addIssue({ code: 'custom', path: [index], message: `a name of its own; ${name} is there already` });
      }
    }),
});

function isHttp(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}

function hasCredentials(url: string): boolean {
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}

import { durationMs, readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';
import { openGitHub, type GitHubAuth } from '@postgres-ha/github-api';
import type { IncidentSink } from '@postgres-ha/incident';
import { alertmanagerSink } from '../alertmanager/alertmanager-sink.ts';
import { githubSink } from '../github/github-sink.ts';
import { pagerDutySink, webhookSink } from '../pagerduty/event-sink.ts';
import { deadlineOf, systemClock, type SinkClock } from '../sink-clock.ts';
import { slackSink } from '../slack/slack-sink.ts';
import { filteredSink } from './filtered-sink.ts';
import {
  sinkName,
  type AlertmanagerSettings,
  type GitHubSettings,
  type NotifySettings,
  type SinkSettings,
  type WebhookSettings,
} from './notify-settings.ts';
import { readSecrets, type RevealedSecrets, type SecretSource } from './secret-source.ts';

export interface OpenSinksOptions extends SecretSource {
  /** Of the settings, for messages. */
  readonly file: string;
  readonly clock?: SinkClock;
}

/** Opens every sink, or says which secret is not there. It connects to nothing: `selfTest` does. */
export async function openSinks(
  settings: NotifySettings,
  options: OpenSinksOptions,
): Promise<Reading<readonly IncidentSink[]>> {
  const { file } = options;
  const revealed = await Promise.all(
    settings.sinks.map((sink, index) => readSecrets(sink, { ...options, where: `${file}: sinks.${index}` })),
  );
  const problems = revealed.flatMap((each) => (each.kind === 'refused' ? each.problems : []));
  const opened = revealed.flatMap((each) => (each.kind === 'read' ? [each.value] : []));
  if (problems.length > 0) return refuse(...problems);
  // what one sink may not show, no sink may
  const secrets = opened.flatMap((each) => [...each.values()]);
  const sinks: IncidentSink[] = [];
  const faults: InputProblem[] = [];
  for (const [index, sink] of settings.sinks.entries()) {
    const made = sinkOf(sink, opened[index] ?? new Map(), options);
    if (made === undefined) faults.push(notAnAddress(`${file}: sinks.${index}.url`));
    else sinks.push(filteredSink(made, { ...sink, secrets }));
  }
  return faults.length > 0 ? refuse(...faults) : readAs(sinks);
}

/** @returns undefined when an address that was kept as a secret is none */
function sinkOf(settings: SinkSettings, secrets: RevealedSecrets, options: OpenSinksOptions): IncidentSink | undefined {
  const { clock = systemClock } = options;
  const name = sinkName(settings);
  const secret = (key: string): string => secrets.get(key) ?? '';
  switch (settings.kind) {
    case 'slack':
      return slackSink({ name, channel: settings.channel, token: secret('token'), url: settings.url, clock });
    case 'alertmanager':
      return alertmanagerSink({
        name,
        url: settings.url,
        headers: authorization(settings, secrets),
        labels: settings.labels ?? {},
        refreshMs: durationMs(settings.refresh ?? '1m') ?? 60_000,
        clock,
      });
    case 'pagerduty':
      return pagerDutySink({ name, routingKey: secret('routingKey'), url: settings.url, clock });
    case 'webhook': {
      const url = typeof settings.url === 'string' ? settings.url : secret('url');
      if (!URL.canParse(url) || !/^https?:/.test(url)) return undefined;
      return webhookSink({
        name,
        url,
        headers: authorization(settings, secrets),
        signingSecret: secrets.get('signingSecret'),
        clock,
      });
    }
    case 'github':
      return openedGitHub(settings, { name, secrets, clock });
  }
}

function authorization(
  settings: AlertmanagerSettings | WebhookSettings,
  secrets: RevealedSecrets,
): Readonly<Record<string, string>> {
  const bearer = secrets.get('bearer');
  if (bearer !== undefined) return { authorization: `Bearer ${bearer}` };
  const password = secrets.get('basic.password');
  if (settings.kind !== 'alertmanager' || settings.basic === undefined || password === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${settings.basic.user}:${password}`).toString('base64')}` };
}

function openedGitHub(
  { repository, app, url, labels }: GitHubSettings,
  { name, secrets, clock }: { readonly name: string; readonly secrets: RevealedSecrets; readonly clock: SinkClock },
): IncidentSink {
  const auth: GitHubAuth =
    app === undefined
      ? { kind: 'token', token: secrets.get('token') ?? '' }
      : { kind: 'app', appId: app.id, installationId: app.installation, privateKey: secrets.get('app.key') ?? '' };
  const github = openGitHub({
    auth,
    baseUrl: url,
    userAgent: 'postgres-ha',
    clock: { now: () => clock.now().getTime(), wait: clock.wait, deadline: (ms) => deadlineOf(clock, ms) },
  });
  return githubSink(github.issues(repository), {
    name,
    secrets: [...secrets.values()],
    clock,
    ...(labels === undefined ? {} : { labels }),
  });
}

function notAnAddress(where: string): InputProblem {
  return {
    where,
    found: 'a secret that is no address',
    expected: 'an address that begins with http:// or https://',
    remedy: 'Put the whole address into the file or variable that the settings name.',
  };
}

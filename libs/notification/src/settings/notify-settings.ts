import type { IncidentSeverity } from '@postgres-ha/incident';

/** Who is told of incidents, as people write it in `notify.yaml`. */
export interface NotifySettings {
  readonly sinks: readonly SinkSettings[];
}

export type SinkSettings = SlackSettings | AlertmanagerSettings | PagerDutySettings | WebhookSettings | GitHubSettings;

/** A secret is never written down: this says where it is. */
export type SecretReference = { readonly env: string } | { readonly file: string };

export interface SinkFilter {
  /** What it is called in messages and in the outbox. Made of kind and address when absent. */
  readonly name?: string;
  /** Incidents that were never this bad are not shown. */
  readonly minimumSeverity?: IncidentSeverity;
  /** Such as `split-brain/dual-writing` or `split-brain/*`; all without it. */
  readonly kinds?: readonly string[];
}

export interface SlackSettings extends SinkFilter {
  readonly kind: 'slack';
  /** `#database-alerts` or an ID. */
  readonly channel: string;
  readonly token: SecretReference;
  readonly url?: string;
}

export interface AlertmanagerSettings extends SinkFilter {
  readonly kind: 'alertmanager';
  readonly url: string;
  readonly bearer?: SecretReference;
  readonly basic?: { readonly user: string; readonly password: SecretReference };
  readonly labels?: Readonly<Record<string, string>>;
  /** `1m` */
  readonly refresh?: string;
}

export interface PagerDutySettings extends SinkFilter {
  readonly kind: 'pagerduty';
  readonly routingKey: SecretReference;
  readonly url?: string;
}

export interface WebhookSettings extends SinkFilter {
  readonly kind: 'webhook';
  /** A reference where the address itself is a secret. */
  readonly url: string | SecretReference;
  readonly bearer?: SecretReference;
  readonly signingSecret?: SecretReference;
}

export interface GitHubSettings extends SinkFilter {
  readonly kind: 'github';
  /** `owner/name` */
  readonly repository: string;
  /** Of the API; GitHub Enterprise Server has its own. */
  readonly url?: string;
  readonly token?: SecretReference;
  readonly app?: { readonly id: number; readonly installation: number; readonly key: SecretReference };
  readonly labels?: readonly string[];
}

/** The name that messages and the outbox use. */
export function sinkName(settings: SinkSettings): string {
  if (settings.name !== undefined) return settings.name;
  switch (settings.kind) {
    case 'slack':
      return `slack:${settings.channel}`;
    case 'alertmanager':
      return `alertmanager:${hostOf(settings.url)}`;
    case 'pagerduty':
      return 'pagerduty';
    case 'webhook':
      return typeof settings.url === 'string' ? `webhook:${hostOf(settings.url)}` : 'webhook';
    case 'github':
      return `github:${settings.repository}`;
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}

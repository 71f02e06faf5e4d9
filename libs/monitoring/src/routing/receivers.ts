import type { AlertReceiver } from '@postgres-ha/environment';
import type { ManifestMap } from '@postgres-ha/kube-manifest';
import { bySeverity, plainText, RUNBOOK, slackText, titleOf } from './messages.ts';

/** What a message is about, in words and as a link. */
export interface Subject {
  /** `production link-services/postgres-cluster` */
  readonly concerned: string;
  /** Template of the address at which everything that fires there is shown. */
  readonly everything: string;
  readonly runbooks: 'linked' | 'none';
}

/** A receiver of an AlertmanagerConfig that tells all of them. What is secret is only referred to. */
export function receiver(name: string, tells: readonly AlertReceiver[], subject: Subject): ManifestMap {
  const slack = tells.flatMap((each) => ('slack' in each ? [slackConfig(each.slack, subject)] : []));
  const pagerduty = tells.flatMap((each) => ('pagerduty' in each ? [pagerdutyConfig(each.pagerduty, subject)] : []));
  const opsgenie = tells.flatMap((each) => ('opsgenie' in each ? [opsgenieConfig(each.opsgenie, subject)] : []));
  const webhook = tells.flatMap((each) => ('webhook' in each ? [webhookConfig(each.webhook)] : []));
  return {
    name,
    ...(slack.length === 0 ? {} : { slackConfigs: slack }),
    ...(pagerduty.length === 0 ? {} : { pagerdutyConfigs: pagerduty }),
    ...(opsgenie.length === 0 ? {} : { opsgenieConfigs: opsgenie }),
    ...(webhook.length === 0 ? {} : { webhookConfigs: webhook }),
  };
}

type Of<K extends string> = Extract<AlertReceiver, Readonly<Record<K, unknown>>>[K &
  keyof Extract<AlertReceiver, Readonly<Record<K, unknown>>>];
type SecretKey = Of<'pagerduty'>['routingKey'];

function slackConfig({ channel, url }: Of<'slack'>, { concerned, everything, runbooks }: Subject): ManifestMap {
  return {
    apiURL: keyOf(url),
    channel,
    sendResolved: true,
    color: `{{ if eq .Status "resolved" }}good{{ else }}${bySeverity({ critical: 'danger', warning: 'warning', info: '#439fe0' })}{{ end }}`,
    title: titleOf(concerned),
    ...(runbooks === 'linked' ? { titleLink: RUNBOOK } : {}),
    text: slackText(everything),
    fallback: titleOf(concerned),
  };
}

function pagerdutyConfig({ routingKey }: Of<'pagerduty'>, { concerned, everything, runbooks }: Subject): ManifestMap {
  return {
    routingKey: keyOf(routingKey),
    sendResolved: true,
    description: titleOf(concerned),
    severity: bySeverity({ critical: 'critical', warning: 'warning', info: 'info' }),
    class: '{{ .GroupLabels.alertname }}',
    component: concerned,
    client: 'Alertmanager',
    clientURL: everything,
    // the default would send every label of every alert
    details: [
      { key: 'firing', value: plainText() },
      { key: 'resolved', value: '{{ len .Alerts.Resolved }}' },
    ],
    ...(runbooks === 'linked' ? { pagerDutyLinkConfigs: [{ href: RUNBOOK, alt: 'What to do' }] } : {}),
  };
}

function opsgenieConfig({ apiKey }: Of<'opsgenie'>, { concerned, everything, runbooks }: Subject): ManifestMap {
  return {
    apiKey: keyOf(apiKey),
    sendResolved: true,
    message: titleOf(concerned),
    description: `${plainText()}${runbooks === 'linked' ? `What to do: ${RUNBOOK}\n` : ''}What else fires: ${everything}`,
    source: concerned,
    entity: concerned,
    priority: bySeverity({ critical: 'P1', warning: 'P3', info: 'P5' }),
    tags: 'postgresql,{{ .CommonLabels.severity }}',
  };
}

function webhookConfig(webhook: Of<'webhook'>): ManifestMap {
  return {
    sendResolved: true,
    ...('url' in webhook ? { url: webhook.url } : { urlSecret: keyOf(webhook.urlFrom) }),
  };
}

function keyOf({ secret, key }: SecretKey): ManifestMap {
  return { name: secret, key };
}

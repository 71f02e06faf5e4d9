/*
 * Templates of Alertmanager (Go's text/template). Only what the rules write for people is shown, and never all labels: values of labels can
 * come from whoever connects to the database.
 */

/** How many alerts of a group are written out. */
const SHOWN = 10;

/** As Slack wants text that is no markup: nobody can be called by it. */
const FOR_SLACK = '| reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;"';

/** `PostgreSQLReplicationLag: production link-services/postgres-cluster`, and whether it is over. */
export function titleOf(concerned: string): string {
  return `{{ if eq .Status "resolved" }}Over: {{ end }}{{ .GroupLabels.alertname }}: ${concerned}`;
}

/** The runbook, where there is one. */
export const RUNBOOK = '{{ (index .Alerts 0).Annotations.runbook_url }}';

/** One word for systems that rank: of the worst that the group may hold, since a group is of one alert. */
export function bySeverity(words: Readonly<Record<'critical' | 'warning' | 'info', string>>): string {
  return (
    `{{ if eq .CommonLabels.severity "critical" }}${words.critical}` +
    `{{ else if eq .CommonLabels.severity "info" }}${words.info}{{ else }}${words.warning}{{ end }}`
  );
}

/** Where Alertmanager shows everything else that fires there. */
export function everythingOf(matchers: readonly (readonly [name: string, value: string])[]): string {
  const filter = matchers.map(([name, value]) => `${name}="${value}"`).join(',');
  return `{{ .ExternalURL }}/#/alerts?filter=${encodeURIComponent(`{${filter}}`)}`;
}

/** One line for each that fires, then what it means; and one for each that is over. */
export function plainText(): string {
  return text({ escape: '', bullet: '- ' });
}

/** The same for Slack, with links to the runbook and to everything else that fires. */
export function slackText(everything: string): string {
  return `${text({ escape: FOR_SLACK, bullet: '• ' })}{{ with ${annotation('runbook_url')} }}<{{ . }}|What to do>, {{ end }}<${everything}|what else fires>`;
}

function text({ escape, bullet }: { readonly escape: string; readonly bullet: string }): string {
  const lines = (alerts: string, before: string): string =>
    `{{ range $index, $alert := ${alerts} }}{{ if lt $index ${SHOWN} }}${before}{{ if .Annotations.summary }}{{ .Annotations.summary ${escape} }}{{ else }}{{ .Labels.alertname ${escape} }}{{ end }}\n{{ end }}{{ end }}` +
    `{{ if gt (len ${alerts}) ${SHOWN} }}${before}and more: {{ len ${alerts} }} in all\n{{ end }}`;
  return (
    lines('.Alerts.Firing', bullet) +
    lines('.Alerts.Resolved', `${bullet}over: `) +
    `{{ if .Alerts.Firing }}{{ with (index .Alerts.Firing 0).Annotations.description }}{{ . ${escape} }}\n{{ end }}{{ end }}`
  );
}

function annotation(name: string): string {
  return `(index .Alerts 0).Annotations.${name}`;
}

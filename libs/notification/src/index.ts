export { alertOf, type Alert, type AlertLabels, type AlertOptions } from './alertmanager/alert.ts';
export { alertmanagerSink, type AlertmanagerSinkOptions } from './alertmanager/alertmanager-sink.ts';
export { startDispatch, type Dispatch, type DispatchOptions } from './dispatch/dispatch.ts';
export { dispatchMetrics, type MeasuredDispatch } from './dispatch/dispatch-metrics.ts';
export type { RetryPolicy } from './dispatch/retry.ts';
export type { SinkStatus } from './dispatch/sink-loop.ts';
export type { KeeperHealth } from './outbox/keeper.ts';
export { testSinks, type SinkTest, type SinkTestOptions, type SinkTests } from './dispatch/test-sinks.ts';
export { githubIssue, type GitHubIssueOptions, type GitHubIssueText } from './github/github-issue.ts';
export { githubSink, type GitHubSinkSettings } from './github/github-sink.ts';
export type { IssuePort } from './github/issue-port.ts';
export { openOutbox, type Outbox, type OutboxOptions, type SinkBox } from './outbox/outbox.ts';
export { OutboxError } from './outbox/outbox-error.ts';
export {
  pagerDutySink,
  webhookSink,
  type PagerDutySinkOptions,
  type WebhookSinkOptions,
} from './pagerduty/event-sink.ts';
export { incidentEvent, type EventAction, type IncidentEvent } from './pagerduty/incident-event.ts';
export {
  sinkName,
  type AlertmanagerSettings,
  type GitHubSettings,
  type NotifySettings,
  type PagerDutySettings,
  type SecretReference,
  type SinkFilter,
  type SinkSettings,
  type SlackSettings,
  type WebhookSettings,
} from './settings/notify-settings.ts';
export { openSinks, type OpenSinksOptions } from './settings/open-sinks.ts';
export { publishedNotifySchema } from './settings/published-schema.ts';
export { readNotifySettings, type NotifySource } from './settings/read-notify-settings.ts';
export type { SecretSource } from './settings/secret-source.ts';
export { systemClock, type SinkClock } from './sink-clock.ts';
export { slackMessage, slackThreadEntry, type SlackMessage } from './slack/slack-message.ts';
export { slackSink, type SlackSinkOptions } from './slack/slack-sink.ts';
export { incidentWithoutSecrets, textWithoutSecrets } from './without-secrets.ts';

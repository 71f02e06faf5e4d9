import type { Incident, TimelineEntry } from '@postgres-ha/incident';
import { githubIssue, slackMessage } from '@postgres-ha/notification';
import type { SentMessages } from './failover-state.ts';

/**
 * What Slack and GitHub would be sent of an incident. Nothing leaves this machine.
 * @param timeline as it was when the incident was over
 */
export function messagesOf(incident: Incident, timeline: readonly TimelineEntry[]): SentMessages {
  const { text, blocks, attachments } = slackMessage(incident);
  const { title, body, labels } = githubIssue(incident);
  return {
    slack: { text, body: JSON.stringify({ text, blocks, attachments }, null, 2) },
    github: { title, body, labels },
    timeline: timeline.map(({ kind, text: said }) => `${kind}: ${said}`),
  };
}

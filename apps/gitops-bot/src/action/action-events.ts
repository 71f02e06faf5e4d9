import type { BotEvent } from '@postgres-ha/change-request';
import type { DeliveryReading, RawDelivery } from '@postgres-ha/github-api';
import type { ActionRequest } from './action-request.ts';

export type ActionEvents =
  | { readonly kind: 'events'; readonly events: readonly BotEvent[] }
  | { readonly kind: 'ignored'; readonly because: string }
  | { readonly kind: 'unreadable'; readonly problem: string };

type Asked = Pick<ActionRequest, 'event' | 'runId' | 'runUrl' | 'actor' | 'command' | 'repository'>;

/** What a workflow was started for. GitHub's own events have the shape that webhooks have. */
export function actionEvents(
  { event, runId, runUrl, actor, command, repository }: Asked,
  {
    body,
    now,
    read,
  }: { readonly body: Uint8Array; readonly now: Date; readonly read: (raw: RawDelivery) => DeliveryReading },
): ActionEvents {
  switch (event) {
    case 'schedule':
      return { kind: 'events', events: [{ kind: 'tick' }] };
    case 'workflow_dispatch':
      if (command.trim() === '') return { kind: 'events', events: [{ kind: 'tick' }] };
      return {
        kind: 'events',
        events: [
          {
            ...{ kind: 'dispatch', key: `run-${runId}`, body: command, url: runUrl, at: now },
            author: { login: actor, kind: actor.endsWith('[bot]') ? 'bot' : 'person' },
          },
        ],
      };
    default: {
      // What a pull request's own code cannot reach has the same file.
      const name = event === 'pull_request_target' ? 'pull_request' : event;
      const reading = read({ event: name, deliveryId: `run-${runId}`, body });
      if (reading.kind === 'unreadable') return { kind: 'unreadable', problem: reading.problem };
      if (reading.kind === 'ignored') return { kind: 'ignored', because: reading.because };
      if (reading.repository.toLowerCase() !== repository.toLowerCase()) {
        return { kind: 'unreadable', problem: 'the event is of another repository than GITHUB_REPOSITORY' };
      }
      return { kind: 'events', events: reading.events };
    }
  }
}

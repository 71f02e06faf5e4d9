import type { BotEvent } from '@postgres-ha/change-request';

/** What GitHub tells: by a webhook, or to a workflow in the file that `GITHUB_EVENT_PATH` names. */
export interface RawDelivery {
  /** `X-GitHub-Event`, `GITHUB_EVENT_NAME`: `issue_comment` */
  readonly event: string;
  /** `X-GitHub-Delivery`: the same when it is sent again. */
  readonly deliveryId: string;
  /** As it was received and verified. */
  readonly body: Uint8Array;
}

export type DeliveryReading =
  | {
      readonly kind: 'events';
      readonly deliveryId: string;
      /** `acme/databases`, as GitHub writes it. */
      readonly repository: string;
      /** Of the app; undefined in a workflow. */
      readonly installationId: number | undefined;
      /** At least one. */
      readonly events: readonly BotEvent[];
    }
  /** Nothing for the bot. */
  | { readonly kind: 'ignored'; readonly deliveryId: string; readonly because: string }
  /** Not what GitHub sends. */
  | { readonly kind: 'unreadable'; readonly deliveryId: string; readonly problem: string };

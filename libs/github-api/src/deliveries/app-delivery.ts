import type { Waiting } from '../waiting.ts';
import type { Writing } from '../requests.ts';

/** One attempt of GitHub to tell the app of something. A delivery that is sent again keeps its guid. */
export interface AppDelivery {
  readonly id: number;
  readonly guid: string;
  /** `issue_comment` */
  readonly event: string;
  readonly action: string | undefined;
  readonly deliveredAt: Date;
  /** How often it was sent in the time that was looked at, this one included. */
  readonly attempts: number;
  readonly installationId: number | undefined;
}

/** What GitHub told the app, and could not: it never tries again by itself. */
export interface AppDeliveries {
  /** The newest attempt of each delivery since then that no attempt brought, oldest first. GitHub keeps them for some days. */
  readonly failed: (since: Date, options: Waiting) => Promise<readonly AppDelivery[]>;
  /** Asks GitHub to send it again. */
  readonly redeliver: (delivery: Pick<AppDelivery, 'id'>, options: Writing) => Promise<void>;
}

import type { CheckContent } from '@postgres-ha/change-request';
import type { Writing } from '../requests.ts';
import type { Waiting } from '../waiting.ts';

export interface CheckRunContent extends CheckContent {
  readonly headSha: string;
  /** `postgres-ha/plan` */
  readonly name: string;
  /** What it is about, so that it is found again: `pull-request-12`. */
  readonly externalId: string;
  /** Its "Details" lead there. */
  readonly detailsUrl?: string | undefined;
}

export interface CheckRun {
  readonly id: number;
  readonly url: string | undefined;
  readonly externalId: string;
  readonly conclusion: string | undefined;
  /** When it was made, by GitHub's clock; it stays when what it says changes. */
  readonly startedAt: Date | undefined;
  readonly title: string | undefined;
  readonly summary: string | undefined;
  readonly text: string | undefined;
}

/** Check runs of one repository. Only an app may write them, and the token of a workflow. */
export interface CheckRuns {
  /** The newest of its own by that name and external id on that commit. */
  readonly find: (
    which: Pick<CheckRunContent, 'headSha' | 'name' | 'externalId'>,
    options: Waiting,
  ) => Promise<CheckRun | undefined>;
  /**
   * One check run says so: made, changed, or left as it is where it says so already.
   * @throws RangeError where the summary or the text is longer than 65,535 bytes
   */
  readonly upsert: (
    content: CheckRunContent,
    options: Writing,
  ) => Promise<{ readonly checkRun: CheckRun; readonly made: 'created' | 'updated' | 'there-already' }>;
}

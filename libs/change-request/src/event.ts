/** Something that happened, after its origin was verified; texts are as strangers wrote them. */
export type BotEvent =
  | {
      readonly kind: 'comment';
      readonly on: { readonly kind: 'issue' | 'pull-request'; readonly number: number };
      readonly commentId: number;
      readonly author: Author;
      readonly body: string;
      readonly url: string;
      readonly at: Date;
    }
  | {
      /** An issue that was opened by one of the repository's forms. */
      readonly kind: 'form';
      readonly issue: number;
      readonly author: Author;
      readonly title: string;
      readonly body: string;
      readonly labels: readonly string[];
      readonly url: string;
      readonly at: Date;
    }
  | {
      /** Somebody started a workflow by hand, with commands. There is no place to reply to: the outcome is all that is told. */
      readonly kind: 'dispatch';
      /** Of the run, the same when it is run again: `run-123`. */
      readonly key: string;
      readonly author: Author;
      readonly body: string;
      readonly url: string;
      readonly at: Date;
    }
  /** A pull request was opened, pushed to, reopened, or its check was asked for again. */
  | { readonly kind: 'pull-request'; readonly number: number }
  /** A pull request was closed or merged. */
  | { readonly kind: 'pull-request-closed'; readonly number: number }
  /** A merge queue asks for the checks of a group of pull requests, as one commit on what it would be merged onto. */
  | { readonly kind: 'merge-group'; readonly head: string; readonly base: string }
  /** The default branch moved. */
  | { readonly kind: 'base-moved'; readonly after: string }
  /** Time passed: freezes begin and end, locks expire, maintenance is due, what was missed is looked for. */
  | { readonly kind: 'tick' };

export interface Author {
  readonly login: string;
  readonly kind: 'person' | 'bot';
}

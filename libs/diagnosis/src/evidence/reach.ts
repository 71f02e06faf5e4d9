/** Whether one pod reaches another: a TCP connection, from inside it. */
export interface Reach {
  /** Name of a pod. */
  readonly from: string;
  /** Name of a pod, or of a Service. */
  readonly to: string;
  readonly port: number;
  readonly outcome: 'open' | 'refused' | 'no-answer' | 'not-asked';
  /** How it was asked, and why it was not. */
  readonly detail: string;
}

export interface Waiting {
  readonly signal: AbortSignal;
}

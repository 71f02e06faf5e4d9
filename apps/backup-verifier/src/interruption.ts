/** A person or the system asked to stop. */
export class Interrupted extends Error {
  readonly signalName: string;
  constructor(signalName: string) {
    super(`interrupted by ${signalName}`);
    this.name = 'Interrupted';
    this.signalName = signalName;
  }
}

/** Why a run ended before its end, for people; undefined while it may go on. */
export function endedEarly(signal: AbortSignal): string | undefined {
  if (!signal.aborted) return undefined;
  const { reason } = signal as { readonly reason: unknown };
  if (reason instanceof Interrupted) return reason.message;
  if (reason instanceof DOMException && reason.name === 'TimeoutError') return 'the time limit passed';
  return 'it was told to stop';
}

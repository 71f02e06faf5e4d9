import { Interrupted } from '@postgres-ha/worker-runtime/process';

/** Why a run ended before its end, for people; undefined while it may go on. */
export function endedEarly(signal: AbortSignal): string | undefined {
  if (!signal.aborted) return undefined;
  const { reason } = signal as { readonly reason: unknown };
  if (reason instanceof Interrupted) return reason.message;
  if (reason instanceof DOMException && reason.name === 'TimeoutError') return 'the time limit passed';
  return 'it was told to stop';
}

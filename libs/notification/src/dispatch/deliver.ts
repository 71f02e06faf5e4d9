import { SinkError, type Incident, type IncidentSink, type Json } from '@postgres-ha/incident';
import type { Clock } from '@postgres-ha/worker-runtime';
import type { SinkBox } from '../outbox/outbox.ts';

/** How one attempt ended. */
export type Attempt =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'later'; readonly because: string; readonly askedMs: number | undefined }
  | { readonly kind: 'refused'; readonly because: string }
  /** By us: the next process goes on. */
  | { readonly kind: 'stopped' };

export interface Attempted {
  readonly sink: IncidentSink;
  readonly box: SinkBox;
  readonly clock: Clock;
  /** One that neither ends nor saves anything for so long is given up, whether it listens or not. */
  readonly deadlineMs: number;
  /** Ends it at once. */
  readonly stop: AbortSignal;
}

/** Brings a sink to show an incident as it is. It does not throw. */
export async function attemptDelivery(
  incident: Incident,
  { sink, box, clock, deadlineMs, stop }: Attempted,
): Promise<Attempt> {
  const { id, revision } = incident;
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, stop]);
  let isGivenUp = false;
  let lastSign = clock.elapsed();
  const save = (progress: Json): Promise<void> => {
    // What a sink does after it was given up must not stand in the way of the attempt that came after.
    if (isGivenUp) return Promise.reject(new SinkError('later', 'given up'));
    lastSign = clock.elapsed();
    return box.save(id, progress);
  };
  const delivery = { progress: box.progressOf(id).progress, save, signal };
  const delivered = sink.deliver(incident, delivery).then(
    (): Attempt => ({ kind: 'delivered' }),
    (error: unknown): Attempt => failureOf(error),
  );
  const overdue = async (): Promise<Attempt> => {
    for (let left = deadlineMs; left > 0; left = lastSign + deadlineMs - clock.elapsed()) {
      await clock.wait(left, signal);
      if (signal.aborted) return { kind: 'stopped' };
    }
    return { kind: 'later', because: `no sign of it for ${deadlineMs / 1000} s`, askedMs: undefined };
  };
  const attempt = await Promise.race([delivered, overdue()]);
  isGivenUp = true;
  ending.abort();
  if (attempt.kind === 'delivered') await box.delivered(id, revision);
  else if (stop.aborted) return { kind: 'stopped' };
  return attempt;
}

/** Of other errors than a sink's own only name and code are told: their texts may hold addresses with secrets. */
export function becauseOf(error: unknown): string {
  if (error instanceof SinkError) return error.message;
  const name = error instanceof Error ? error.name : typeof error;
  const code = error instanceof Error && 'code' in error ? ` ${String(error.code)}` : '';
  return `a fault of the sink: ${name}${code}`;
}

function failureOf(error: unknown): Attempt {
  const because = becauseOf(error);
  if (!(error instanceof SinkError)) return { kind: 'later', because, askedMs: undefined };
  return error.kind === 'refused'
    ? { kind: 'refused', because }
    : { kind: 'later', because, askedMs: error.retryAfterMs };
}

import { SinkError, type Incident, type IncidentSink, type Json } from '@postgres-ha/incident';
import type { TestClock } from './test-clock.ts';

export interface LifeOptions {
  readonly clock: TestClock;
  /** Opened anew after each kill, as a process does. */
  readonly open: () => IncidentSink;
  /** Called when a revision is shown. */
  readonly shown?: (incident: Incident) => Promise<void>;
  /** The process dies at the save with this number (from 0), before or after it is on the disk. */
  readonly kill?: { readonly save: number; readonly when: 'before' | 'after' } | undefined;
}

export interface LifeOutcome {
  /** How many saves there were. */
  readonly saves: number;
  readonly failures: readonly SinkError[];
  readonly progress: Json | undefined;
}

class Killed extends Error {}

/** What the dispatcher does, without its outbox: repeats what failed later, with what was saved last, until each revision is shown. */
export async function deliverLife(
  life: readonly Incident[],
  { clock, open, shown, kill }: LifeOptions,
): Promise<LifeOutcome> {
  let sink = open();
  let progress: Json | undefined;
  let saves = 0;
  const failures: SinkError[] = [];
  const save = (next: Json): Promise<void> => {
    const isLast = saves++ === kill?.save;
    if (isLast && kill.when === 'before') return Promise.reject(new Killed());
    progress = JSON.parse(JSON.stringify(next)) as Json;
    return isLast ? Promise.reject(new Killed()) : Promise.resolve();
  };
  for (const incident of life) {
    for (let attempt = 1; ; attempt++) {
      if (attempt > 3000) throw new Error(`Revision ${incident.revision} is not shown after ${attempt - 1} attempts`);
      try {
        await sink.deliver(incident, { progress, save, signal: new AbortController().signal });
        break;
      } catch (error) {
        if (error instanceof Killed) sink = open();
        else if (error instanceof SinkError && error.kind === 'later') failures.push(error);
        else throw error;
        const backOffMs = Math.min(1000 * 2 ** (attempt - 1), 30_000);
        clock.advance(error instanceof SinkError ? Math.max(backOffMs, error.retryAfterMs ?? 0) : 1000);
      }
    }
    await shown?.(incident);
    clock.advance(60_000);
  }
  return { saves, failures, progress };
}

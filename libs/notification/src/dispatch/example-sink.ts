import { SinkError, type Incident, type IncidentSink, type Json } from '@postgres-ha/incident';

/** What a place shows, as people there see it. */
export interface Shown {
  readonly revision: number;
  readonly status: Incident['status'];
  /** How often it was posted. */
  readonly posts: number;
  /** Numbers of timeline entries, in the order in which they were told. */
  readonly thread: readonly number[];
}

/** What can go wrong at each call of the place. */
export type Trouble = 'before' | 'after' | 'hangs' | 'refuses';

export interface ExampleSink extends IncidentSink {
  readonly shown: ReadonlyMap<string, Shown>;
  readonly calls: () => number;
}

/**
 * A place that keeps what it was sent, and a sink that does as sinks should: says that it is going to post, looks before it posts again,
 * and tells each entry of the timeline once.
 * @param troubleAt what happens at the n-th call of the place
 */
export function exampleSink(
  name: string,
  troubleAt: (call: number, incident: Incident) => Trouble | SinkError | undefined = () => undefined,
): ExampleSink {
  const shown = new Map<string, Shown>();
  let calls = 0;
  const call = async (incident: Incident, signal: AbortSignal, effect: () => void): Promise<void> => {
    const trouble = troubleAt(calls, incident);
    calls += 1;
    if (trouble instanceof SinkError) throw trouble;
    if (trouble === 'refuses') throw new SinkError('refused', 'the place does not take it');
    if (trouble === 'before') throw new SinkError('later', 'no answer');
    if (trouble === 'hangs')
      await new Promise((_, reject) => {
        signal.addEventListener('abort', reject);
      });
    effect();
    if (trouble === 'after') throw new SinkError('later', 'no answer');
    await Promise.resolve();
  };
  return {
    name,
    shown,
    calls: () => calls,
    selfTest: () => Promise.resolve(),
    deliver: async (incident, { progress, save, signal }) => {
      const { id, revision, status } = incident;
      const told = toldOf(progress) ?? 0;
      if (told === 0) {
        await save({ posting: true });
        await call(incident, signal, () => {
          if (progress !== undefined && shown.has(id)) return;
          shown.set(id, { revision: 0, status, posts: (shown.get(id)?.posts ?? 0) + 1, thread: [] });
        });
        await save({ posted: true });
      }
      for (const { number } of incident.timeline.filter((entry) => entry.number > told)) {
        await call(incident, signal, () => {
          const now = shown.get(id);
          if (now === undefined || now.thread.includes(number)) return;
          shown.set(id, { ...now, thread: [...now.thread, number] });
        });
        await save({ told: number });
      }
      await call(incident, signal, () => {
        const now = shown.get(id);
        if (now !== undefined) shown.set(id, { ...now, revision, status });
      });
    },
  };
}

function toldOf(progress: Json | undefined): number | undefined {
  const told = typeof progress === 'object' && progress !== null && 'told' in progress ? progress['told'] : undefined;
  return typeof told === 'number' ? told : undefined;
}

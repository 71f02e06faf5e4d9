import { advance, noIncidents, type Concern, type Incident, type IncidentSink, type Json } from '@postgres-ha/incident';
import type { Clock } from '@postgres-ha/worker-runtime';

export interface Told {
  readonly sink: string;
  /** Why it did not get through; undefined where it did. */
  readonly because: string | undefined;
}

interface Telling {
  readonly observer: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 30_000;

/** Opens an incident in a sink that says it is a test, and ends it. Each test is an incident of its own. */
export async function tellTest(sink: IncidentSink, { observer, clock, signal }: Telling): Promise<Told> {
  const enough = new AbortController();
  const until = AbortSignal.any([signal, enough.signal]);
  let progress: Json | undefined;
  const tell = async (): Promise<string | undefined> => {
    try {
      for (const incident of lifeOfTest(observer, new Date(clock.now()))) {
        await sink.deliver(incident, {
          progress,
          save: (next) => {
            progress = next;
            return Promise.resolve();
          },
          signal: until,
        });
      }
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  const late = clock.wait(TIMEOUT_MS, until).then(() => `no answer within ${TIMEOUT_MS / 1000} s`);
  try {
    return { sink: sink.name, because: await Promise.race([tell(), late]) };
  } finally {
    enough.abort();
  }
}

function lifeOfTest(observer: string, at: Date): readonly Incident[] {
  const source = 'notify-test';
  const concern: Concern = {
    key: `notify-test/${observer}/${at.toISOString()}`,
    kind: 'split-brain/test',
    severity: 'critical',
    cluster: 'test',
    title: `Test of split-brain-watchdog on ${observer}: nothing is wrong`,
    summary: 'Somebody asked for this with `split-brain-watchdog notify test`. It is over at once.',
    evidence: [{ label: 'Asked at', text: at.toISOString() }],
    lists: [],
    nextSteps: ['Nothing: this sink works.'],
    runbook: null,
    sticky: false,
  };
  const opened = advance(noIncidents(), { at, source, concerns: [concern], complete: true });
  const over = advance(opened.incidents, {
    ...{ at: new Date(at.getTime() + 1), source, concerns: [], complete: true },
    resolveAfter: { looks: 1, ms: 0 },
  });
  return [...opened.changed, ...over.changed];
}

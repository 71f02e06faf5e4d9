import type { IncidentSink } from '@postgres-ha/incident';
import type { Clock, Log } from '@postgres-ha/worker-runtime';
import { becauseOf } from './deliver.ts';

/** Whether a sink would get through, by its last test. */
export type SinkTest = 'passed' | 'failed';

export interface SinkTests {
  /** @returns undefined before its first test has ended */
  readonly state: (sink: string) => SinkTest | undefined;
  /** After the signal. */
  readonly ended: Promise<void>;
}

export interface SinkTestOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const EVERY_MS = 300_000;
/** After a failure, which may be a moment's. */
const AGAIN_MS = 30_000;
const TIMEOUT_MS = 20_000;

/** Tests each sink at once and then from time to time, and logs what has changed: nobody notices a broken one before it is needed. */
export function testSinks(sinks: readonly IncidentSink[], { clock, log, signal }: SinkTestOptions): SinkTests {
  const states = new Map<string, SinkTest>();
  const run = async (sink: IncidentSink): Promise<void> => {
    while (!signal.aborted) {
      const because = await failing(sink, { clock, signal });
      if (isAborted(signal)) return;
      const state = because === undefined ? 'passed' : 'failed';
      if (states.get(sink.name) !== state) {
        if (because === undefined) log.info('sink-test-passed', { sink: sink.name });
        else log.error('sink-test-failed', { sink: sink.name, because });
      }
      states.set(sink.name, state);
      await clock.wait(state === 'passed' ? EVERY_MS : AGAIN_MS, signal);
    }
  };
  return { state: (sink) => states.get(sink), ended: Promise.all(sinks.map(run)).then(() => undefined) };
}

/** Undefined where it would get through. */
async function failing(
  sink: IncidentSink,
  { clock, signal }: Omit<SinkTestOptions, 'log'>,
): Promise<string | undefined> {
  const enough = new AbortController();
  const until = AbortSignal.any([signal, enough.signal]);
  const late = clock.wait(TIMEOUT_MS, until).then(() => `no answer within ${TIMEOUT_MS / 1000} s`);
  const tested = sink.selfTest({ signal: until }).then(() => undefined, becauseOf);
  try {
    return await Promise.race([tested, late]);
  } finally {
    enough.abort();
  }
}

/** It may be by now. */
function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}

import { join } from 'node:path';
import type { Incidents } from '@postgres-ha/incident';
import { openOutbox, startDispatch, testSinks } from '@postgres-ha/notification';
import type { KeeperOptions } from '../machine.ts';
import { logIncident } from '../serve/watch-log.ts';
import { watchAcknowledgements } from './acknowledgements.ts';
import type { IncidentKeeper } from './incident-keeper.ts';

export interface DurableOptions extends KeeperOptions {
  /** Of this process alone while it is open. */
  readonly stateDirectory: string;
}

/**
 * Incidents survive the process, and so does how far each sink is with them.
 * @throws OutboxError when another process has the directory, or what lies there cannot be read
 */
export async function durableKeeper(options: DurableOptions): Promise<IncidentKeeper> {
  const { sinks, stateDirectory, sources, clock, random, log } = options;
  await using opening = new AsyncDisposableStack();
  const outbox = opening.use(await openOutbox({ directory: join(stateDirectory, 'outbox'), clock, log }));
  for (const source of sourcesIn(outbox.incidents())) {
    if (!sources.includes(source)) await outbox.withdraw(source, 'Its cluster is not watched any more.');
  }
  const ended = new AbortController();
  const { signal } = ended;
  const dispatch = await startDispatch({ outbox, sinks, clock, random, log, signal });
  const tests = testSinks(sinks, { clock, log, signal });
  const acknowledging = watchAcknowledgements({
    ...{ stateDirectory, clock, log, signal },
    acknowledge: (given) => outbox.acknowledge(given),
  });
  opening.defer(async () => {
    ended.abort();
    await Promise.all([dispatch.ended, tests.ended, acknowledging]);
  });
  const opened = opening.move();
  return {
    see: (source, { at, concerns, complete }) => {
      void outbox.advance({ at, source, concerns, complete }).then((changed) => {
        for (const incident of changed) logIncident(log, incident);
      });
    },
    incidents: outbox.shown,
    sinks: () =>
      dispatch.status().map(({ name, delivered, failed, refused, waiting, state, lastFailure }) => ({
        ...{ name, delivered, failed: failed + refused, waiting, selfTest: tests.state(name) },
        failing: state === 'working' ? undefined : (lastFailure?.because ?? state),
      })),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function sourcesIn({ tracked }: Incidents): ReadonlySet<string> {
  return new Set(tracked.flatMap(({ sightings }) => sightings.map(({ source }) => source)));
}

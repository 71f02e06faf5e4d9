import type { KeeperOptions } from '../machine.ts';
import { logIncident } from '../serve/watch-log.ts';
import type { IncidentKeeper } from './incident-keeper.ts';
import { memoryKeeper } from './memory-keeper.ts';

/** Durable where a directory is named, also without sinks: then a restart opens nothing anew in the log. */
export async function openKeeper({ stateDirectory, ...parts }: KeeperOptions): Promise<IncidentKeeper> {
  const { log } = parts;
  if (stateDirectory !== undefined) {
    const { durableKeeper } = await import('./durable-keeper.ts');
    return await durableKeeper({ stateDirectory, ...parts });
  }
  log.warn('nobody-is-told', { because: 'no sinks are configured: incidents are in this log and on the page' });
  return memoryKeeper({
    onChange: (incident) => {
      logIncident(log, incident);
    },
  });
}

import { join } from 'node:path';
import type { PlantedCause } from './planted-cause.ts';

/** Where the evidence of planted causes is kept, for whoever judges it again without a cluster; unset in ordinary runs. */
export function recordingArgs({ namespace, finding }: Pick<PlantedCause, 'namespace' | 'finding'>): readonly string[] {
  const folder = process.env['POSTGRES_HA_RECORD'];
  return folder === undefined || folder === '' ? [] : ['--record', join(folder, `${namespace}-${finding}.json`)];
}

import type { WatchedCluster } from '../judgement/watched-cluster.ts';
import type { WatchEvent } from '../observation/watch-event.ts';
import { RECORDING_VERSION, type RecordingHeader } from './recording-header.ts';

/**
 * First line of a recording, with its line end. What is recorded has positions, counts, names of relations, and addresses of followers:
 * no query and no password.
 * @param startedAt instant 0 of the observer on the wall clock
 */
export function recordingHeader(
  cluster: WatchedCluster,
  { observer, startedAt }: { readonly observer: string; readonly startedAt: Date },
): string {
  const header: RecordingHeader = {
    format: 'postgres-ha-split-brain',
    version: RECORDING_VERSION,
    cluster,
    observer,
    startedAt: startedAt.toISOString(),
  };
  return `${JSON.stringify(header)}\n`;
}

/** One line of a recording, with its line end: to be appended in the order in which events were learnt. */
export function recordLine(event: WatchEvent): string {
  return `${JSON.stringify(event)}\n`;
}

import type { Concern, Incident } from '@postgres-ha/incident';
import type { Recorder } from '../recordings/recorder.ts';

/** What is wrong with a cluster now, and what was told of it. */
export interface Trouble {
  readonly concerns: readonly Concern[];
  readonly incidents: readonly Incident[];
}

/** Keeps recordings of a cluster while something is wrong with it, or an incident of it is open. */
export function holdIncidents(recorder: Recorder | undefined): (cluster: string, trouble: Trouble) => void {
  return (cluster, { concerns, incidents }) => {
    if (recorder === undefined) return;
    const isOpen = incidents.some(({ status, concern }) => status === 'open' && concern.cluster === cluster);
    if (isOpen || concerns.length > 0) recorder.hold(cluster);
    else recorder.letGo(cluster);
  };
}

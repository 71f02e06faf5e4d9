import { advance, noIncidents, shownIncidents, type Incident } from '@postgres-ha/incident';
import type { IncidentKeeper } from './incident-keeper.ts';

/** Nobody is told but who reads the log; what was told is forgotten with the process. */
export function memoryKeeper({ onChange }: { readonly onChange: (incident: Incident) => void }): IncidentKeeper {
  let incidents = noIncidents();
  return {
    see: (source, { at, concerns, complete }) => {
      const advanced = advance(incidents, { at, source, concerns, complete });
      incidents = advanced.incidents;
      advanced.changed.forEach(onChange);
    },
    incidents: () => shownIncidents(incidents),
    sinks: () => [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

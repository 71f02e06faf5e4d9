export { acknowledge, forget, withdraw, type Acknowledgement } from './acknowledge.ts';
export { advance, type Advanced, type Look } from './advance.ts';
export type { Concern, EvidenceLine, IncidentSeverity } from './concern.ts';
export { incidentId } from './fingerprint.ts';
export type { Incident, TimelineEntry } from './incident.ts';
export { SinkError, type Delivery, type IncidentSink, type Json } from './incident-sink.ts';
export { noIncidents, shownIncidents, type Incidents, type Sighting, type Summary, type Tracked } from './incidents.ts';
export { PACE, RESOLVE_AFTER, type ResolveAfter } from './pace.ts';
export { readIncidents, type IncidentsReading } from './read-incidents.ts';

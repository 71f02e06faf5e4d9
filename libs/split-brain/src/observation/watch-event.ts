import type { Evidence } from './evidence.ts';
import type { ProbeObservation } from './probe.ts';
import type { ArchiveObservation, SurroundingsObservation, Tick } from './surroundings.ts';

/** All that a judgement rests on, in the order in which one observer came to know it. A recording is a list of these. */
export type WatchEvent = ProbeObservation | Evidence | SurroundingsObservation | ArchiveObservation | Tick;

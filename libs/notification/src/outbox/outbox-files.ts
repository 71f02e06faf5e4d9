import { readIncidents, type Incidents, type Json } from '@postgres-ha/incident';
import { z } from 'zod';
import { OutboxError } from './outbox-error.ts';

/** What lies in an outbox's directory: one file of incidents, and one for each incident that a sink was told of. */
export interface OutboxState {
  readonly incidents: Incidents;
  /** Sinks that were served from here, and since when: what had ended by then is no news to them. */
  readonly sinks: readonly KnownSink[];
}

export interface KnownSink {
  readonly name: string;
  readonly since: string;
}

/** How far a sink is with an incident. */
export interface SinkProgress {
  readonly sink: string;
  /** Id of the incident. */
  readonly incident: string;
  /** That the sink shows; 0 before the first. */
  readonly revision: number;
  /** As the sink saved it last; undefined where it saved nothing. */
  readonly progress: Json | undefined;
}

const VERSION = 1;
const STATE = 'postgres-ha-outbox';
const DELIVERY = 'postgres-ha-delivery';

const stateSchema = z.object({
  incidents: z.unknown(),
  sinks: z.array(z.object({ name: z.string(), since: z.iso.datetime() })).readonly(),
});

const progressSchema = z.object({
  sink: z.string(),
  incident: z.string(),
  revision: z.int().nonnegative(),
  progress: z.json().optional(),
});

export function stateText({ incidents, sinks }: OutboxState): string {
  return `${JSON.stringify({ kind: STATE, version: VERSION, sinks, incidents })}\n`;
}

/** @throws OutboxError `unreadable` */
export function readState(path: string, text: string): OutboxState {
  const state = stateSchema.safeParse(envelope(path, text, STATE));
  if (!state.success) throw unreadable(path, 'something else', 'the state of an outbox');
  const read = readIncidents(state.data.incidents);
  if (read.kind === 'refused') throw unreadable(path, read.problem, 'incidents as this version writes them');
  return { incidents: read.incidents, sinks: state.data.sinks };
}

export function progressText(progress: SinkProgress): string {
  return `${JSON.stringify({ kind: DELIVERY, version: VERSION, ...progress })}\n`;
}

/** @throws OutboxError `unreadable` */
export function readProgress(path: string, text: string): SinkProgress {
  const read = progressSchema.safeParse(envelope(path, text, DELIVERY));
  if (!read.success) throw unreadable(path, 'something else', 'how far a sink is with an incident');
  return { ...read.data, progress: read.data.progress };
}

export function unreadable(path: string, found: string, expected: string): OutboxError {
  return new OutboxError({
    problem: 'unreadable',
    where: path,
    found,
    expected,
    remedy:
      'Mend it, go back to the version that wrote it, or move the directory away: a new one begins without what was told, and may tell it again.',
  });
}

function envelope(path: string, text: string, kind: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unreadable(path, 'what is no JSON', `a ${kind} of version ${VERSION}`);
  }
  const read = z.object({ kind: z.string(), version: z.int() }).safeParse(json);
  if (!read.success || read.data.kind !== kind) throw unreadable(path, 'another document', `a ${kind}`);
  if (read.data.version !== VERSION) {
    throw unreadable(path, `version ${read.data.version}`, `version ${VERSION} of a ${kind}`);
  }
  return json;
}

import { z } from 'zod';
import type { Concern } from './concern.ts';
import type { Incident } from './incident.ts';
import type { Incidents, Summary, Tracked } from './incidents.ts';

const severity = z.enum(['info', 'warning', 'critical']);
const time = z.iso.datetime();

const concern: z.ZodType<Concern> = z.object({
  key: z.string(),
  kind: z.string(),
  severity,
  cluster: z.string(),
  title: z.string(),
  summary: z.string(),
  evidence: z.array(z.object({ label: z.string(), text: z.string() })).readonly(),
  lists: z
    .array(z.object({ title: z.string(), lines: z.array(z.string()).readonly(), complete: z.boolean() }))
    .readonly(),
  nextSteps: z.array(z.string()).readonly(),
  runbook: z.string().nullable(),
  sticky: z.boolean(),
});

const incident: z.ZodType<Incident> = z.object({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  key: z.string(),
  status: z.enum(['open', 'resolved']),
  revision: z.int().positive(),
  openedAt: time,
  changedAt: time,
  resolvedAt: time.nullable(),
  openings: z.int().positive(),
  severity,
  worst: severity,
  concern,
  timeline: z
    .array(
      z.object({
        number: z.int().positive(),
        at: time,
        kind: z.enum(['opened', 'worse', 'better', 'changed', 'resolved', 'reopened', 'acknowledged', 'flapping']),
        text: z.string(),
      }),
    )
    .readonly(),
});

const calm = z.object({ looks: z.int(), ms: z.number(), lastAt: time }).nullable();
const parts = {
  incident,
  sightings: z.array(z.object({ source: z.string(), concern, calm })).readonly(),
  within: z.string().nullable(),
  acknowledged: z.boolean(),
  returns: z.array(time).readonly(),
};
const tracked: z.ZodType<Tracked> = z.object(parts);
const summary: z.ZodType<Summary> = z.object({ ...parts, freshness: z.enum(['told', 'pending', 'stale']) });

const incidents: z.ZodType<Incidents> = z.object({
  tracked: z.array(tracked).readonly(),
  summaries: z.array(summary).readonly(),
  openings: z.array(z.object({ at: time, kind: z.string() })).readonly(),
});

export type IncidentsReading =
  | { readonly kind: 'read'; readonly incidents: Incidents }
  /** What is wrong and where, without what stands there. */
  | { readonly kind: 'refused'; readonly problem: string };

/** Reads what was written as JSON. */
export function readIncidents(json: unknown): IncidentsReading {
  const read = incidents.safeParse(json);
  if (read.success) return { kind: 'read', incidents: read.data };
  const [issue] = read.error.issues;
  return { kind: 'refused', problem: `${issue?.path.join('.') ?? ''}: ${issue?.code ?? 'not as expected'}` };
}

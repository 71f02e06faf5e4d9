import { z } from 'zod';
import type { WatchedCluster } from '../judgement/watched-cluster.ts';

/** Grows when a program of before could not read what is written now, or would read it as something else. */
export const RECORDING_VERSION = 1;

/** What the events of a recording are about, and by whose clock. */
export interface RecordingHeader {
  readonly format: 'postgres-ha-split-brain';
  readonly version: typeof RECORDING_VERSION;
  readonly cluster: WatchedCluster;
  readonly observer: string;
  /** What the observer's clock on the wall showed at instant 0, ISO 8601 in UTC: for people, computed with by nobody. */
  readonly startedAt: string;
}

export const headerSchema: z.ZodType<RecordingHeader> = z.strictObject({
  format: z.literal('postgres-ha-split-brain'),
  version: z.literal(RECORDING_VERSION),
  cluster: z.strictObject({
    name: z.string().min(1),
    members: z
      .array(z.strictObject({ name: z.string().min(1), claim: z.enum(['member', 'related']) }))
      .refine(
        (members) => new Set(members.map(({ name }) => name)).size === members.length,
        'expected each member once',
      ),
    probeIntervalMs: z.number().positive(),
    smartShutdownSeconds: z.number().nonnegative().nullable(),
  }),
  observer: z.string().min(1),
  startedAt: z.iso.datetime(),
});

import { z } from 'zod';

const time = z.iso.datetime();
const count = z.int().min(0);
const level = z.enum(['L0', 'L1', 'L2', 'L3', 'L4', 'L5']);

const phase = z.strictObject({
  name: z.enum(['content', 'wal', 'boot', 'replay', 'pages', 'data']),
  milliseconds: z.number().min(0),
  bytes: count.optional(),
});

/** A backup that was restored in the run: how long each step took, and of how much. */
const measured = z.strictObject({
  backupId: z.string(),
  /** As stored. */
  sizeBytes: count,
  phases: z.array(phase),
});

const server = z.strictObject({
  serverName: z.string(),
  asked: level,
  overall: z.enum(['proven', 'acknowledged', 'damaged', 'unknown']),
  startedAt: time,
  finishedAt: time,
  /** The newest position that a replay reached, on the newest timeline; absent where nothing was replayed. */
  recoverableTo: z
    .strictObject({ lsn: z.string(), timeline: z.int().min(1), lastCommitAt: time.optional() })
    .optional(),
  /** When each level was last passed by some backup. */
  proofs: z.partialRecord(level, z.strictObject({ at: time, remembered: z.boolean() })),
  /** As stored, of the newest backup. */
  newestBackup: z.strictObject({ sizeBytes: count, endedAt: time.optional() }).optional(),
  backups: z.strictObject({ proven: count, damaged: count, unknown: count }),
  lostStretches: count,
  read: z.strictObject({ objects: count, bytes: count, remembered: count }),
  /** The newest backup that was restored in the run. */
  measured: measured.optional(),
  /** Measured recovery point: by the canary of the newest backup that has one. */
  canaryAgeSeconds: z.number().optional(),
  findings: z.strictObject({ damaged: count, unknown: count, notice: count }),
  acknowledgedUntil: time.optional(),
  selfTest: z.enum(['passed', 'failed', 'absent']),
});

/** What is kept of a run: enough to draw trends and metrics from, and no name of an object. */
const runSummarySchema = z.strictObject({
  version: z.literal(1),
  /** When it began. */
  at: time,
  servers: z.array(server),
});

export type RunSummary = Readonly<z.infer<typeof runSummarySchema>>;
export type ServerSummary = Readonly<RunSummary['servers'][number]>;

/** @param kept JSON that was parsed. @returns undefined for what is no summary, or one of another version */
export function readRunSummary(kept: unknown): RunSummary | undefined {
  return runSummarySchema.safeParse(kept).data;
}

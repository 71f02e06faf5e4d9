import { z } from 'zod';

const level = z.enum(['L0', 'L1', 'L2', 'L3', 'L4', 'L5']).describe('Rung of the proof ladder.');
const lsn = z
  .string()
  .regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/)
  .describe('A position in the WAL, as pg_lsn prints it.');
const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .describe('UTC, ISO 8601.');
const timeline = z.int().min(1).max(0xffffffff);
const bytes = z.int().min(0);
const overall = z
  .enum(['proven', 'acknowledged', 'damaged', 'unknown'])
  .describe('`acknowledged`: damaged, all of it known and written down until a day, and the newest is proven.');

const finding = z
  .strictObject({
    id: z.string().describe('From a closed vocabulary: `backup-verifier explain` lists it.'),
    level,
    weight: z
      .enum(['damaged', 'unknown', 'notice'])
      .describe('What it does to a verdict: proof of damage, nobody can say, or nothing.'),
    object: z.string().optional().describe('Key of the object, or of the one that is missing.'),
    place: z.string().optional().describe('Place within: a member of a tar, a block of a relation, a position.'),
    found: z.string(),
    expected: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'finding' });

const verdict = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('proven'),
      level: level.describe('Up to here everything was looked at. Only L4 was replayed.'),
      upTo: z.strictObject({ lsn, timeline, lastCommitAt: time.optional() }),
    }),
    z.strictObject({ kind: z.literal('damaged'), findings: z.array(finding).min(1) }),
    z.strictObject({
      kind: z.literal('unknown'),
      passed: z.union([level, z.literal('none')]).describe('The highest level that was passed.'),
      because: z.array(finding).min(1),
    }),
  ])
  .meta({ id: 'verdict' });

const proof = z
  .strictObject({
    level,
    at: time,
    verifier: z.string().describe('Name and version of what looked.'),
    remembered: z.boolean().describe('Whether that was an earlier run, whose proof still holds.'),
  })
  .meta({ id: 'proof' });

const count = z.int().min(0);
const data = z
  .strictObject({
    amcheck: z
      .strictObject({
        heaps: count,
        indexes: count,
        skipped: z.record(z.string(), count).describe('Of kinds that amcheck does not know, by access method.'),
        milliseconds: z.number().min(0),
      })
      .optional(),
    assertions: z.array(
      z.strictObject({
        name: z.string(),
        database: z.string(),
        outcome: z.enum(['holds', 'fails', 'unknown']),
        digest: z.string().optional().describe('Keyed hash of the answer.'),
        shown: z.string().optional().describe('The answer, where the policy says that it may be shown.'),
        milliseconds: z.number().min(0),
      }),
    ),
    canary: z
      .strictObject({
        writtenAt: time,
        ageSeconds: z.number(),
        against: z.enum(['listing', 'last commit']).describe('What its age is counted up to.'),
      })
      .optional()
      .describe('The newest row of the canary, and what would have been lost: the measured recovery point.'),
    schemas: z.array(
      z.strictObject({
        database: z.string(),
        hash: z.string(),
        compared: z.enum(['expected', 'primary', 'not compared']),
      }),
    ),
    checksums: z.strictObject({ enabled: z.boolean(), pages: count }).optional(),
  })
  .meta({ id: 'data' });

const backup = z
  .strictObject({
    id: z.string(),
    name: z.string().nullable(),
    status: z.string().describe('As backup.info says it.'),
    timeline: timeline.nullable(),
    begin: lsn.nullable(),
    end: lsn.nullable(),
    endedAt: time.nullable(),
    sizeBytes: bytes.describe('As stored.'),
    compression: z.enum(['none', 'gzip', 'bzip2', 'snappy', 'lz4', 'xz', 'zstd', 'mixed']),
    verdict,
    notices: z.array(finding),
    phases: z.array(
      z.strictObject({
        name: z.enum(['content', 'wal', 'boot', 'replay', 'pages', 'data']),
        milliseconds: z.number().min(0),
        bytes: bytes.optional(),
      }),
    ),
    proofs: z.array(proof).describe('Each level that was passed, lowest first, and when.'),
    data: data.optional().describe('What was seen of the data (L5), without the data.'),
  })
  .meta({ id: 'backup' });

const moments = z
  .strictObject({
    timeline,
    from: lsn,
    to: lsn,
    fromTime: time.optional(),
    toTime: time.optional(),
    state: z
      .enum(['proven', 'unproven', 'lost'])
      .describe('Replayed; not replayed, but nothing speaks against it; no way leads to it.'),
    backupId: z.string().optional().describe('The backup to restore from.'),
    because: z.string().optional().describe('The first segment that is missing or damaged.'),
  })
  .meta({ id: 'moments' });

const archive = z
  .strictObject({
    store: z.string().describe('Where it lies, without credentials.'),
    serverName: z.string(),
    startedAt: time,
    finishedAt: time,
    asked: level,
    overall,
    backups: z.array(backup).describe('Oldest first.'),
    moments: z.array(moments).describe('All since the first backup, without a gap between them.'),
    findings: z.array(finding).describe('What belongs to no single backup.'),
    read: z.strictObject({
      objects: z.int().min(0),
      bytes: bytes.describe('Read in this run, as stored.'),
      remembered: bytes.optional().describe('Not read, since proofs of earlier runs hold for them.'),
    }),
    selfTest: z
      .strictObject({
        passed: z.boolean(),
        plants: z.array(
          z.strictObject({ kind: z.enum(['hidden-segment', 'flipped-bit']), object: z.string(), found: z.boolean() }),
        ),
      })
      .nullable()
      .describe('Faults that were planted in memory; null where there was nothing to plant one in.'),
    acknowledged: z
      .array(
        z.strictObject({
          finding: z.string(),
          object: z.string().optional(),
          until: time,
          reason: z.string(),
          covers: count.describe('So many findings of this report.'),
        }),
      )
      .describe('Damage that is known and written down. It is damage still.'),
  })
  .meta({ id: 'archive' });

/** What `run --json` and `catalog --json` print with the exit codes 0, 1 and, where a report was possible, 3. */
export const reportSchema = z.strictObject({
  overall: overall.describe('The worst of all archives: exit code 0, 1 and 3.'),
  archives: z.array(archive).describe('One for each server.'),
  notes: z.array(z.string()).describe('What the reader should know of the machine that looked.'),
});

export type ReportJson = z.infer<typeof reportSchema>;

/** For programs that read reports. `npm run schema` writes it, and a test compares. */
export function publishedReportSchema(): Record<string, unknown> {
  return {
    title: 'What backup-verifier found',
    ...z.toJSONSchema(reportSchema, { io: 'output', target: 'draft-7' }),
  };
}

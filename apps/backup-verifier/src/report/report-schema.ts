import { z } from 'zod';

const level = z.enum(['L0', 'L1', 'L2', 'L3', 'L4']).describe('Rung of the proof ladder.');
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
const overall = z.enum(['proven', 'damaged', 'unknown']);

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
        name: z.enum(['content', 'wal', 'boot', 'replay', 'pages']),
        milliseconds: z.number().min(0),
        bytes: bytes.optional(),
      }),
    ),
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
    read: z.strictObject({ objects: z.int().min(0), bytes }),
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

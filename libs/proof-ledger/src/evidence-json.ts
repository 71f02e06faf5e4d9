import type { DataFacts, EvidenceInputs, ProofEvidence, Reached } from '@postgres-ha/backup-proof';
import { formatLsn, formatTimelineId, parseLsn, parseTimelineId, type Lsn } from '@postgres-ha/postgres-storage';
import { z } from 'zod';

const level = z.enum(['L0', 'L1', 'L2', 'L3', 'L4', 'L5']);
const count = z.int().nonnegative();

const lsn = z.codec(z.string(), custom<Lsn>('bigint'), {
  decode: (text, { issues }) => parseLsn(text) ?? refused(text, 'an LSN', issues),
  encode: formatLsn,
});
const timeline = z.codec(z.string(), custom<Reached['timeline']>('number'), {
  decode: (text, { issues }) => parseTimelineId(text) ?? refused(text, 'a timeline', issues),
  encode: formatTimelineId,
});
const time = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

const finding = z.strictObject({
  id: z.string(),
  level,
  // what is unknown is not kept
  weight: z.enum(['damaged', 'notice']),
  object: z.string().exactOptional(),
  place: z.string().exactOptional(),
  found: z.string(),
  expected: z.string(),
  remedy: z.string(),
});

const objects = z.strictObject({
  count,
  sizeBytes: count,
  first: z.string().exactOptional(),
  last: z.string().exactOptional(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});

const inputs = z.strictObject({
  archive: z.string(),
  serverName: z.string(),
  backupId: z.string(),
  systemIdentifier: z.string().regex(/^\d+$/),
  base: objects,
  histories: objects,
  way: objects,
  wayEnd: z.enum(['archive', 'next backup']),
  dataPolicy: z.string().exactOptional(),
} satisfies Record<keyof EvidenceInputs, z.ZodType>);

const data = z.strictObject({
  amcheck: z
    .strictObject({
      heaps: count,
      indexes: count,
      skipped: z.record(z.string(), count),
      milliseconds: z.number(),
    })
    .exactOptional(),
  assertions: z.array(
    z.strictObject({
      name: z.string(),
      database: z.string(),
      outcome: z.enum(['holds', 'fails', 'unknown']),
      digest: z.string().exactOptional(),
      shown: z.string().exactOptional(),
      milliseconds: z.number(),
    }),
  ),
  canary: z
    .strictObject({ writtenAt: time, ageSeconds: z.number(), against: z.enum(['listing', 'last commit']) })
    .exactOptional(),
  schemas: z.array(
    z.strictObject({
      database: z.string(),
      hash: z.string(),
      compared: z.enum(['expected', 'primary', 'not compared']),
    }),
  ),
  checksums: z.strictObject({ enabled: z.boolean(), pages: count }).exactOptional(),
} satisfies Record<keyof DataFacts, z.ZodType>);

const evidence = z.strictObject({
  inputs,
  at: time,
  verifier: z.string(),
  postgres: z.string().exactOptional(),
  looked: z.codec(z.array(level), z.set(level), { decode: (all) => new Set(all), encode: (all) => [...all] }),
  findings: z.array(finding),
  wayFindings: z.array(finding),
  upTo: z.strictObject({ lsn, timeline, lastCommitAt: time.exactOptional() }),
  provenTo: lsn.exactOptional(),
  readTo: lsn.exactOptional(),
  walDamage: z.strictObject({ from: lsn, because: z.string() }).exactOptional(),
  phases: z.array(
    z.strictObject({
      name: z.enum(['content', 'wal', 'boot', 'replay', 'pages', 'data']),
      milliseconds: z.number().nonnegative(),
      bytes: count.exactOptional(),
    }),
  ),
  sameCopies: z.array(z.string()),
  data: data.exactOptional(),
} satisfies Record<keyof ProofEvidence, z.ZodType>);

/** @throws ZodError for what is no evidence, such as a finding that is `unknown` */
export function evidenceJson(given: ProofEvidence): string {
  // a copy, since zod asks for arrays that may be changed
  return JSON.stringify(z.encode(evidence, structuredClone(given) as z.output<typeof evidence>));
}

/** @returns undefined for whatever is not exactly evidence */
export function readEvidence(text: string): ProofEvidence | undefined {
  try {
    return z.safeDecode(evidence, JSON.parse(text) as z.input<typeof evidence>).data;
  } catch {
    return undefined;
  }
}

function custom<T>(type: 'bigint' | 'number'): z.ZodCustom<T, T> {
  return z.custom<T>((value) => typeof value === type);
}

function refused(input: string, expected: string, issues: z.core.ParsePayload['issues']): never {
  issues.push({ code: 'custom', message: `expected ${expected}`, input });
  return z.NEVER;
}

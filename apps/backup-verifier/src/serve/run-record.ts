import { readRunSummary, type RunSummary } from '@postgres-ha/proof-report';
import { z } from 'zod';
import { toldSchema } from './told.ts';

/** What is kept of a run in the history. */
const recordSchema = z.object({
  kind: z.literal('backup-verifier-run'),
  version: z.literal(1),
  /** The time that the run was for; absent when someone asked for it. */
  slot: z.iso.datetime().optional(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  overall: z.string(),
  /** Why the look failed. */
  because: z.string().optional(),
  /** What had been told once the run was over. */
  told: toldSchema,
  /** What is drawn and measured over time; its shape is of `libs/proof-report`. */
  summary: z.unknown().optional(),
});
export type RunRecord = Readonly<z.infer<typeof recordSchema>>;

export function runRecordText(record: Omit<RunRecord, 'kind' | 'version'>): string {
  return JSON.stringify({ kind: 'backup-verifier-run', version: 1, ...record });
}

/** @returns undefined for what is no record, or one of another version */
export function readRunRecord(text: string): RunRecord | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = recordSchema.safeParse(json);
  return read.success ? read.data : undefined;
}

/** How many runs trends are drawn from. */
export const TREND_RUNS = 100;

/** What was kept to be drawn and measured, of the runs that can be read. */
export function summariesIn(texts: readonly string[]): readonly RunSummary[] {
  return texts.flatMap((text) => {
    const summary = readRunSummary(readRunRecord(text)?.summary);
    return summary === undefined ? [] : [summary];
  });
}

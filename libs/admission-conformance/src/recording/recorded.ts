import { join } from 'node:path';
import type { RunSize } from '../run.ts';

/** The committed recording. */
export const RECORDED: string = join(import.meta.dirname, 'verdicts.json.gz');

export const RECORDED_SIZE: RunSize = { clusters: 10_000, others: 2_000, updates: 2_000 };

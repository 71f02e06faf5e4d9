import { DEFAULT_DATA_POLICY, type DataPolicy, type SchemaAnswer, type SchemaSource } from '@postgres-ha/backup-proof';
import type { ProveOptions } from './options.ts';

/** What is asked of the data of every backup in a run. */
export interface DataPlan {
  readonly policy: DataPolicy;
  readonly listedAt: Date;
  readonly digestKey: Uint8Array | undefined;
  readonly primary: PrimaryPlan | undefined;
}

export interface PrimaryPlan {
  /** By database, from before the archive was listed: what makes up a schema then can be in it. */
  readonly before: ReadonlyMap<string, SchemaAnswer>;
  readonly ask: SchemaSource;
}

/** @returns undefined below L5 */
export async function planData(options: ProveOptions): Promise<DataPlan | undefined> {
  const { level, data = DEFAULT_DATA_POLICY, digestKey, now } = options;
  if (level !== 'L5') return undefined;
  return { policy: data, listedAt: now, digestKey, primary: await askPrimary(data, options) };
}

async function askPrimary({ schema }: DataPolicy, { primary, signal }: ProveOptions): Promise<PrimaryPlan | undefined> {
  if (primary === undefined || schema?.comparePrimary !== true) return undefined;
  const before = new Map<string, SchemaAnswer>();
  for (const database of schema.databases) before.set(database, await primary(database, signal));
  return { before, ask: primary };
}

import { join } from 'node:path';
import type { WalFacts, WalRecord } from './facts.ts';
import { runAs } from './run-as.ts';

export interface WaldumpOptions {
  readonly spool: string;
  readonly binaries: string;
}

const RECORD = /^rmgr: (\S+)\s+len \(rec\/tot\):\s*\d+\/\s*(\d+), tx:\s*\d+, lsn: ([0-9A-F]+\/[0-9A-F]+),/gm;

/** The records of an archived segment by PostgreSQL's own reader; one that continues in a missing segment ends the list. */
export async function waldump(name: string, { spool, binaries }: WaldumpOptions): Promise<WalFacts> {
  if (!/^[0-9A-F]{24}$/.test(name)) return { name, records: [] };
  const { stdout } = await runAs(join(binaries, 'bin/pg_waldump'), ['-p', spool, name]);
  const records: WalRecord[] = [...stdout.matchAll(RECORD)].map(([, manager = '', length = '', lsn = '']) => ({
    lsn,
    lengthBytes: Number(length),
    manager,
  }));
  return { name, records };
}

import type { LogEntry } from './server-log.ts';

/** What this machine did not give to a server. It says nothing about the archive, whatever came of it. */
export interface Lack {
  readonly because: 'disk-full' | 'out-of-memory';
  readonly detail: string;
}

/** @see PostgreSQL 18, errcodes.txt, class 53 */
export function lackOf(sqlState: string): Lack['because'] | undefined {
  if (sqlState === '53100') return 'disk-full';
  return /^53[2-4]/.test(sqlState) ? 'out-of-memory' : undefined;
}

/** The first lack that a server has complained of; what failed after it may only have followed from it. */
export function lackIn(entries: readonly LogEntry[]): Lack | undefined {
  for (const { severity, sqlState, text } of entries) {
    const because = severity === 'LOG' || severity === 'WARNING' ? undefined : lackOf(sqlState);
    if (because !== undefined) return { because, detail: text };
  }
  return undefined;
}

import type { ProofFinding } from '../content/proof-finding.ts';
import type { SqlFailure } from './data-evidence.ts';

/** Everything that looking at the data can find, or not find out. */
export type DataFindingId =
  // what the policy asks
  | 'assertion-failed'
  | 'canary-stale'
  | 'canary-missing'
  | 'schema-differs'
  | 'data-unreadable'
  // what amcheck sees
  | 'index-corrupt'
  | 'heap-corrupt'
  // what kept from looking
  | 'query-refused'
  | 'query-failed'
  | 'query-time-limit'
  | 'answer-unfit'
  | 'database-missing'
  | 'database-unreadable'
  | 'amcheck-unavailable'
  | 'amcheck-failed'
  | 'amcheck-time-limit'
  | 'sort-order-unknown'
  | 'schema-not-comparable'
  | 'data-not-checked'
  // what changes no verdict
  | 'index-invalid'
  | 'checksums-off';

/** What the findings of one backup have in common. */
export interface Judged {
  /** Key of its backup.info. */
  readonly object: string;
}

type Saying = Pick<ProofFinding, 'found' | 'expected' | 'remedy'> & { readonly place?: string };

export function damaged(id: DataFindingId, { object }: Judged, saying: Saying): ProofFinding {
  return { id, level: 'L5', weight: 'damaged', object, ...saying };
}

export function unknown(id: DataFindingId, { object }: Judged, saying: Saying): ProofFinding {
  return { id, level: 'L5', weight: 'unknown', object, ...saying };
}

export function notice(id: DataFindingId, { object }: Judged, saying: Saying): ProofFinding {
  return { id, level: 'L5', weight: 'notice', object, ...saying };
}

/** `undefined_table (42P01)` */
export function failureText({ condition, sqlState }: SqlFailure): string {
  return `${condition} (${sqlState})`;
}

/** Data or an index corrupted. @see PostgreSQL 18, errcodes.txt, class XX */
export function isCorruption({ sqlState }: SqlFailure): boolean {
  return sqlState === 'XX001' || sqlState === 'XX002';
}

/**
 * Whether a finding takes a backup as a way to later moments: that pages or bytes are wrong does. That rows are not what was expected does
 * not: whoever restores gets what was archived.
 */
export function spoilsWay({ id, weight }: { readonly id: string; readonly weight: string }): boolean {
  return weight === 'damaged' && !OF_CONTENT.has(id);
}

const OF_CONTENT: ReadonlySet<string> = new Set<DataFindingId>([
  'assertion-failed',
  'canary-stale',
  'canary-missing',
  'schema-differs',
]);

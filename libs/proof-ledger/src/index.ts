export { openLedger, type Ledger, type LedgerOptions } from './ledger.ts';
export { isInside, type LedgerPlace } from './ledger-place.ts';
export type { Runs } from './run-entries.ts';

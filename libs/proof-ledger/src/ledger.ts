import type { ProofFinding, ProofMemory } from '@postgres-ha/backup-proof';
import type { WritableObjectStore } from '@postgres-ha/object-store';
import { digestKey } from './digest-key.ts';
import type { LedgerObjects, Waiting } from './ledger-objects.ts';
import { keepProof, recallProofs } from './proof-entries.ts';
import { addRun, forgetRuns, readRuns, type Runs } from './run-entries.ts';

export interface LedgerOptions {
  /** Disposed of together with the ledger. */
  readonly store: WritableObjectStore;
  /** Where the ledger lies in it; empty for all of it. */
  readonly prefix?: string;
}

/**
 * What was seen in earlier runs, and how they ended. No call throws for what is wrong with the store: it gives less, and says so by notices.
 */
export interface Ledger extends ProofMemory, AsyncDisposable {
  /** For people. */
  readonly name: string;
  /** @param text JSON; comes back as it is */
  readonly addRun: (at: Date, text: string, options?: Waiting) => Promise<readonly ProofFinding[]>;
  /** Newest first. */
  readonly runs: (options: Waiting & { readonly limit: number }) => Promise<Runs>;
  readonly forgetRuns: (options: Waiting & { readonly before: Date }) => Promise<readonly ProofFinding[]>;
  /** 32 bytes, the same in every run with this ledger; undefined where it cannot be read or kept. */
  readonly digestKey: (options?: Waiting) => Promise<Uint8Array | undefined>;
}

/** Opens nothing: the first call does. */
export function openLedger({ store, prefix = '' }: LedgerOptions): Ledger {
  const path = prefix.replace(/^\/+|\/+$/g, '');
  const objects: LedgerObjects = { store, prefix: path === '' ? '' : `${path}/` };
  return {
    name: path === '' ? store.name : `${store.name}/${path}`,
    recall: (place, options) => recallProofs(objects, place, options),
    remember: (evidence, options) => keepProof(objects, evidence, options),
    addRun: (at, text, options = {}) => addRun(objects, { at, text }, options),
    runs: (options) => readRuns(objects, options),
    forgetRuns: (options) => forgetRuns(objects, options),
    digestKey: (options = {}) => digestKey(objects, options),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

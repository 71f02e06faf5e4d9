import type { Fork } from '../ancestry/compare-histories.ts';
import type { Deductions } from './deductions.ts';
import type { LostWrites, Proof, Severity } from './judgement.ts';
import { ADDRESS_ROWS } from './rows-address.ts';
import { CLUSTER_ROWS } from './rows-cluster.ts';
import { KUBERNETES_ROWS } from './rows-kubernetes.ts';
import { SPLIT_ROWS } from './rows-split.ts';
import type { Situation } from './situation.ts';
import type { StateName } from './state-name.ts';

/** One line of the table that says what is wrong with a cluster. */
export interface DecisionRow {
  readonly id: string;
  readonly state: StateName;
  /** When it holds, in words. */
  readonly when: string;
  /** How bad it is once it has held for so long without a break. What is proven begins at 0; what is missing needs time. */
  readonly steps: readonly Step[];
  /** Not before so many intervals between probes have passed. */
  readonly rounds: number;
  /** What ends it, in words. */
  readonly until: string;
  readonly find: (situation: Situation, deductions: Deductions) => readonly Finding[];
}

export interface Step {
  readonly afterMs: number;
  readonly severity: Severity;
}

/** What a row found. Findings with one key are one trouble, by whichever row; the highest row speaks for it. */
export interface Finding {
  readonly key: string;
  readonly members: readonly string[];
  readonly proof?: Proof;
  readonly fork?: Fork | null;
  readonly lostWrites?: readonly LostWrites[];
  readonly deadline?: number | null;
}

/** All that can be found, in no order: `STATE_NAMES` says what is worse. */
export const DECISION_TABLE: readonly DecisionRow[] = [
  ...SPLIT_ROWS,
  ...ADDRESS_ROWS,
  ...CLUSTER_ROWS,
  ...KUBERNETES_ROWS,
];

import type { Freeze, Maintenance } from '@postgres-ha/calendar';
import type { FactsReading } from '@postgres-ha/cluster-facts';
import type { Judgement } from '../plan/change-plan.ts';

/** A pull request that is open for a cluster. */
export interface OpenIntent {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  /** Undefined: it is not judged yet, or could not be. */
  readonly verdict: Judgement['verdict'] | undefined;
}

/** What is known of one cluster. */
export interface ClusterState {
  readonly environment: string;
  readonly cluster: string;
  readonly facts: FactsReading;
  readonly open: readonly OpenIntent[];
  /** That holds now. */
  readonly freeze: Freeze | undefined;
  readonly maintenance: Maintenance | undefined;
  /** How many rendered files do not follow; undefined: not looked at. */
  readonly drift: number | undefined;
  readonly nextDue: { readonly at: Date; readonly what: string } | undefined;
}

import type { ClusterChange, RenderedState } from '@postgres-ha/cluster-change';
import type { FactsReading } from '@postgres-ha/cluster-facts';
import type { Finding } from '@postgres-ha/environment';
import type { Drift } from '@postgres-ha/rendering';
import type { Intent } from '../../intent/intent.ts';
import type { RuleResult } from '../change-plan.ts';

/** Everything that rules look at. */
export interface Situation {
  /** What the bot was asked for; undefined for a person's pull request. */
  readonly intent: Intent | undefined;
  readonly changes: readonly ClusterChange[];
  /** By `environment/cluster`, of each cluster that is touched and was there. */
  readonly facts: ReadonlyMap<string, FactsReading>;
  readonly now: Date;
  /** Of each touched environment. */
  readonly states: readonly StatesOfEnvironment[];
  /** What the house rules find now and did not find before. */
  readonly findings: readonly Finding[];
  readonly drift: readonly Drift[];
  /** Whether drift is what the change found (and repairs), or what it leaves behind. */
  readonly driftOf: 'base' | 'head';
}

export interface StatesOfEnvironment {
  readonly before: RenderedState;
  readonly after: RenderedState;
}

export type Outcome = Exclude<RuleResult['outcome'], 'overridden'>;

/** What a rule says; the rule itself knows its id. */
export type Saying = Omit<RuleResult, 'id' | 'override'> & { readonly outcome: Outcome };

/** A rule of the bot, as it is applied and as the reference shows it. */
export interface Rule {
  readonly id: string;
  /** What it asks, one sentence. */
  readonly summary: string;
  /** Why it is asked, and where the fact comes from. */
  readonly why: string;
  /** What it can say but for `passed`, least first. */
  readonly outcomes: readonly Outcome[];
  readonly judge: (situation: Situation) => Saying;
}

export function passed(summary: string): Saying {
  return { outcome: 'passed', summary, remedy: '' };
}

/** `production/orders`, or the environment's name. */
export function nameOf({ environment, cluster }: Pick<ClusterChange, 'environment' | 'cluster'>): string {
  return cluster === undefined ? environment : `${environment}/${cluster}`;
}

/** So many names are told in a sentence. */
const TOLD = 5;

/** Names in a sentence; of many only the first. */
export function listed(names: readonly string[]): string {
  const told = names.slice(0, TOLD).join(', ');
  return names.length > TOLD ? `${told} and ${names.length - TOLD} more` : told;
}

import type { ClusterChange } from '@postgres-ha/cluster-change';
import type { Disruption } from '@postgres-ha/change-impact';
import type { Finding, Problem } from '@postgres-ha/environment';
import type { FactsReading } from '@postgres-ha/cluster-facts';
import type { CalendarChange } from './calendar-changes.ts';
import type { Intent, Target } from '../intent/intent.ts';

/** A file of the commit. */
export interface PlannedFile {
  readonly path: string;
  /** Written by people, or rendered from that. */
  readonly role: 'intent' | 'rendered';
  /** Undefined: it is new. */
  readonly before: string | undefined;
  /** Undefined: it is removed. */
  readonly after: string | undefined;
}

/** What one rule says of a change. */
export interface RuleResult {
  /** `facts-unknown`, `frozen`, `admission`, `hazard-storage-and-resources`, … */
  readonly id: string;
  readonly outcome: 'passed' | 'warned' | 'unknown' | 'needs-override' | 'denied' | 'overridden';
  /** One sentence, plain text, with what was found. */
  readonly summary: string;
  /** What to do about it; empty where it passed. */
  readonly remedy: string;
  /** Who wanted the change all the same; where the outcome is `overridden`. */
  readonly override?: Override;
}

/** A person who may, has seen a rule's result, and wants the change all the same. */
export interface Override {
  readonly rule: string;
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
  readonly url: string | undefined;
}

/** What a change is judged to be, whoever made it: the same for the bot's pull requests and for people's. */
export interface Judgement {
  /** What happens to each cluster that it touches, worst first. */
  readonly changes: readonly ClusterChange[];
  /** What it does to the calendars of environments. */
  readonly calendar: readonly CalendarChange[];
  /** Versions of CloudNativePG that the touched environments pin, each once: for what it was judged. */
  readonly operators: readonly string[];
  readonly disruption: Disruption;
  readonly findings: readonly Finding[];
  readonly facts: ReadonlyMap<string, FactsReading>;
  readonly rules: readonly RuleResult[];
  /** `clean`: nothing is in the way. `needs-override`: a rule asks for one. `denied`: it must not be merged. */
  readonly verdict: 'clean' | 'needs-override' | 'denied';
}

/** What the bot would commit for an intent, and what is to be said of it. A value: printed, compared, carried out. */
export interface ChangePlan {
  readonly kind: 'plan';
  readonly intent: Intent;
  readonly target: Target;
  /** The commit that it was made from. */
  readonly base: string;
  readonly files: readonly PlannedFile[];
  readonly judgement: Judgement;
  /** What was read of the base, with the ids that Git gives it: a base that has the same of it gives the same plan. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Binds base content of what was read, intent, generator, policy and facts: 64 hexadecimal digits. The same plan has the same hash. */
  readonly hash: string;
}

/** Why there is no plan. */
export type NoPlan =
  /** The files say so already. */
  | { readonly kind: 'unchanged'; readonly path: string }
  /** What was asked for cannot be: every reason at its place. */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  /** What is there is not fit to be changed: files that were edited by hand where they are rendered, or that have errors already. */
  | { readonly kind: 'unfit-base'; readonly problems: readonly Problem[] };

export type Planning = ChangePlan | NoPlan;

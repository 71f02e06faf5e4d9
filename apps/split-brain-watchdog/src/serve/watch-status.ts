import type { Concern, Incident } from '@postgres-ha/incident';
import type { Condition, MemberView } from '@postgres-ha/split-brain';
import type { SinkState } from '../incidents/incident-keeper.ts';
import type { RecorderState } from '../recordings/recorder.ts';
import type { PrimaryChange } from './primary-history.ts';

/** Everything that the page shows, as JSON: times are ISO 8601 in UTC. */
export interface WatchStatus {
  readonly now: string;
  readonly observer: string;
  readonly startedAt: string;
  /** Since when the observer takes itself for cut off; null while it does not. */
  readonly doubtSince: string | null;
  readonly clusters: readonly ClusterStatus[];
  /** Open ones first, then those that ended lately; newest first. */
  readonly incidents: readonly Incident[];
  readonly sinks: readonly SinkState[];
  readonly heartbeat: { readonly lastPushed: string | null; readonly held: string | null } | null;
  readonly recordings: RecorderState | null;
}

export interface ClusterStatus {
  readonly name: string;
  /** `unknown` before each member was looked at. */
  readonly state: string;
  /** Null before the first judgement. */
  readonly judgedAt: string | null;
  readonly conditions: readonly ConditionStatus[];
  /** What is wrong, in words; the same that sinks are told. */
  readonly concerns: readonly Concern[];
  readonly members: readonly MemberStatus[];
  /** Changes of the primary that this process saw, newest first. */
  readonly changes: readonly ChangeStatus[];
}

export interface ConditionStatus extends Pick<
  Condition,
  'state' | 'severity' | 'members' | 'key' | 'fork' | 'actions'
> {
  readonly since: string;
  readonly deadline: string | null;
  /** When each of the probes was sent and answered. */
  readonly proof:
    (Omit<NonNullable<Condition['proof']>, 'first' | 'between' | 'betweenLast' | 'last'> & ProofTimes) | null;
  readonly lostWrites: readonly {
    readonly member: string;
    readonly basis: string;
    readonly commits: number;
    readonly atLeast: boolean;
    readonly unacknowledged: number;
  }[];
}

interface ProofTimes {
  readonly first: readonly [string, string];
  readonly between: readonly [string, string];
  readonly betweenLast: readonly [string, string] | null;
  readonly last: readonly [string, string];
}

export interface MemberStatus extends Omit<MemberView, 'lastAnswer'> {
  readonly address: string;
  readonly lastAnswer: string | null;
}

export interface ChangeStatus extends Pick<PrimaryChange, 'from' | 'to' | 'kind'> {
  readonly at: string;
  /** From the last answer of the old one as a primary to the first of the new one. */
  readonly tookMs: number;
}

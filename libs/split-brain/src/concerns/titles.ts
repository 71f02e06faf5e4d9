import type { Condition } from '../judgement/judgement.ts';
import type { StateName } from '../judgement/state-name.ts';
import { enumerated } from './shown-text.ts';

/** What follows the cluster's name. Without numbers, so that it stays the same while they grow. */
export function titleOf({ state, members, proof }: Condition): string {
  if (state === 'blind' && proof !== null) {
    return `two primaries are in sight, and whether they have the same data is unknown (${members.join(', ')})`;
  }
  return TITLES[state](members);
}

const TITLES: Readonly<Record<StateName, (members: readonly string[]) => string>> = {
  'dual-writing': (members) => `two primaries are writing (${members.join(', ')})`,
  'dual-writable': (members) => `two primaries can be written to (${members.join(', ')})`,
  'lost-writes': (members) => `commits of ${enumerated(members)} are not in the history that goes on`,
  diverged: (members) => `${enumerated(members)} ${has(members)} diverged from the primary`,
  'orphan-primary': (members) => `a primary is in sight that does not belong here (${members.join(', ')})`,
  'archive-conflict': () => 'two histories are written to one WAL archive',
  'no-primary': () => 'no primary',
  'unaccounted-primary': (members) =>
    `the former primary ${enumerated(members)} cannot be reached and may still commit`,
  'stale-endpoint': (members) => `applications are not led to the primary alone (${members.join(', ')})`,
  'dual-label': (members) => `two members carry the label of a primary (${members.join(', ')})`,
  'ambiguous-address': (members) =>
    members.length === 1
      ? `the address of ${enumerated(members)} leads to several servers`
      : `${enumerated(members)} are one server`,
  blind: (members) => `${enumerated(members)} cannot be seen`,
  'observer-partitioned': () => 'this watchdog is cut off, as it seems',
  'replication-broken': (members) => `${enumerated(members)} ${members.length === 1 ? 'does' : 'do'} not replicate`,
  'sync-degraded': () => 'fewer synchronous standbys than asked for',
  failover: () => 'a failover does not end',
  switchover: () => 'a switchover does not end',
  clone: (members) => `copies with a life of their own (${members.join(', ')})`,
  fenced: (members) => `${enumerated(members)} ${members.length === 1 ? 'is' : 'are'} fenced`,
  hibernated: () => 'hibernated',
  paused: () => 'its operator is paused or cannot be asked',
  starting: () => 'not looked at long enough',
  healthy: () => 'healthy',
};

function has(members: readonly string[]): string {
  return members.length === 1 ? 'has' : 'have';
}

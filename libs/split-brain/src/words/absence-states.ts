import type { StateName } from '../judgement/state-name.ts';
import type { StateExplanation } from './state-explanation.ts';

export type AbsenceState = Extract<
  StateName,
  | 'no-primary'
  | 'unaccounted-primary'
  | 'stale-endpoint'
  | 'dual-label'
  | 'ambiguous-address'
  | 'blind'
  | 'observer-partitioned'
  | 'replication-broken'
  | 'sync-degraded'
>;

/** Something that should be there is not, or cannot be seen: confirmed over time before anybody is told. */
export const ABSENCE_STATES: Readonly<Record<AbsenceState, StateExplanation>> = {
  'no-primary': {
    meaning: 'No member is a primary: nobody can write.',
    proof:
      'Every member answered in recovery, or refuses connections, over at least two rounds, and no standby streams. A member that cannot be seen may be a primary: then this is not said.',
    members: 'All members.',
    steps: [
      'See whether a failover or a switchover is under way: the operator may be about to promote.',
      'Look at the operator: its logs, the events of the cluster, its lease.',
      'Promote by the operator only, and the standby that received most: a promotion by hand makes a second primary when the first comes back.',
    ],
    watchdog: 'It warns, and calls it critical when it lasts. It promotes nobody.',
    tells: 'page',
  },
  'unaccounted-primary': {
    meaning:
      'A new primary exists, and the one before it cannot be reached. Nothing proves that it stopped: it may commit what will be lost.',
    proof:
      'It was a primary when seen last, another one is now, and since then it neither answered in recovery, nor refused connections, nor rejoined. A time-out, a rejected login or a shutdown under way is no such proof: open sessions may go on.',
    members: 'The member that cannot be reached.',
    steps: [
      'Find out on its machine whether it runs: the console of the machine, the hypervisor, the node.',
      'If it cannot be reached in any way, power its machine off or detach its volume. What goes over the network does not reach it.',
      'Do not delete its pod by force: the API server would forget a process that lives.',
      'Keep its volume: the commits that only it has are there.',
    ],
    watchdog:
      'It says until when it may commit at the longest, estimates how much, and reads its commits as soon as it answers again. It is critical once the archive shows WAL of it past the fork. It acts on nobody.',
    tells: 'page',
  },
  'stale-endpoint': {
    meaning: 'Applications are led to a member that is not the primary, or to more than one.',
    proof:
      'The members behind the read-write service are not the one that answers as a primary, while no change of the primary is under way.',
    members: 'Those behind the service, and the primary.',
    steps: [
      'Compare the endpoints of the service with the labels of the pods.',
      'See whether the operator is paused or cannot reach the API server.',
      'Let it correct the labels: a label set by hand hides what went wrong.',
    ],
    watchdog: 'It opens an incident, and changes no label.',
    tells: 'page',
  },
  'dual-label': {
    meaning:
      'Two pods carry the label of a primary, and at most one of them is one. Applications may be led to either.',
    proof: 'The labels, while no change of the primary is under way and no two members answer as primaries.',
    members: 'The pods with the label.',
    steps: [
      'See whether the operator runs and is not paused.',
      'Look at its log for the pod that should have lost the label.',
    ],
    watchdog: 'It opens an incident, and changes no label.',
    tells: 'page',
  },
  'ambiguous-address': {
    meaning:
      'An address in the settings is not that of one server of its own. What is behind it is watched by chance only, and a second primary may hide there.',
    proof:
      'The start of a postmaster tells servers apart. Two members have the same one, or one member showed a second and then the first again: a postmaster that is gone does not come back. It is critical where two behind one address were primaries at one time.',
    members: 'The members with that address.',
    steps: [
      'Name each server by its own address: not a service, a load balancer, a connection pool, nor an address that moves with the primary.',
      'Until then look at the servers behind the address one by one: which of them is in recovery, which is not.',
    ],
    watchdog: 'It goes on watching, takes no two names of one server for two primaries, and says nothing is healthy.',
    tells: 'page',
  },
  blind: {
    meaning:
      'A member has given no answer from which anything follows. What it does is unknown; that is no statement that it is down, nor that it is well. It is also said where two primaries were seen, and the system identifier of one cannot be read.',
    proof:
      'No answer to the newest probes. The outcome says why as far as it can be told: time-out, password, certificate, no free connection, no route.',
    members: 'Those not seen.',
    steps: [
      'Read the outcome of the probes: a refused password or a certificate that has ended is for you to renew, not for the database.',
      'Ask the standbys: one that streams from the member vouches that it lives.',
      'Try from another place: it may be the way there.',
    ],
    watchdog: 'It goes on trying, on the session it has and by new connections, and concludes nothing from silence.',
    tells: 'page',
  },
  'observer-partitioned': {
    meaning:
      'It is this observer that is cut off, as it seems: nothing answers, or most members of several clusters fell silent at once.',
    proof:
      'No member answers, by the look of it for the network, nor does the API server; or more than half of the members of at least two clusters stopped answering together.',
    members: 'Those that fell silent.',
    steps: [
      'Restore the way of the watchdog to the databases.',
      'Until then look at the clusters by other means: nothing is watched from here.',
    ],
    watchdog:
      'It raises nothing that rests on silence, keeps what is proven, and stops its heartbeat, so that whoever expects it alarms.',
    tells: 'note',
  },
  'replication-broken': {
    meaning:
      'A member that should stream does not, or receives the same again and again. A failover to it would lose what it lacks.',
    proof:
      'Beside a primary, over several rounds, a standby is down, or neither streams nor moves, or has replayed more than it received and does not move.',
    members: 'The standbys concerned.',
    steps: [
      'Read its log: it says what it waits for.',
      'If the primary has removed WAL that it needs, and the archive has it, see that it can restore from there.',
      'If its history is not that of the primary, keep its WAL, then rewind or re-clone it.',
    ],
    watchdog: 'It compares its history with that of the primary, and calls it diverged where that is proven.',
    tells: 'page',
  },
  'sync-degraded': {
    meaning: 'Fewer standbys are synchronous than were asked for: commits wait, or are acknowledged with fewer copies.',
    proof: 'Over several rounds fewer synchronous standbys stream from the primary than its commits wait for.',
    members: 'The primary.',
    steps: [
      'Find the standby that is missing, and why.',
      'Do not remove the setting to make commits go on: what is acknowledged then has one copy.',
    ],
    watchdog: 'It opens an incident, and says how many commits wait.',
    tells: 'page',
  },
};

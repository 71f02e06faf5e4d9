import type { StateName } from '../judgement/state-name.ts';
import type { StateExplanation } from './state-explanation.ts';

export type DangerState = Extract<
  StateName,
  'dual-writing' | 'dual-writable' | 'lost-writes' | 'diverged' | 'orphan-primary' | 'archive-conflict'
>;

const KEEP_EVIDENCE = 'Before anybody rewinds or re-clones a member, copy its pg_wal and list its commits.';

/** Two histories exist, or soon will: proofs, which page at once. */
export const DANGER_STATES: Readonly<Record<DangerState, StateExplanation>> = {
  'dual-writing': {
    meaning: 'Two members of one cluster are primaries, and both commit. What one of them commits will be lost.',
    proof:
      'Rule R1: one member answered as a primary before and after another one did, over the same session or with the same start of its postmaster, so it was a primary all the while; or the times during which each was one overlap. Both have the same system identifier (R2), and on both transaction ids went on after both were primaries (R3). Nothing is concluded from silence, and clocks of two machines are not compared.',
    members: 'The primaries.',
    steps: [
      'Hold what acts by itself: pause the operator for this cluster and stop GitOps from syncing it.',
      'Choose the side that goes on: the one that applications and standbys are on and that lost less.',
      'Stop the other one where it runs, at once: its sessions go on committing as long as it does.',
      KEEP_EVIDENCE,
      'Return to one primary, and bring the lost commits back by hand from the list.',
    ],
    watchdog:
      'It opens one incident at once, reads the fork and the commits past it while the member still answers, and goes on counting. It only reads.',
    tells: 'page',
  },
  'dual-writable': {
    meaning:
      'Two members of one cluster are primaries. One of them has not been seen committing, and may at any moment.',
    proof:
      'Rules R1 and R2, as for dual-writing; not both were seen to write since. A read-only default proves nothing: any session may turn it off.',
    members: 'The primaries.',
    steps: [
      'Hold what acts by itself: pause the operator for this cluster and stop GitOps from syncing it.',
      'Find the one without clients and followers, and stop it where it runs.',
      KEEP_EVIDENCE,
      'See what the incident says of commits past the fork: with none, nothing is lost.',
    ],
    watchdog:
      'It opens one incident at once, and makes it dual-writing as soon as the second one commits. It only reads.',
    tells: 'page',
  },
  'lost-writes': {
    meaning:
      'A standby or a former primary holds commits that the history that goes on does not have. They are lost, or will be once it is rewound.',
    proof:
      'The fork, by the lists of timelines of both, lies before the position up to which the member is known to have written. ' +
      'Commits were counted in its WAL, or estimated by its pace where it does not answer; the report says which, and says at least where it was capped.',
    members: 'Those that hold the commits.',
    steps: [
      KEEP_EVIDENCE,
      'Compare the list with what goes on, and enter again what was acknowledged: the part that waited for a synchronous standby was told to nobody.',
      'Tell the owners of the tables that are named, with the times of the first and the last commit.',
      'Acknowledge the incident: it does not end by itself.',
    ],
    watchdog:
      'It reads the commits on first contact, before anything can rewind them, and keeps the incident open until a person acknowledges it.',
    tells: 'page',
  },
  diverged: {
    meaning:
      'A standby holds WAL past a fork, which the primary does not have. No commit in it is known. It can look well: it is up, in recovery, and its WAL receiver runs.',
    proof:
      'Rule R5, twice, some seconds apart: the lists of timelines differ, or are the same while the first records of the timeline are not, and each of the two holds something past that place. A member that merely lacks the end is behind, and not diverged.',
    members: 'Those past the fork, without the primary.',
    steps: [
      'Read at the incident whether commits lie past the fork. With a shutdown checkpoint only, nothing is lost.',
      KEEP_EVIDENCE,
      'Rewind or re-clone it. Until then it is no standby: do not count it for failover or for synchronous commit.',
    ],
    watchdog:
      'It asks for the histories, the fork marks and the commits past the fork, and calls it lost-writes where there are commits. It rewinds nothing.',
    tells: 'page',
  },
  'orphan-primary': {
    meaning:
      'A primary is in sight that does not belong here: it has the data of another cluster, or the data of this one without being a member of it.',
    proof:
      'It answers as a primary, and its system identifier is not that of the members; or it is theirs, and the cluster does not list it. It may be an address that now leads to another server, a pod deleted by force, or the other side of a promotion between Kubernetes clusters.',
    members: 'The primary that does not belong.',
    steps: [
      'Find who writes to it: its clients are in pg_stat_activity.',
      'If it is a copy on purpose, give it a life of its own: other addresses, another archive path; and tell the watchdog that it is related only.',
      'If not, stop it where it runs, after its commits were saved.',
    ],
    watchdog: 'It opens one incident. It only reads.',
    tells: 'page',
  },
  'archive-conflict': {
    meaning:
      'Two histories are written to one place of the WAL archive. A restore from it may end in the wrong one, or not at all.',
    proof:
      'In two listings one after the other: the bytes of a segment changed, or more than one system identifier writes to one archive.',
    members: 'Those that may write there; empty where that is not known.',
    steps: [
      'Stop archiving from the member that should not write there.',
      'Give each cluster a place of its own in the archive.',
      'Take a base backup of the primary at once, and verify it: older backups may not lead past the conflict.',
    ],
    watchdog: 'It names the segments. It writes nothing to the archive and deletes nothing there.',
    tells: 'page',
  },
};

import type { StateName } from '../judgement/state-name.ts';
import type { StateExplanation } from './state-explanation.ts';

export type QuietState = Extract<
  StateName,
  'failover' | 'switchover' | 'clone' | 'fenced' | 'hibernated' | 'paused' | 'starting' | 'healthy'
>;

/** What happens as it should, and is shown without telling anybody. */
export const QUIET_STATES: Readonly<Record<QuietState, StateExplanation>> = {
  failover: {
    meaning: 'The primary is being replaced, or just was, because it failed. At most one member is writable.',
    proof:
      'Another member became the primary, and the one before was not seen to stop in order; or the operator is changing the primary, and the current one does not answer as one. No two were primaries at one time.',
    members: 'The old primary and the new one, as far as known.',
    steps: [
      'Nothing, if it ends within a minute.',
      'If it does not, look at the operator: its log and the events of the cluster say what it waits for.',
    ],
    watchdog:
      'It compares how far the old primary had come with where the new one began, and reports lost commits also when no two were primaries. Where it sees the operator, it tells of a change that does not end.',
    tells: 'when-late',
  },
  switchover: {
    meaning: 'The primary changes on purpose, or just did: the old one stopped in order or follows the new one.',
    proof:
      'Another member became the primary, and the one before stopped in order or follows it; or the operator is changing the primary, and the current one answers as one. No two were primaries at one time.',
    members: 'The old primary and the new one, as far as known.',
    steps: [
      'Nothing, if it ends within a minute.',
      'If it does not, look at the operator: its log and the events of the cluster say what it waits for.',
    ],
    watchdog:
      'It writes it to the history and tells nobody. Where it sees the operator, it tells of a change that does not end.',
    tells: 'when-late',
  },
  clone: {
    meaning: 'A copy of this cluster has a life of its own, such as a staging cluster that was restored from a backup.',
    proof:
      'It is named as related and not as a member, it is a primary, and its system identifier is that of a member.',
    members: 'The copies.',
    steps: ['Nothing, if it is meant to be there. See that it archives to a place of its own.'],
    watchdog: 'It notes it.',
    tells: 'note',
  },
  fenced: {
    meaning: 'Somebody has fenced a member: it is kept down on purpose.',
    proof: 'The annotation of the cluster names it.',
    members: 'The fenced ones.',
    steps: ['Lift the fence when the reason for it is gone.'],
    watchdog: 'It does not call the member missing. Two primaries are told all the same.',
    tells: 'note',
  },
  hibernated: {
    meaning: 'The cluster is switched off on purpose.',
    proof: 'The annotation of the cluster says so.',
    members: 'All members.',
    steps: ['Nothing.'],
    watchdog: 'It does not miss a primary. Two primaries are told all the same.',
    tells: 'note',
  },
  paused: {
    meaning:
      'The operator leaves this cluster alone, because somebody asked it to or Kubernetes cannot be asked; or the primary is read-only by default.',
    proof:
      'The annotation of the cluster, an API server that does not answer, or default_transaction_read_only at the primary: soft, it proves nothing about writes.',
    members: 'The primary that is read-only; else those the operator would act on.',
    steps: ['End the pause when the work is done: nobody fails over until then.'],
    watchdog: 'It goes on with what the databases say. Two primaries are told all the same.',
    tells: 'note',
  },
  starting: {
    meaning: 'The watchdog has not looked long enough to say anything, or the cluster is being made.',
    proof: 'Not every member was asked yet.',
    members: 'Those not asked yet.',
    steps: ['Wait for the first rounds.'],
    watchdog: 'It looks. A proof of two primaries is told all the same.',
    tells: 'note',
  },
  healthy: {
    meaning: 'One member is the primary, every other one follows it on the same history, and all were seen just now.',
    proof:
      'Exactly one primary; every member answered within three intervals, and the others stream from it on its timeline. Without that it is not said: not seen is blind.',
    members: 'None.',
    steps: ['Nothing.'],
    watchdog: 'It goes on looking.',
    tells: 'note',
  },
};

import type { Disruption } from './disruption.ts';
import type { RolloutPolicy } from './rollout-policy.ts';

/** What is done to what runs. How bad that is depends on how the cluster is rolled out: see {@link disruptionOf}. */
export type Action = Rollout | SettledAction;

/** Actions that give instances a restart, in an order that the cluster says. */
export type Rollout =
  /** PostgreSQL waits for a restart: standbys get new pods, the primary may restart in its pod. */
  | 'restart'
  /** The same, but the primary goes first, in its pod. */
  | 'restart-primary-first'
  /** The pods must be made anew. */
  | 'replace-pods'
  /** The same, found by comparing pods, which an annotation can turn off: see `cnpg.io/reconcilePodSpec`. */
  | 'pod-spec'
  /** The same, where the primary lacks a sidecar without which it cannot hand over: it gets its pod without a switchover. */
  | 'new-sidecar';

type SettledAction =
  /** Nothing that runs is touched. */
  | 'nothing'
  /** Statements on the primary. */
  | 'sql'
  | 'reload'
  | 'reload-standbys'
  | 'add-instances'
  | 'remove-instances'
  | 'pooler-reload'
  | 'pooler-roll'
  | 'pooler-stop'
  | 'major-upgrade'
  /** Every instance stops until someone takes the change back. */
  | 'stop'
  /** A replica cluster becomes one of its own. */
  | 'promote'
  /** A cluster of its own becomes a replica of another one. */
  | 'demote'
  /** Something is gone for good. */
  | 'lose'
  /** All instances and their volumes are gone for good. */
  | 'destroy'
  /** The API server does not take the change; nothing of the object is applied. */
  | 'refused';

const ROLLOUTS: readonly Action[] = ['restart', 'restart-primary-first', 'replace-pods', 'pod-spec', 'new-sidecar'];

export function isRollout(action: Action): action is Rollout {
  return ROLLOUTS.includes(action);
}

const SETTLED: Readonly<Record<SettledAction, { readonly disruption: Disruption; readonly effect: string }>> = {
  nothing: { disruption: 'none', effect: 'Nothing that runs is touched.' },
  sql: { disruption: 'none', effect: 'The primary runs the SQL for it; no reload, no restart.' },
  reload: { disruption: 'reload', effect: 'Every instance reads its configuration again within seconds; no restart.' },
  'reload-standbys': {
    disruption: 'reload',
    effect:
      'Every standby reads its configuration again within seconds, and its WAL receiver connects anew; no restart.',
  },
  'add-instances': {
    disruption: 'data-copy',
    effect: 'A new standby is copied from the data of the cluster; the instances that run go on.',
  },
  'remove-instances': {
    disruption: 'rolling-restart',
    effect: 'A standby is stopped and its volumes are deleted; its sessions end, the primary goes on.',
  },
  'pooler-reload': { disruption: 'reload', effect: 'PgBouncer reads its configuration again; its pods stay.' },
  'pooler-roll': {
    disruption: 'rolling-restart',
    effect: 'The pods of the Pooler are replaced one after another; the sessions of a pod end with it.',
  },
  'pooler-stop': {
    disruption: 'downtime',
    effect: 'Clients of this Pooler get no further; PostgreSQL is not touched.',
  },
  'major-upgrade': {
    disruption: 'downtime',
    effect:
      'Every instance stops, pg_upgrade runs on the volume of the primary, and every standby is copied anew; nothing answers until pg_upgrade is through.',
  },
  stop: { disruption: 'downtime', effect: 'Every instance stops and stays so until the change is taken back.' },
  promote: {
    disruption: 'irreversible',
    effect: 'The cluster is promoted to a timeline of its own, and no longer follows its source.',
  },
  demote: {
    disruption: 'downtime',
    effect:
      'Every instance is stopped, and the primary starts again as a standby of the source: nobody can write here until someone turns it back.',
  },
  lose: { disruption: 'irreversible', effect: 'What is lost does not come back with the old files.' },
  destroy: { disruption: 'irreversible', effect: 'Every instance stops, and its volumes are deleted with all data.' },
  refused: { disruption: 'none', effect: 'The API server refuses the object: nothing of it is applied.' },
};

/** @see CloudNativePG 1.30: internal/controller/cluster_upgrade.go, rolloutRequiredInstances and updatePrimaryPod */
export function disruptionOf(action: Action, policy: RolloutPolicy): Disruption {
  if (!isRollout(action)) return SETTLED[action].disruption;
  if (policy.supervised) return 'rolling-restart';
  if (policy.instances < 2) return 'downtime';
  return switchesOver(action, policy) ? 'switchover' : 'primary-restart';
}

/** Whether a standby takes over for the restart of the primary. */
export function switchesOver(action: Rollout, { method, instances }: RolloutPolicy): boolean {
  return method === 'switchover' && instances > 1 && action !== 'restart-primary-first' && action !== 'new-sidecar';
}

const STANDBYS = 'Every standby gets a new pod, one after another;';

/** What happens, in one sentence. */
export function effectOf(action: Action, policy: RolloutPolicy): string {
  if (!isRollout(action)) return SETTLED[action].effect;
  const inPlace = action === 'restart-primary-first' || (action === 'restart' && policy.method === 'restart');
  if (policy.supervised) {
    const waits = 'the primary waits until someone switches over or restarts it (primaryUpdateStrategy: supervised).';
    return action === 'restart-primary-first'
      ? `The standbys wait for the primary, and ${waits}`
      : `${STANDBYS} ${waits}`;
  }
  if (policy.instances < 2)
    return inPlace
      ? 'The only instance restarts PostgreSQL in its pod; nothing answers meanwhile.'
      : 'The only instance gets a new pod; nothing answers meanwhile.';
  if (action === 'restart-primary-first')
    return 'The primary restarts PostgreSQL in its pod first; then every standby gets a new pod, one after another.';
  // To become a standby the old primary ends its container and starts it again: nothing waits for a restart after that.
  if (switchesOver(action, policy))
    return `${STANDBYS} then one of them takes over, and the old primary ${action === 'restart' ? 'restarts in its pod' : 'gets a new pod'}.`;
  return inPlace
    ? `${STANDBYS} then the primary restarts PostgreSQL in its pod.`
    : `${STANDBYS} then the primary gets a new pod, and nobody takes over meanwhile.`;
}

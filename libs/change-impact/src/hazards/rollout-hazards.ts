import { isRollout } from '../action.ts';
import { compareDisruptions } from '../disruption.ts';
import type { JudgedChange } from '../judged-change.ts';
import { neverSettles, nodeSelector, affinity, tolerations, topologySpread } from '../pod-facets.ts';
import { rolloutPolicy } from '../rollout-policy.ts';
import { stringAt } from '../value-at.ts';
import { inEachChange, inEachCluster, judgedBy, placeIn, placeOf, type HazardRule } from './hazard-rule.ts';

/** From this many seconds on, people notice that a primary does not take new sessions. */
const LONG_SHUTDOWN_S = 60;

const UPGRADE = 'CloudNativePG 1.30: internal/controller/cluster_upgrade.go';

/** What can go wrong while instances are replaced. */
export const rolloutHazards: readonly HazardRule[] = [
  {
    id: 'refused',
    level: 'error',
    summary: 'The API server refuses this change.',
    detail:
      'Nothing of the object is applied, and a delivery that holds it does not get through, with whatever else is in it.',
    remedy: 'Take the field back; the reason of the field says why.',
    source: 'CloudNativePG 1.30: validating webhook and rules of the CRDs',
    places: inEachChange(({ action }) => action === 'refused'),
  },
  {
    id: 'storage-with-rollout',
    level: 'warning',
    summary: 'A volume grows in the same change that gives instances new pods.',
    detail:
      'Operators before the repair of 2026 deadlock on it: they delete a pod whose volume is being resized, and do not make it again until a resize is over that waits for the pod. 1.30.0 has the repair; what is left is that nobody can tell which of the two went wrong.',
    remedy: 'Grow the volumes first, wait until every claim has its new size, then make the other change.',
    source: 'cloudnative-pg issues 9786 and 7997, pull request 10427 (in 1.30.0)',
    places: inEachCluster(({ changes }) => {
      const growth = judgedBy(changes, 'cluster-volume-size').filter(grows);
      const rollouts = changes.filter(({ action }) => isRollout(action) && action !== 'restart-primary-first');
      return growth.length > 0 && rollouts.length > 0 ? [...growth, ...rollouts].map(placeOf) : [];
    }),
  },
  {
    id: 'several-disruptions',
    level: 'warning',
    summary: 'One change disrupts the cluster in two ways.',
    detail:
      'If it goes wrong, nobody can tell which of the two did it, and taking one back takes back the other. A rollout and a major upgrade, a scaling or a stop do not wait for one another either.',
    remedy: 'Make two changes, and let the cluster get healthy in between.',
    source: 'House rule',
    places: inEachCluster(({ changes }) => {
      const disruptive = changes.filter(
        ({ impact }) => compareDisruptions(impact.disruption, 'data-copy') >= 0 && impact.object.kind !== 'Pooler',
      );
      return new Set(disruptive.map(kindOfDisruption)).size > 1 ? disruptive.map(placeOf) : [];
    }),
  },
  {
    id: 'image-and-parameters',
    level: 'error',
    summary: 'Image and parameters change at once while the primary hands over.',
    detail:
      'With primaryUpdateMethod: switchover the webhook refuses a new imageName together with any other parameter map. A new entry in a catalog slips past it, and a standby of the new image then runs with parameters that the old primary does not have yet.',
    remedy: 'Change the image first, the parameters afterwards.',
    source: 'CloudNativePG 1.30: internal/webhook/v1/cluster_webhook.go, validateConfigurationChange',
    places: inEachCluster(({ after, changes }) => {
      const images = judgedBy(changes, 'cluster-image', 'catalog-image').filter(({ action }) => action !== 'nothing');
      const parameters = judgedBy(changes, 'cluster-parameter').filter(({ action }) => action !== 'nothing');
      return stringAt(after, ['spec', 'primaryUpdateMethod']) === 'switchover' &&
        images.length > 0 &&
        parameters.length > 0
        ? [...images, ...parameters].map(placeOf)
        : [];
    }),
  },
  {
    id: 'endless-rollout',
    level: 'error',
    summary: 'An empty list here makes the operator replace the pods for ever.',
    detail:
      'The operator notes the pod that it made as JSON, which leaves empty lists out, and compares it with the pod that it wants, which has them. They are never the same, so every instance is replaced again as soon as it is ready.',
    remedy: 'Leave the field out.',
    source: 'CloudNativePG 1.30: pkg/specs/podspec_diff.go, ComparePodSpecs; like issue 8884',
    places: inEachCluster(({ before, after, changes }) =>
      [tolerations, nodeSelector, topologySpread, affinity].some(
        (facet) => neverSettles(facet(after)) && !neverSettles(facet(before)),
      )
        ? judgedBy(
            changes,
            'cluster-tolerations',
            'cluster-node-choice',
            'cluster-topology-spread',
            'cluster-affinity',
          ).map(placeOf)
        : [],
    ),
  },
  {
    id: 'primary-waits',
    level: 'warning',
    summary: 'The change is not through until someone acts.',
    detail:
      'With primaryUpdateStrategy: supervised the standbys are done by themselves, and then the operator waits at "Waiting for user action" until someone switches over or restarts the primary. Meanwhile standbys and primary differ.',
    remedy: 'Plan who does it and when; the runbook of the switchover says how.',
    source: `${UPGRADE}, rolloutRequiredInstances`,
    places: inEachCluster(({ before, after, changes }) =>
      rolloutPolicy({ before, after }).supervised ? changes.filter(({ action }) => isRollout(action)).map(placeOf) : [],
    ),
  },
  {
    id: 'waiting-update-goes-on',
    level: 'warning',
    summary: 'If an update of the primary waits for a person, it begins as soon as this is applied.',
    detail:
      'Without supervision the operator no longer stops at "Waiting for user action": it restarts the primary, or hands over, at once. The files do not tell whether one waits.',
    remedy: 'Look at the phase of the cluster. Where it waits, merge when a restart of the primary is fine.',
    source: `${UPGRADE}, rolloutRequiredInstances`,
    places: inEachCluster(({ before, after, changes }) =>
      rolloutPolicy({ before: undefined, after: before }).supervised && !rolloutPolicy({ before, after }).supervised
        ? judgedBy(changes, 'cluster-update-strategy').map(placeOf)
        : [],
    ),
  },
  {
    id: 'single-instance-rollout',
    level: 'warning',
    summary: 'The only instance restarts, and nothing answers meanwhile.',
    detail:
      'There is no standby to take over. In 1.30.0 a new pod for the only instance was also seen to be deleted and made again without end.',
    remedy: 'Add a standby first, or make the change in a window and watch it to its end.',
    source: `${UPGRADE}, updatePrimaryPod; cloudnative-pg issue 11230`,
    places: inEachCluster(({ before, after, changes }) =>
      rolloutPolicy({ before, after }).instances < 2
        ? changes.filter(({ action }) => isRollout(action)).map(placeOf)
        : [],
    ),
  },
  {
    id: 'long-smart-shutdown',
    level: 'warning',
    summary: 'While the primary stops, it may refuse new sessions for minutes.',
    detail:
      'A primary that restarts where it is waits smartShutdownTimeout for its sessions to end, and takes no new ones meanwhile. Sessions of a pool do not end by themselves.',
    remedy: 'Set smartShutdownTimeout to 15 or so before the change; that costs no restart.',
    source: 'CloudNativePG 1.30: pkg/management/postgres/instance.go, TryShuttingDownSmartFast',
    places: inEachCluster(({ before, after, changes }) => {
      const policy = rolloutPolicy({ before, after });
      const inPlace = changes.filter(({ action, impact }) => isRollout(action) && impact.disruption !== 'switchover');
      return policy.smartShutdownSeconds >= LONG_SHUTDOWN_S && !policy.supervised && inPlace.length > 0
        ? [placeIn(after, ['spec', 'smartShutdownTimeout'])]
        : [];
    }),
  },
  {
    id: 'switchover-twice',
    level: 'warning',
    summary: 'In 1.30.0 this restart can hand over twice.',
    detail:
      'The operator may take a standby for restarted that has only the new file, hand over to it, find that it needs its restart still, and hand over back.',
    remedy: 'Use primaryUpdateMethod: restart for it, or a newer operator.',
    source: 'cloudnative-pg issue 11129, fixed after 1.30.0',
    places: inEachCluster(({ before, after, changes }) => {
      const policy = rolloutPolicy({ before, after });
      return policy.method === 'switchover' && policy.instances > 1 && !policy.supervised
        ? changes.filter(({ action }) => action === 'restart').map(placeOf)
        : [];
    }),
  },
];

function grows({ action, impact: { before, after } }: JudgedChange): boolean {
  return action === 'nothing' && before !== undefined && after !== undefined && before !== after;
}

/** Rollouts are one kind: they are done together. */
function kindOfDisruption({ action }: JudgedChange): string {
  return isRollout(action) ? 'rollout' : action;
}

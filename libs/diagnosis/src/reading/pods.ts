import type { KubeObject } from '@postgres-ha/kube-manifest';
import { at, listAt, numberAt, textAt, timeAt } from './fields.ts';
import { conditionOf } from './objects.ts';

/** A container of a pod, as the kubelet says; native sidecars are init containers and count as containers here. */
export interface ContainerSeen {
  readonly name: string;
  readonly image: string;
  readonly ready: boolean;
  readonly restarts: number;
  readonly waiting: { readonly reason: string; readonly message: string } | undefined;
  readonly terminated: TerminationSeen | undefined;
  readonly lastTerminated: TerminationSeen | undefined;
}

export interface TerminationSeen {
  readonly reason: string;
  readonly message: string;
  readonly exitCode: number;
  /** Milliseconds. */
  readonly finishedAt: number | undefined;
}

export function containersOf(pod: KubeObject): readonly ContainerSeen[] {
  return [...listAt(pod, 'status', 'initContainerStatuses'), ...listAt(pod, 'status', 'containerStatuses')].map(
    (status) => ({
      name: textAt(status, 'name') ?? '?',
      image: textAt(status, 'image') ?? imageInSpec(pod, textAt(status, 'name')) ?? '?',
      ready: at(status, 'ready') === true,
      restarts: numberAt(status, 'restartCount') ?? 0,
      waiting: waitingOf(at(status, 'state', 'waiting')),
      terminated: terminationOf(at(status, 'state', 'terminated')),
      lastTerminated: terminationOf(at(status, 'lastState', 'terminated')),
    }),
  );
}

/** The image that a pod's specification names for a container: what the kubelet reports may be resolved. */
export function imageInSpec(pod: KubeObject, container: string | undefined): string | undefined {
  return textAt(
    [...listAt(pod, 'spec', 'initContainers'), ...listAt(pod, 'spec', 'containers')].find(
      (each) => textAt(each, 'name') === container,
    ),
    'image',
  );
}

export function isReady(pod: KubeObject): boolean {
  return conditionOf(pod, 'Ready')?.status === 'True';
}

/** A pod of a job that did its work; it is not expected to be ready. */
export function isDone(pod: KubeObject): boolean {
  return textAt(pod, 'status', 'phase') === 'Succeeded';
}

/** Why the scheduler found no node, undefined where it did or has not tried. */
export function unschedulable(pod: KubeObject): string | undefined {
  const scheduled = conditionOf(pod, 'PodScheduled');
  return scheduled?.status === 'False' && scheduled.reason === 'Unschedulable' ? scheduled.message : undefined;
}

/** Names of the claims that a pod mounts. */
export function claimsOf(pod: KubeObject): readonly string[] {
  return listAt(pod, 'spec', 'volumes').flatMap((volume) => {
    const claim = textAt(volume, 'persistentVolumeClaim', 'claimName');
    return claim === undefined ? [] : [claim];
  });
}

function waitingOf(state: unknown): ContainerSeen['waiting'] {
  const reason = textAt(state, 'reason');
  return reason === undefined ? undefined : { reason, message: textAt(state, 'message') ?? '' };
}

function terminationOf(state: unknown): TerminationSeen | undefined {
  const exitCode = numberAt(state, 'exitCode');
  if (exitCode === undefined) return undefined;
  return {
    reason: textAt(state, 'reason') ?? '',
    message: textAt(state, 'message') ?? '',
    exitCode,
    finishedAt: timeAt(state, 'finishedAt'),
  };
}

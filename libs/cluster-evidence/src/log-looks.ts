import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { LogEnd } from '@postgres-ha/diagnosis';
import { fieldsOf, logEnd, textOf } from '@postgres-ha/kube-api';
import { lookOf, patienceOf, type Lookout } from './lookout.ts';
import { containersOf, type ContainerSeen } from './pods.ts';

const LINES = 200;

export interface LogWish {
  readonly pod: KubeObject;
  readonly container: ContainerSeen;
}

/** Where something may be said of what is wrong: containers that are not ready or were started again, and those that are asked for by name. */
export function wishedLogs(pods: readonly KubeObject[], always: ReadonlySet<string>): readonly LogWish[] {
  return pods.flatMap((pod) => {
    const phase = textOf(fieldsOf(pod['status'])['phase']);
    return containersOf(pod)
      .filter(
        (container) =>
          always.has(container.name) || (!isFine(container) && phase !== 'Succeeded') || container.restarts > 0,
      )
      .map((container) => ({ pod, container }));
  });
}

/** An init container that has done its work is neither running nor ready. */
function isFine({ ready, running, because }: ContainerSeen): boolean {
  return (ready && running) || because === 'Completed';
}

export async function lookAtLogs(lookout: Lookout, wishes: readonly LogWish[]): Promise<readonly LogEnd[]> {
  const ends = await Promise.all(
    wishes.flatMap(({ pod, container }) =>
      [false, ...(container.restarts > 0 ? [true] : [])].map((previous) => one(lookout, { pod, container, previous })),
    ),
  );
  return ends;
}

async function one(
  lookout: Lookout,
  { pod, container, previous }: LogWish & { readonly previous: boolean },
): Promise<LogEnd> {
  const { name, namespace = '' } = pod.metadata;
  const place = {
    namespace,
    pod: name,
    container: container.name,
    lines: LINES,
    ...(previous ? { previous: true as const } : {}),
  };
  const answer = await lookout.inLane(() => logEnd(lookout.connection, place, patienceOf(lookout)));
  return {
    namespace,
    pod: name,
    container: container.name,
    previous,
    lines: lookOf(answer, `log of ${container.name} in ${name}`),
  };
}

import type { KubeObject } from '@postgres-ha/kube-manifest';
import { fieldsOf, listOf, textOf, type Fields } from '@postgres-ha/kube-api';

export interface ContainerSeen {
  readonly name: string;
  readonly image: string;
  readonly running: boolean;
  readonly ready: boolean;
  readonly restarts: number;
  /** Why it does not run: `ImagePullBackOff`, `Error`; empty where it does. */
  readonly because: string;
}

export function labelOf(object: KubeObject, label: string): string | undefined {
  return object.metadata.labels?.[label];
}

/** Pods of instances of a cluster, not of its jobs or poolers. */
export function instancesOf(pods: readonly KubeObject[], cluster: string): readonly KubeObject[] {
  return pods.filter(
    (pod) => labelOf(pod, 'cnpg.io/cluster') === cluster && labelOf(pod, 'cnpg.io/podRole') === 'instance',
  );
}

/** All containers, those that begin before the others first. */
export function containersOf(pod: KubeObject): readonly ContainerSeen[] {
  const spec = fieldsOf(pod['spec']);
  const status = fieldsOf(pod['status']);
  const statuses = [...listOf(status['initContainerStatuses']), ...listOf(status['containerStatuses'])];
  return [...listOf(spec['initContainers']), ...listOf(spec['containers'])].map((container) => {
    const name = textOf(container['name']);
    const seen = statuses.find((one) => one['name'] === name) ?? {};
    const state = fieldsOf(seen['state']);
    return {
      name,
      image: textOf(container['image']),
      running: state['running'] !== undefined,
      ready: seen['ready'] === true,
      restarts: typeof seen['restartCount'] === 'number' ? seen['restartCount'] : 0,
      because: becauseOf(state),
    };
  });
}

export function containerOf(pod: KubeObject, name: string): ContainerSeen | undefined {
  return containersOf(pod).find((container) => container.name === name);
}

export function addressOf(pod: KubeObject): string | undefined {
  const address = fieldsOf(pod['status'])['podIP'];
  return typeof address === 'string' && address !== '' ? address : undefined;
}

/** Why nothing can be asked inside of it; undefined where it can. */
export function whySilent(pod: KubeObject, name: string): string | undefined {
  const container = containerOf(pod, name);
  if (container?.running === true) return undefined;
  const phase = textOf(fieldsOf(pod['status'])['phase']);
  const because = container === undefined || container.because === '' ? '' : `, ${container.because}`;
  return `container ${name} of pod ${pod.metadata.name} does not run (${phase}${because})`;
}

function becauseOf(state: Fields): string {
  const waiting = fieldsOf(state['waiting']);
  const ended = fieldsOf(state['terminated']);
  return textOf(waiting['reason']) || textOf(ended['reason']);
}

import type { Look, Server } from './look.ts';
import type { Snapshot } from './snapshot.ts';

/** What an instance that was there before and after went through. */
export type Fate = 'untouched' | 'reloaded' | 'restarted-in-place' | 'pod-replaced';

/** What was measured while a change was applied. */
export interface Happened {
  readonly primary: Fate;
  readonly standbys: readonly Fate[];
  /** Where another instance is primary afterwards. */
  readonly switchedOver: boolean;
  /** Instances, in the order in which their PostgreSQL started again. */
  readonly restartOrder: readonly ('primary' | 'standby')[];
  readonly instancesAdded: number;
  readonly instancesRemoved: number;
  readonly poolers: readonly { readonly name: string; readonly pods: 'untouched' | 'reloaded' | 'rolled' }[];
  /** Containers that ended and started again within their pod. */
  readonly containerRestarts: number;
  /** The phases that the operator reported, in order, each once in a row. */
  readonly phases: readonly string[];
  readonly seconds: number;
}

export interface Course {
  readonly before: Snapshot;
  readonly looks: readonly Look[];
  readonly after: Snapshot;
}

export function happened({ before, looks, after }: Course): Happened {
  const oldPrimary = before.look.primary;
  const stayed = before.servers.filter(({ instance }) => after.servers.some((server) => server.instance === instance));
  const fates = stayed.map(({ instance }) => ({ instance, fate: fateOf(instance, { before, looks, after }) }));
  const restarts = after.servers
    .filter(({ instance, startedAt }) =>
      before.servers.some((old) => old.instance === instance && old.startedAt !== startedAt),
    )
    .toSorted((a, b) => a.startedAt - b.startedAt);
  const names = (snapshot: Snapshot): readonly string[] => snapshot.servers.map(({ instance }) => instance);
  const added = names(after).filter((name) => !names(before).includes(name));
  const removed = names(before).filter((name) => !names(after).includes(name));
  return {
    primary: fates.find(({ instance }) => instance === oldPrimary)?.fate ?? 'pod-replaced',
    standbys: fates.filter(({ instance }) => instance !== oldPrimary).map(({ fate }) => fate),
    switchedOver: after.look.primary !== oldPrimary,
    restartOrder: restarts.map(({ instance }) => (instance === oldPrimary ? 'primary' : 'standby')),
    instancesAdded: added.length,
    instancesRemoved: removed.length,
    poolers: poolersOf(before, after),
    containerRestarts: containerRestarts(before.look, after.look),
    phases: [before.look, ...looks].map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1]),
    seconds: Math.round((after.look.at - before.look.at) / 1_000),
  };
}

function fateOf(instance: string, { before, looks, after }: Course): Fate {
  const server = (snapshot: Snapshot): Server | undefined =>
    snapshot.servers.find((each) => each.instance === instance);
  const [was, is] = [server(before), server(after)];
  const pods = [before.look, ...looks, after.look].flatMap((look) =>
    look.instances.filter(({ name }) => name === instance),
  );
  if (new Set(pods.map(({ uid }) => uid)).size > 1) return 'pod-replaced';
  if (was?.startedAt !== is?.startedAt) return 'restarted-in-place';
  return was?.loadedAt === is?.loadedAt ? 'untouched' : 'reloaded';
}

function poolersOf(before: Snapshot, after: Snapshot): Happened['poolers'] {
  const names = new Set([...before.look.poolers, ...after.look.poolers].map(({ pooler }) => pooler));
  return [...names].toSorted().map((name) => {
    const podsOf = ({ look }: Snapshot) => look.poolers.filter(({ pooler }) => pooler === name);
    const [was, is] = [podsOf(before), podsOf(after)];
    if (!was.every(({ uid }) => is.some((pod) => pod.uid === uid))) return { name, pods: 'rolled' };
    const reloaded = was.some((pod) => before.pgbouncers[pod.name] !== after.pgbouncers[pod.name]);
    return { name, pods: reloaded ? 'reloaded' : 'untouched' };
  });
}

function containerRestarts(before: Look, after: Look): number {
  const pods = [...before.instances, ...before.poolers];
  return [...after.instances, ...after.poolers].reduce(
    (sum, { uid, restarts }) => sum + restarts - (pods.find((pod) => pod.uid === uid)?.restarts ?? 0),
    0,
  );
}

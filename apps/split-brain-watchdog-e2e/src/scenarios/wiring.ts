import {
  canMakeNetworks,
  openNetwork,
  startTcpFaultProxy,
  type Network,
  type NetworkPlace,
  type PostgresServer,
  type TcpFaultProxy,
  type Upstream,
} from '@postgres-ha/local-stack';

/** How members are reached, by each other and by the watchdog, and what of that can be broken. */
export interface Wiring extends AsyncDisposable {
  /** Where a member's server is to run. */
  readonly place: (name: string) => NetworkPlace | undefined;
  /** Told of each server before anybody wants to reach it. */
  readonly add: (name: string, server: PostgresServer) => Promise<void>;
  readonly forWatchdog: (name: string) => Upstream;
  readonly forStandbys: (name: string) => Upstream;
  /** From now on neither the watchdog nor another member reaches it, and it reaches nobody. */
  readonly isolate: (name: string) => Promise<void>;
  /** Only the watchdog loses it. */
  readonly hide: (name: string) => Promise<void>;
  /** Only its standbys lose it. */
  readonly loseStandbys: (name: string) => Promise<void>;
  readonly heal: () => Promise<void>;
}

/** `direct`: nothing can be broken. `partitions`: by what there is for it. */
export type WiringKind = 'direct' | 'partitions';

/** What partitions are made of: namespaces need root, proxies do not. */
export type Partitions = 'namespaces' | 'proxies';

export function bestPartitions(): Partitions {
  return canMakeNetworks() ? 'namespaces' : 'proxies';
}

export async function openWiring(
  kind: WiringKind,
  { members, partitions }: { readonly members: readonly string[]; readonly partitions: Partitions },
): Promise<Wiring> {
  if (kind === 'direct') return directWiring();
  return partitions === 'namespaces' ? networkWiring(members) : proxyWiring();
}

const nothing = (): Promise<void> => Promise.resolve();
const unbreakable = (): Promise<void> => Promise.reject(new Error('nothing of this wiring can be broken'));

function directWiring(): Wiring {
  const servers = new Map<string, PostgresServer>();
  const reach = (name: string): Upstream => found(servers, name);
  return {
    place: () => undefined,
    add: (name, server) => {
      servers.set(name, server);
      return nothing();
    },
    forWatchdog: reach,
    forStandbys: reach,
    isolate: unbreakable,
    hide: unbreakable,
    loseStandbys: unbreakable,
    heal: nothing,
    [Symbol.asyncDispose]: nothing,
  };
}

async function networkWiring(members: readonly string[]): Promise<Wiring> {
  const network: Network = await openNetwork({ nodes: members });
  const servers = new Map<string, PostgresServer>();
  const reach = (name: string): Upstream => found(servers, name);
  return {
    place: network.node,
    add: (name, server) => {
      servers.set(name, server);
      return nothing();
    },
    forWatchdog: reach,
    forStandbys: reach,
    isolate: network.isolate,
    hide: async (name) => {
      await network.cut('here', name);
      await network.cut(name, 'here');
    },
    loseStandbys: async (name) => {
      for (const other of members.filter((member) => member !== name)) {
        await network.cut(other, name);
        await network.cut(name, other);
      }
    },
    heal: network.heal,
    [Symbol.asyncDispose]: () => network[Symbol.asyncDispose](),
  };
}

const SILENCE = { kind: 'silence', direction: 'both' } as const;

function proxyWiring(): Wiring {
  const resources = new AsyncDisposableStack();
  const watched = new Map<string, TcpFaultProxy>();
  const followed = new Map<string, TcpFaultProxy>();
  return {
    place: () => undefined,
    add: async (name, server) => {
      watched.set(name, resources.use(await startTcpFaultProxy(server)));
      followed.set(name, resources.use(await startTcpFaultProxy(server)));
    },
    forWatchdog: (name) => found(watched, name),
    forStandbys: (name) => found(followed, name),
    isolate: async (name) => {
      await found(watched, name).apply(SILENCE);
      await found(followed, name).apply(SILENCE);
    },
    hide: (name) => found(watched, name).apply(SILENCE),
    loseStandbys: (name) => found(followed, name).apply(SILENCE),
    heal: async () => {
      for (const proxy of [...watched.values(), ...followed.values()]) await proxy.apply({ kind: 'none' });
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined)
    throw new Error(`${name}: found no such member, expected one of ${[...map.keys()].join(', ')}`);
  return value;
}

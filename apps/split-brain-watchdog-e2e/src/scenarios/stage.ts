import {
  caughtUp,
  createLedger,
  follow,
  memoryStore,
  SMALL_SERVER,
  startPostgres,
  startStandby,
  startWriter,
  watchPromotion,
  type LedgerWriter,
  type PostgresServer,
  type Promotion,
  type StandbyOptions,
  type WriterOptions,
} from '@postgres-ha/local-stack';
import { archiveLister, SEGMENT_BYTES, unseeing, type ArchiveLister } from './archive-listing.ts';
import { makeLogin, type Login } from './login.ts';
import { bestPartitions, openWiring, type Partitions, type Wiring, type WiringKind } from './wiring.ts';

export interface StageOptions {
  readonly major: number;
  /** The first is the primary, the others stream from it. */
  readonly members: readonly string[];
  /** More copies of the primary, which are not members. */
  readonly copies?: readonly string[];
  /** WAL goes nowhere without it. `careless`: who archives does not look whether there is something already. */
  readonly archive?: 'careful' | 'careless';
  readonly wiring?: WiringKind;
  readonly partitions?: Partitions;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Real servers, small and in memory, that stream from each other, with a ledger and a login for the watchdog. */
export interface Stage extends AsyncDisposable {
  readonly members: readonly string[];
  readonly login: Login;
  readonly wiring: Wiring;
  readonly archive: ArchiveLister | undefined;
  readonly server: (name: string) => PostgresServer;
  /** One more copy of a member, which nobody counts as one yet. */
  readonly addStandby: (name: string, of: string, options?: StandbyOptions) => Promise<PostgresServer>;
  readonly writeTo: (name: string, options?: Partial<WriterOptions>) => Promise<LedgerWriter>;
  readonly promote: (name: string) => Promise<Promotion>;
  /** As `follow` of the stack does it. */
  readonly follow: (name: string, primary: string) => Promise<void>;
  /** Until a standby has all that its primary has written. */
  readonly caughtUp: (standby: string, primary: string) => Promise<void>;
}

/** Partitions are noticed by the servers within about a second. */
const IMPATIENT = { ...SMALL_SERVER, wal_sender_timeout: '1500ms', wal_receiver_timeout: '1500ms' };

export async function openStage(options: StageOptions): Promise<Stage> {
  const { major, members, copies = [], wiring: kind = 'direct', settings } = options;
  await using resources = new AsyncDisposableStack();
  const wiring = resources.use(await openWiring(kind, { members, partitions: options.partitions ?? bestPartitions() }));
  const servers = new Map<string, PostgresServer>();
  const server = (name: string): PostgresServer => {
    const found = servers.get(name);
    if (found === undefined) throw new Error(`${name}: found no such server`);
    return found;
  };
  const add = async (name: string, added: PostgresServer): Promise<PostgresServer> => {
    servers.set(name, resources.use(added));
    await wiring.add(name, added);
    return added;
  };
  const [first = '', ...others] = members;
  const place = wiring.place(first);
  const store = options.archive && resources.use(memoryStore());
  const archive = store && { store: options.archive === 'careless' ? unseeing(store) : store, serverName: 'shop' };
  const common = { segmentSizeBytes: SEGMENT_BYTES, storage: 'memory', ...(archive && { archive }) } as const;
  const primary = await add(
    first,
    await startPostgres({ major, ...common, settings: { ...IMPATIENT, ...settings }, ...(place && { place }) }),
  );
  await createLedger(primary);
  const login = await makeLogin(primary);
  const addStandby: Stage['addStandby'] = async (name, of, given = {}) => {
    const own = wiring.place(name);
    const upstream = wiring.forStandbys(of);
    const defaults = { name, upstream, slot: 'none', storage: 'memory', ...(own && { place: own }) } as const;
    return add(name, await startStandby(server(of), { ...defaults, ...given }));
  };
  const clones = [...others, ...copies];
  for (const name of clones) await addStandby(name, first, archive && { archive });
  const owned = new AsyncDisposableStack();
  const stage: Omit<Stage, typeof Symbol.asyncDispose> = {
    members,
    login,
    wiring,
    archive: store && archiveLister(store),
    server,
    addStandby,
    writeTo: async (name, options = {}) =>
      owned.use(await startWriter(server(name), { name, pauseMs: 20, ...options })),
    promote: (name) => watchPromotion(server(name)),
    follow: (name, upstream) =>
      follow(server(name), server(upstream), { name, upstream: wiring.forStandbys(upstream) }),
    caughtUp: (standby, upstream) => caughtUp({ primary: server(upstream), standby: server(standby) }),
  };
  for (const name of clones) await stage.caughtUp(name, first);
  owned.use(resources.move());
  return { ...stage, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

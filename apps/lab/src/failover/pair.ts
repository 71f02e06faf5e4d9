import { createLedger, SMALL_SERVER, startPostgres, startStandby, type PostgresServer } from '@postgres-ha/local-stack';

/** Two servers that stream, one from the other. Their names and addresses stay, whoever is the primary. */
export interface Pair extends AsyncDisposable {
  readonly members: readonly [PairMember, PairMember];
  readonly primary: () => PairMember;
  readonly standby: () => PairMember;
  /** After the standby has become the primary. */
  readonly swap: () => void;
}

export interface PairMember {
  readonly name: string;
  readonly server: PostgresServer;
}

export interface PairOptions {
  readonly major: number;
  readonly signal: AbortSignal;
}

export const PAIR_NAME = 'payments';
const SEGMENT_BYTES = 1024 * 1024;

/** @throws when PostgreSQL does not start; nothing is left then */
export async function startPair({ major, signal }: PairOptions): Promise<Pair> {
  await using resources = new AsyncDisposableStack();
  const first = resources.use(
    await startPostgres({ major, settings: SMALL_SERVER, segmentSizeBytes: SEGMENT_BYTES, signal }),
  );
  await createLedger(first);
  // by which the watchdog reads what was committed
  await first.query('CREATE EXTENSION pg_walinspect');
  const [one, two] = [`${PAIR_NAME}-1`, `${PAIR_NAME}-2`];
  const second = resources.use(await startStandby(first, { slot: 'none', name: two, signal }));
  const owned = resources.move();
  let [primary, standby]: [PairMember, PairMember] = [
    { name: one, server: first },
    { name: two, server: second },
  ];
  return {
    members: [primary, standby],
    primary: () => primary,
    standby: () => standby,
    swap: () => {
      [primary, standby] = [standby, primary];
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

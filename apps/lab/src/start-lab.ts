import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { proveArchive, type ProveArchive } from '@postgres-ha/backup-prover';
import { claimTemporaryDirectory, type PostgresServer } from '@postgres-ha/local-stack';
import { openDirectoryStore } from '@postgres-ha/object-store';
import { openLedger } from '@postgres-ha/proof-ledger';
import { archiveSeen } from './archive/archive-state.ts';
import type { TakenBackup } from './archive/retention.ts';
import { listAll } from './copies/copy-archive.ts';
import { startFailovers } from './failover/fail-over.ts';
import { startPair } from './failover/pair.ts';
import { openProposals } from './bot/propose.ts';
import { labActions } from './lab-actions.ts';
import { labWork } from './lab-work.ts';
import type { Lab } from './lab.ts';
import { observeServers } from './stack/observe-servers.ts';
import { repeatedly } from './stack/repeatedly.ts';
import { ARCHIVE_ADDRESS, MAJOR, startStack, type Stack } from './stack/stack.ts';
import { startWriters, type Writers } from './stack/writers.ts';
import { rate } from './state/changes-of-state.ts';
import { initialState } from './state/initial-state.ts';
import { holdState, type StateHolder } from './state/state-holder.ts';
import { createWorkQueue } from './work-queue.ts';

export interface LabOptions {
  /** 0 to 1. */
  readonly random: () => number;
  readonly now: () => Date;
  /** The checkout whose `environments/` the bot looks at. */
  readonly root: string;
  /** Ends what the lab does; disposal removes what it is made of. */
  readonly signal: AbortSignal;
  /** What starts, in words. */
  readonly onStarting?: (what: string) => void;
  /** Another verifier, to see what the lab makes of its verdicts. */
  readonly proveArchive?: ProveArchive;
}

/** Of the verifier's throw-away servers: a directory each. */
const SCRATCH_SOCKET = '/scratch-postgres-00000000/socket/.s.PGSQL.5432';
const OBSERVE_EVERY_MS = 500;
const CHANGES_EVERY_MS = 200;

/**
 * Starts a database, its standby, applications that write, and an archive; from then on it is backed up and proven on demand.
 * @throws when a part does not start; nothing is left then
 */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { random, now, onStarting } = options;
  await using resources = new AsyncDisposableStack();
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const holder = holdState(initialState(now()), { now, everyMs: CHANGES_EVERY_MS });

  onStarting?.(`PostgreSQL ${MAJOR}`);
  const scratch = resources.use(await claimTemporaryDirectory({ longestSocket: SCRATCH_SOCKET }));
  const ledgerDirectory = join(scratch.path, 'ledger');
  await mkdir(ledgerDirectory);
  const ledger = resources.use(openLedger({ store: openDirectoryStore({ directory: ledgerDirectory }) }));
  const stack = resources.use(
    await startStack({
      signal,
      onPart: (part) => {
        if (part === 'primary') onStarting?.('its standby');
      },
    }),
  );
  onStarting?.('two servers that fail over, and their watchdog');
  const failovers = resources.use(
    await startFailovers(await startPair({ major: MAJOR, signal }), { holder, now, signal }),
  );
  onStarting?.('applications that write');
  const writers = resources.use(await startWriters(stack.primary, { random, signal }));
  const quietFile = await makeQuietTable(stack.primary);
  const backups: TakenBackup[] = [];
  const queue = createWorkQueue((queued) => {
    holder.change(({ buttons }) => ({ buttons: { ...buttons, queued } }));
  });
  resources.use(queue);
  const observing = observe({ stack, writers, holder, backups: () => backups, signal });
  resources.defer(async () => {
    ending.abort(new Error('The lab ends.'));
    await observing;
  });
  const work = labWork({
    stack,
    holder,
    queue,
    backups,
    quietFile,
    failovers,
    proposals: openProposals({ holder, now, root: options.root, signal }),
    signal,
    verifier: {
      proveArchive: options.proveArchive ?? proveArchive,
      scratch: { parent: scratch.path, binaries: [stack.primary.binaries] },
      now,
      random,
      ledger,
      signal,
    },
  });
  const owned = resources.move();
  return {
    state: holder.current,
    changes: holder.changes,
    work,
    actions: labActions({ holder, queue, work }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Last year's orders, which nobody writes to: what is broken in them is not healed by later WAL. @returns the path of its file */
async function makeQuietTable(primary: PostgresServer): Promise<string> {
  await primary.query(
    `CREATE TABLE order_of_last_year AS
     SELECT n AS id, n % 2000 AS customer, n % 200 AS product, n % 5 + 1 AS quantity, now() - interval '1 year' AS placed_at
     FROM generate_series(1, 20000) AS n`,
  );
  await primary.query('VACUUM (FREEZE, ANALYZE) order_of_last_year');
  return primary.value(`SELECT pg_relation_filepath('order_of_last_year')`);
}

interface Observed {
  readonly stack: Stack;
  readonly writers: Writers;
  readonly holder: StateHolder;
  readonly backups: () => readonly TakenBackup[];
  readonly signal: AbortSignal;
}

/** Keeps the state as the servers, the writers and the archive are. */
async function observe({ stack, writers, holder, backups, signal }: Observed): Promise<void> {
  let before = { commits: writers.seen().commits, atMs: performance.now() };
  holder.change(({ archive }) => ({
    archive: { ...archive, address: ARCHIVE_ADDRESS, endpoint: stack.objectServer.endpoint },
  }));
  const servers = observeServers(stack, {
    everyMs: OBSERVE_EVERY_MS,
    signal,
    onSeen: ({ servers, databaseBytes }) => {
      const { sessions, commits, canaryAt } = writers.seen();
      const after = { commits, atMs: performance.now() };
      const commitsPerSecond = rate(before, after);
      before = after;
      holder.change(() => ({
        servers,
        writers: {
          sessions,
          commits,
          commitsPerSecond,
          canaryAt: canaryAt?.toISOString() ?? null,
          databaseBytes,
        },
      }));
    },
  });
  const archive = repeatedly(signal, async () => {
    const objects = await listAll(stack.archive, signal).catch(() => undefined);
    if (objects !== undefined) {
      holder.change((state) => ({ archive: { ...state.archive, ...archiveSeen(objects, backups()) } }));
    }
    return 2 * OBSERVE_EVERY_MS;
  });
  await Promise.all([servers, archive]);
}

import type { Finding } from '@postgres-ha/backup-catalog';
import { postgresToolsPart, type BarmanSeries } from '@postgres-ha/testkit';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveOf, SERIES } from '../archives/archive-spec.ts';
import type { MadeArchives } from '../archives/make-archives.ts';
import { startObjectServer } from '../archives/object-server.ts';
import { openArchive, type Archive } from '../archives/open-archive.ts';
import { startBarman } from '../barman/barman.ts';
import type { FaultCase } from '../faults/fault-case.ts';
import { startPacker } from '../faults/packer.ts';
import { plantFault } from '../faults/plant.ts';
import { serverUser } from '../life/server-user.ts';
import { restoreWithBarman, type PeerOutcome } from '../peer/restore-with-barman.ts';

/** What a verifier says of an archive, as far as the scoreboard shows it. */
export interface VerifierAnswer {
  readonly verdict: 'proven' | 'damaged' | 'unknown';
  readonly findings: readonly Finding[];
}

/** The verifier under test. Wired by who runs the scoreboard. */
export type VerifyArchive = (archive: Archive) => Promise<VerifierAnswer>;

export interface ScoreboardRow {
  readonly fault: FaultCase;
  /** The key that must be named. */
  readonly object: string;
  readonly peers: Readonly<Record<BarmanSeries, PeerOutcome>>;
  readonly ours?: VerifierAnswer;
}

export interface ScoreboardOptions {
  readonly made: MadeArchives;
  readonly verify?: VerifyArchive;
  /** Told after each row. */
  readonly onRow?: (row: ScoreboardRow) => void;
}

/** Plants each fault, lets both Barmans restore what is left and PostgreSQL recover it, and asks the verifier. */
export async function keepScore(
  cases: readonly FaultCase[],
  { made, verify, onRow }: ScoreboardOptions,
): Promise<readonly ScoreboardRow[]> {
  await using resources = new AsyncDisposableStack();
  const work = await mkdtemp(join(tmpdir(), 'pgha-score-'));
  resources.defer(() => rm(work, { recursive: true, force: true }));
  await chmod(work, 0o711);
  const store = join(work, 's3');
  await mkdir(store);
  const server = resources.use(await startObjectServer(store));
  const barmans = {
    '3.19': resources.use(await startBarman('3.19', { env: server.env })),
    '3.20': resources.use(await startBarman('3.20', { env: server.env })),
  };
  const packer = resources.use(await startPacker());
  const rows: ScoreboardRow[] = [];
  for (const fault of cases) {
    await using archive = await openArchive(fault.archive, made, store);
    const other = archiveOf(fault.archive.major === 17 ? 18 : 17, '3.20', { data: 'gzip', wal: 'gzip' });
    await using elsewhere = await openArchive(other, made, store);
    const { object } = await plantFault(fault, archive, { packer, elsewhere });
    const restore = async (series: BarmanSeries): Promise<PeerOutcome> => {
      const directory = join(work, series);
      await mkdir(directory);
      try {
        return await restoreWithBarman(archive, archive[backupToRestore(fault)], {
          ...{ barman: barmans[series], endpoint: server.endpoint, directory, user: serverUser() },
          binaries: postgresToolsPart(fault.archive.major).directory,
        });
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    };
    const [older, newer] = await Promise.all(SERIES.map(restore));
    if (older === undefined || newer === undefined) throw new Error('a Barman has no outcome');
    const row: ScoreboardRow = {
      ...{ fault, object, peers: { '3.19': older, '3.20': newer } },
      ...(verify === undefined ? {} : { ours: await verify(archive) }),
    };
    rows.push(row);
    onRow?.(row);
  }
  return rows;
}

/** The newest backup, or where the way from one timeline to the next is damaged, the one that needs it. */
function backupToRestore({ fault, backup }: FaultCase): 'first' | 'last' {
  const switches = fault.segment?.endsWith('switch') === true;
  return switches || fault.object.includes('.history') || fault.id === 'wal-timeline-missing' ? 'first' : backup;
}

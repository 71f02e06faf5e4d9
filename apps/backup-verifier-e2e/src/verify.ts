import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proveArchive, type ProveOptions } from '@postgres-ha/backup-prover';
import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { postgresBinaries, SHIPPED_MAJORS } from '@postgres-ha/local-stack';
import { openDirectoryStore } from '@postgres-ha/object-store';

/** Proves archives that lie in directories, on the programs of PostgreSQL that npm brings. */
export interface Verifier extends AsyncDisposable {
  readonly verify: (
    archive: { readonly directory: string; readonly server: string },
    options?: Partial<Pick<ProveOptions, VerifyOption>>,
  ) => Promise<ArchiveReport>;
  /** Holds nothing between two runs. */
  readonly scratch: string;
  /** Directories of the programs. */
  readonly binaries: readonly string[];
}

type VerifyOption =
  | 'level'
  | 'backups'
  | 'now'
  | 'random'
  | 'store'
  | 'scratch'
  | 'memory'
  | 'reverify'
  | 'budget'
  | 'data'
  | 'primary'
  | 'digestKey'
  | 'onProgress'
  | 'signal';

/** Objects of a test have just come. A day later, what is missing of them will not come any more. */
const LATER_MS = 26 * 3_600_000;
const WITHIN_MS = 900_000;

export async function startVerifier(): Promise<Verifier> {
  await using resources = new AsyncDisposableStack();
  const binaries: string[] = [];
  for (const major of SHIPPED_MAJORS) binaries.push(resources.use(await postgresBinaries(major)).directory);
  const scratch = await mkdtemp(join(tmpdir(), 'pgha-v-'));
  resources.defer(() => rm(scratch, { recursive: true, force: true }));
  await chmod(scratch, 0o711);
  const owned = resources.move();
  return {
    scratch,
    binaries,
    verify: async ({ directory, server }, options = {}) => {
      await using store = openDirectoryStore({ directory });
      const [report] = await proveArchive({
        store,
        prefix: '',
        serverName: server,
        level: 'L4',
        backups: 'all',
        scratch: { parent: scratch, binaries },
        now: new Date(Date.now() + LATER_MS),
        random: Math.random,
        signal: AbortSignal.timeout(WITHIN_MS),
        ...options,
      });
      if (report === undefined) throw new Error(`${directory}: no report on ${server}`);
      return report;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ArchiveReport } from '@postgres-ha/backup-proof';
import type { ProveArchive, ProveOptions } from '@postgres-ha/backup-prover';
import type { Machine } from './machine.ts';
import { openStore } from './open-store.ts';

/** A directory for one test, with files in it; a name that ends in a slash is a directory. */
export interface TemporaryDirectory extends Disposable {
  readonly path: string;
  readonly write: (path: string, content?: string) => string;
}

export function temporaryDirectory(files: readonly string[] = []): TemporaryDirectory {
  // Some systems reach their folder of temporary files through a link.
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'backup-verifier-test-')));
  const write = (name: string, content = ''): string => {
    const full = join(path, name);
    mkdirSync(name.endsWith('/') ? full : dirname(full), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(full, content, { mode: 0o755 });
    return full;
  };
  files.forEach((file) => write(file));
  return {
    path,
    write,
    [Symbol.dispose]: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** What two servers archive, as far as its names go. */
export const ARCHIVED: readonly string[] = [
  'orders/base/20261124T020000/backup.info',
  'orders/wals/0000000100000016/0000000100000016000000B3.gz',
  'postgres-cluster/base/20261125T020000/backup.info',
  'postgres-cluster/base/20261125T020000/data.tar.gz',
  'postgres-cluster/wals/0000000100000016/0000000100000016000000B3.gz',
];

/** A prover that finds what it is handed, and keeps what it was asked. */
export function proverOf(reports: readonly ArchiveReport[]): ProveArchive & { readonly asked: ProveOptions[] } {
  const asked: ProveOptions[] = [];
  return Object.assign(
    (options: ProveOptions) => {
      asked.push(options);
      return Promise.resolve(reports);
    },
    { asked },
  );
}

export function exampleMachine(more: Partial<Machine> = {}): Machine {
  return {
    workingDirectory: '/',
    temporaryDirectory: tmpdir(),
    env: {},
    now: () => new Date('2026-11-25T14:10:00Z'),
    random: () => 0.5,
    openStore,
    proveArchive: proverOf([]),
    primary: () => Promise.resolve({ kind: 'unreachable', because: 'there is none' }),
    signal: new AbortController().signal,
    terminal: undefined,
    writeLine: () => undefined,
    measured: {
      cpuUsage: () => ({ user: 1_500_000, system: 500_000 }),
      memoryUsage: () => ({ rss: 64 * 1024 * 1024, heapUsed: 16 * 1024 * 1024 }),
      uptime: () => 60,
    },
    ...more,
  };
}

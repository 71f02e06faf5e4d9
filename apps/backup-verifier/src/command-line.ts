import { tmpdir } from 'node:os';
import type { SchemaSource } from '@postgres-ha/backup-proof';
import type { ProveArchive } from '@postgres-ha/backup-prover';
import { runCommandLine } from '@postgres-ha/command-line';
import type { Machine } from './machine.ts';
import { start } from './program.ts';

export interface Parts {
  readonly proveArchive: ProveArchive;
  readonly openStore: Machine['openStore'];
  readonly primary: SchemaSource;
}

/** Runs the command line of a process to its end. */
export async function commandLine(process: NodeJS.Process, parts: Parts): Promise<void> {
  await runCommandLine(process, {
    name: 'backup-verifier',
    start: (args, edge) =>
      start(args, {
        ...parts,
        ...edge,
        workingDirectory: process.cwd(),
        temporaryDirectory: tmpdir(),
        env: process.env,
        now: () => new Date(),
        random: Math.random,
        measured: process,
      }),
  });
}

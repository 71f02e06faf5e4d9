import { hostname } from 'node:os';
import { runCommandLine } from '@postgres-ha/command-line';
import { start } from './program.ts';
import { systemMachine } from './system-machine.ts';

/** Runs the command line of a process to its end. */
export async function commandLine(process: NodeJS.Process, name: string): Promise<void> {
  await runCommandLine(process, {
    name,
    start: (args, { signal, writeLine }) =>
      start(
        args,
        systemMachine({
          ...{ workingDirectory: process.cwd(), hostName: hostname(), env: process.env, measured: process },
          ...{ random: Math.random, signal, writeLine },
        }),
      ),
  });
}

import { runCommandLine } from '@postgres-ha/command-line';
import { start } from './program.ts';
import { systemMachine } from './system-machine.ts';

/** Runs the command line of a process to its end. */
export async function commandLine(process: NodeJS.Process): Promise<void> {
  await runCommandLine(process, {
    name: 'gitops-bot',
    start: (args, { signal, writeLine }) =>
      start(
        args,
        systemMachine({
          ...{ workingDirectory: process.cwd(), env: process.env, measured: process },
          ...{ random: Math.random, signal, writeLine },
        }),
      ),
  });
}

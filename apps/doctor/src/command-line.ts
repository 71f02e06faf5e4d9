import { runCommandLine } from '@postgres-ha/command-line';
import { start } from './program.ts';

/** Runs the command line of a process to its end. */
export async function commandLine(process: NodeJS.Process): Promise<void> {
  await runCommandLine(process, {
    name: 'doctor',
    start: (args, { signal }) =>
      start(args, { workingDirectory: process.cwd(), env: process.env, signal, now: () => new Date() }),
  });
}

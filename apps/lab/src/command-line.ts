import { fileURLToPath } from 'node:url';
import { HELP, readOptions } from './options.ts';
import { EXIT_CODES, runLab, type ExitCode, type LabRequest, type Machine } from './run-lab.ts';
import { stopSignals } from '@postgres-ha/worker-runtime/process';
import { narrator, type Narrator } from './terminal/narrator.ts';
import { statusLine } from './terminal/status-line.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What is loaded once the command line is known to be right. */
export type Parts = Pick<Machine, 'servePage'>;

/** Some terminals do not know how wide they are. */
const USUAL_COLUMNS = 80;

/** Runs the command line of a process to its end: what is said, signals that ask to end, and the exit code. */
export async function commandLine(process: NodeJS.Process, load: () => Promise<Parts>): Promise<void> {
  const asked = readOptions(process.argv.slice(2));
  switch (asked.kind) {
    case 'help':
      process.stdout.write(`${HELP}\n`);
      return;
    case 'refused':
      process.stderr.write(`postgres-ha-lab: ${asked.problem}\n`);
      process.exitCode = EXIT_CODES.badUsage;
      return;
    case 'lab':
      process.exitCode = await run(process, { ...asked, load });
  }
}

async function run(
  process: NodeJS.Process,
  { exit, port, load }: LabRequest & { readonly load: () => Promise<Parts> },
): Promise<ExitCode> {
  using stopping = stopSignals(process, {
    exitCode: EXIT_CODES.couldNotStart,
    names: ['SIGINT', 'SIGTERM', 'SIGHUP'],
  });
  // Whoever reads this through `head` has read enough.
  process.stdout.on('error', () => {
    stopping.stop('the end of its output');
  });
  const { signal } = stopping;
  const narrates = narratorOf(process);
  try {
    return await runLab(
      { exit, port },
      {
        ...(await load()),
        now: () => new Date(),
        random: Math.random,
        root: ROOT,
        signal,
        say: narrates.say,
        show: async (lab, until) => {
          for await (const state of lab.changes(until)) narrates.status(statusLine(state));
          narrates.status('');
        },
      },
    );
  } catch (error) {
    narrates.status('');
    if (!signal.aborted) {
      process.stderr.write(
        `postgres-ha-lab: the lab could not start: ${error instanceof Error ? error.message : String(error)}\n`,
      );
      return EXIT_CODES.couldNotStart;
    }
    narrates.say({ kind: 'text', text: 'The lab was ended, and everything is removed.' });
    return exit ? EXIT_CODES.couldNotStart : EXIT_CODES.asExpected;
  }
}

function narratorOf({ stdout, env }: NodeJS.Process): Narrator {
  const isTerminal = stdout.isTTY && env['TERM'] !== 'dumb';
  return narrator({
    write: (text) => {
      stdout.write(text);
    },
    columns: isTerminal ? () => (stdout.columns > 0 ? stdout.columns : USUAL_COLUMNS) : undefined,
    colours: isTerminal && (env['NO_COLOR'] ?? '') === '',
  });
}

import { redact, stopSignals } from '@postgres-ha/worker-runtime/process';
import { EXIT_CODES, type Outcome } from './outcome.ts';
import type { Started } from './start-program.ts';
import { terminalOf, type Terminal } from './terminal.ts';

/** What of a process a command may have. */
export interface Edge {
  /** Aborted when a person or the system asks to stop. */
  readonly signal: AbortSignal;
  /** Takes a line for standard output while a command runs, without its end. */
  readonly writeLine: (line: string) => void;
  /** Where progress is shown; undefined where nobody watches. */
  readonly terminal: Terminal | undefined;
}

/**
 * Runs the command line of a process to its end: output without the credentials of its environment, exit code, and signals that ask to stop.
 * Bad input goes to standard error, so that it is not taken for a result; with `--json` everything is one document on standard output.
 * @param name of the program, in front of what went wrong
 */
export async function runCommandLine(
  process: NodeJS.Process,
  { name, start }: { readonly name: string; readonly start: (args: readonly string[], edge: Edge) => Started },
): Promise<void> {
  const args = process.argv.slice(2);
  const print = (stream: NodeJS.WriteStream, text: string): void => {
    stream.write(`${redact(text, process.env)}\n`);
  };
  // Who pipes into `head` has read enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  using stopping = stopSignals(process, { exitCode: EXIT_CODES.couldNotLook });
  try {
    const { outcome: coming, json } = start(args, {
      signal: stopping.signal,
      writeLine: (line) => {
        print(process.stdout, line);
      },
      terminal: terminalOf(process),
    });
    const outcome = await coming;
    const text = json ? JSON.stringify(outcome.json, null, 2) : outcome.text;
    if (text !== '') print(streamFor(outcome, { json, process }), text);
    process.exitCode = outcome.code;
    if (outcome.abandons === true) process.exit();
  } catch (error) {
    const problem = `${name}: ${error instanceof Error ? error.message : String(error)}`;
    print(process.stderr, problem);
    if (args.includes('--json')) print(process.stdout, JSON.stringify({ problem }, null, 2));
    process.exitCode = EXIT_CODES.couldNotLook;
  }
}

function streamFor(
  { code }: Outcome,
  { json, process }: { readonly json: boolean; readonly process: NodeJS.Process },
): NodeJS.WriteStream {
  return code === EXIT_CODES.badInput && !json ? process.stderr : process.stdout;
}

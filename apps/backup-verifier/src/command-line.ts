import { tmpdir } from 'node:os';
import type { SchemaSource } from '@postgres-ha/backup-proof';
import type { ProveArchive } from '@postgres-ha/backup-prover';
import type { Machine } from './machine.ts';
import { EXIT_CODES, type Outcome } from './outcome.ts';
import { start } from './program.ts';
import { redact, stopSignals } from '@postgres-ha/worker-runtime/process';
import type { Terminal } from './progress/progress-bars.ts';

export interface Parts {
  readonly proveArchive: ProveArchive;
  readonly openStore: Machine['openStore'];
  readonly primary: SchemaSource;
}

/** Runs the command line of a process to its end: output, exit code, and signals that ask to stop. */
export async function commandLine(process: NodeJS.Process, parts: Parts): Promise<void> {
  const { env } = process;
  const args = process.argv.slice(2);
  const print = (stream: NodeJS.WriteStream, text: string): void => {
    stream.write(`${redact(text, env)}\n`);
  };
  // Who pipes into `head` has read enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  using stopping = stopSignals(process, { exitCode: EXIT_CODES.couldNotLook });
  try {
    const { outcome: coming, json } = start(args, {
      ...parts,
      workingDirectory: process.cwd(),
      temporaryDirectory: tmpdir(),
      env,
      now: () => new Date(),
      random: Math.random,
      signal: stopping.signal,
      terminal: terminalOf(process),
      writeLine: (line) => {
        print(process.stdout, line);
      },
      measured: process,
    });
    const outcome = await coming;
    const text = json ? JSON.stringify(outcome.json, null, 2) : outcome.text;
    if (text !== '') print(streamFor(outcome, { json, process }), text);
    process.exitCode = outcome.code;
    if (outcome.abandons === true) process.exit();
  } catch (error) {
    const problem = `backup-verifier: ${error instanceof Error ? error.message : String(error)}`;
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

/** Some terminals do not know how wide they are. */
const USUAL_COLUMNS = 80;

function terminalOf(process: NodeJS.Process): Terminal | undefined {
  const { stderr, env } = process;
  if (!stderr.isTTY || env['TERM'] === 'dumb') return undefined;
  return {
    write: (text) => {
      stderr.write(text);
    },
    columns: () => (stderr.columns > 0 ? stderr.columns : USUAL_COLUMNS),
    elapsedMs: () => process.uptime() * 1000,
  };
}

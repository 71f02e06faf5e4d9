import { redact } from '@postgres-ha/worker-runtime/process';
import { EXIT_CODES } from './outcome.ts';

/**
 * A fault that nobody waited for ends the process, and Node would end it with 1, which says that something was found. Nobody knows that: it ends
 * with 3.
 * @param name of the program
 */
export function lastResort(process: NodeJS.Process, name: string): void {
  process.on('uncaughtException', (error: unknown) => {
    const problem = redact(`${name}: ${error instanceof Error ? error.message : String(error)}`, process.env);
    process.stderr.write(`${problem}\n`);
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ problem }, null, 2)}\n`);
    process.exit(EXIT_CODES.couldNotLook);
  });
}

import { EXIT_CODES } from './outcome.ts';
import { redact } from '@postgres-ha/worker-runtime/process';

/**
 * A fault that nobody waited for ends the process, and Node would end it with 1, which says that a backup is damaged. Nobody knows that: it ends with 3.
 * What is in the scratch directory is removed by the next run.
 */
export function lastResort(process: NodeJS.Process): void {
  process.on('uncaughtException', (error: unknown) => {
    const problem = redact(`backup-verifier: ${error instanceof Error ? error.message : String(error)}`, process.env);
    process.stderr.write(`${problem}\n`);
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ problem }, null, 2)}\n`);
    process.exit(EXIT_CODES.couldNotLook);
  });
}

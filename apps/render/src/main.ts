#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { EXIT_CODES } from './outcome.ts';

// Node keeps what it compiled in the system's directory for temporary files; what is loaded after this starts in half the time.
enableCompileCache();
const { start } = await import('./program.ts');

// Who pipes into `head` has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  const { outcome: coming, json } = start(process.argv.slice(2), process.cwd());
  const outcome = await coming;
  const text = json ? JSON.stringify(outcome.json, null, 2) : outcome.text;
  (outcome.code === EXIT_CODES.badInput && !json ? process.stderr : process.stdout).write(`${text}\n`);
  process.exitCode = outcome.code;
} catch (error) {
  const problem = `postgres-ha: ${error instanceof Error ? error.message : String(error)}`;
  process.stderr.write(`${problem}\n`);
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ problem }, null, 2)}\n`);
  process.exitCode = EXIT_CODES.couldNotLook;
}

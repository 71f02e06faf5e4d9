import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, type CommandResult } from './run-command.ts';

/**
 * Runs `promtool` over files that are there for as long as it runs, all of them in one directory: `promtool(['test', 'rules'], {…})`
 * reads those whose names end in `.test.json`, `promtool(['check', 'rules'], {…})` those that do not. JSON is YAML.
 * @param files texts by file name
 * @returns what it says on both of its outputs, as standard output
 */
export async function promtool(
  command: readonly ['check' | 'test', 'rules'],
  files: Readonly<Record<string, string>>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<CommandResult> {
  const directory = await mkdtemp(join(tmpdir(), 'promtool-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    const read = Object.keys(files).filter((name) => name.endsWith('.test.json') === (command[0] === 'test'));
    const paths = read.map((name) => join(directory, name));
    // What failed is said on standard error, and where on standard output: only together they tell.
    return await runCommand('sh', ['-c', 'exec promtool "$@" 2>&1', 'promtool', ...command, ...paths], options);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

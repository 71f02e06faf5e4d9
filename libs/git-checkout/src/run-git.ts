import { execFileSync } from 'node:child_process';

/** What Git answered, or what it said where it could not. */
export type GitResult =
  { readonly kind: 'done'; readonly output: Buffer } | { readonly kind: 'failed'; readonly because: string };

const MOST_OUTPUT = 2 ** 30;

/** Runs Git in a directory. Nothing passes a shell. */
export function runGit(root: string, args: readonly string[], input = ''): GitResult {
  try {
    const output = execFileSync('git', args, {
      cwd: root,
      input,
      maxBuffer: MOST_OUTPUT,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return { kind: 'done', output };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { kind: 'failed', because: 'git cannot be started: it is not installed, or not on the PATH' };
    }
    const stderr =
      error instanceof Error && 'stderr' in error && Buffer.isBuffer(error.stderr) ? trimmedText(error.stderr) : '';
    const because = stderr === '' ? (error instanceof Error ? error.message : String(error)) : stderr;
    return { kind: 'failed', because };
  }
}

/** @throws when Git cannot */
export function outputOf(root: string, args: readonly string[], input = ''): Buffer {
  const result = runGit(root, args, input);
  if (result.kind === 'failed') throw new Error(`git ${args[0] ?? ''} failed: ${result.because}`);
  return result.output;
}

/** Of output that ends its entries with a zero byte. */
export function entriesOf(root: string, args: readonly string[]): readonly string[] {
  return outputOf(root, args)
    .toString('utf8')
    .split('\0')
    .filter((entry) => entry !== '');
}

export function trimmedText(output: Buffer): string {
  return output.toString('utf8').trim();
}

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** The repository as it was at a commit. Paths are relative to the root, with forward slashes. */
export interface GitRevision {
  readonly commit: string;
  /** Every file below `environments/`, with the id that Git gives its content. */
  readonly files: ReadonlyMap<string, string>;
  /** Files below `environments/` that are not now as they were then: edited, added or removed, committed or not. */
  readonly changed: ReadonlySet<string>;
  /** The bytes of files that were there. */
  readonly read: (paths: readonly string[]) => ReadonlyMap<string, Uint8Array>;
}

export type RevisionReading =
  | { readonly kind: 'read'; readonly revision: GitRevision }
  /** The reference is none. */
  | { readonly kind: 'unknown' }
  /** Git is not there, this is no repository of it, or its history does not reach far enough. */
  | { readonly kind: 'no-look'; readonly because: string };

/** The state that the current one grew from: the last commit that it has in common with a branch, a tag or a commit. */
export function gitRevision(root: string, reference: string): RevisionReading {
  const named = git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`]);
  if (named.kind === 'failed') {
    const inside = git(root, ['rev-parse', '--git-dir']);
    return inside.kind === 'failed' ? { kind: 'no-look', because: inside.because } : { kind: 'unknown' };
  }
  const common = git(root, ['merge-base', text(named.output), 'HEAD']);
  if (common.kind === 'failed') {
    const because = `the history here has no commit in common with ${reference}; a shallow clone needs \`git fetch --unshallow\``;
    return { kind: 'no-look', because };
  }
  const commit = text(common.output);
  const tree = lines(root, ['ls-tree', '-r', '-z', commit, '--', 'environments/']);
  const edited = lines(root, [
    'diff',
    '--no-ext-diff',
    '--no-renames',
    '--name-only',
    '--relative',
    '-z',
    commit,
    '--',
    'environments/',
  ]);
  const added = lines(root, ['ls-files', '-z', '--others', '--exclude-standard', '--', 'environments/']);
  return {
    kind: 'read',
    revision: {
      commit,
      files: new Map(tree.map(fileOf)),
      changed: new Set([...edited, ...added]),
      read: (paths) => readAll(root, commit, paths),
    },
  };
}

/** Whether a text is what Git has under an id, told without reading it there. */
export function isContent(id: string | undefined, content: string): boolean {
  const bytes = Buffer.from(content, 'utf8');
  const hash = createHash(id?.length === 64 ? 'sha256' : 'sha1');
  return id === hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** `<mode> blob <id>`, a tab, and the path. */
function fileOf(line: string): readonly [string, string] {
  const [before = '', path = ''] = line.split('\t', 2);
  return [path, before.split(' ')[2] ?? ''];
}

type GitResult =
  { readonly kind: 'done'; readonly output: Buffer } | { readonly kind: 'failed'; readonly because: string };

const MOST_OUTPUT = 2 ** 30;

function git(root: string, args: readonly string[], input = ''): GitResult {
  try {
    const output = execFileSync('git', args, {
      cwd: root,
      input,
      maxBuffer: MOST_OUTPUT,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return { kind: 'done', output };
  } catch (error) {
    const stderr =
      error instanceof Error && 'stderr' in error && Buffer.isBuffer(error.stderr) ? text(error.stderr) : '';
    const because = stderr === '' ? (error instanceof Error ? error.message : String(error)) : stderr;
    return { kind: 'failed', because };
  }
}

function outputOf(root: string, args: readonly string[], input = ''): Buffer {
  const result = git(root, args, input);
  if (result.kind === 'failed') throw new Error(`git ${args[0] ?? ''} failed: ${result.because}`);
  return result.output;
}

function text(output: Buffer): string {
  return output.toString('utf8').trim();
}

function lines(root: string, args: readonly string[]): readonly string[] {
  return outputOf(root, args)
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '');
}

/** One process for all files: its answer is a line for each, `<object> blob <size>`, and then that many bytes. */
function readAll(root: string, commit: string, paths: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const wanted = paths.filter((path) => !path.includes('\n'));
  const input = wanted.map((path) => `${commit}:./${path}\n`).join('');
  const output = wanted.length === 0 ? Buffer.alloc(0) : outputOf(root, ['cat-file', '--batch'], input);
  const files = new Map<string, Uint8Array>();
  let offset = 0;
  for (const path of wanted) {
    const end = output.indexOf('\n', offset);
    const [, type, size] = output.toString('utf8', offset, end).split(' ');
    offset = end + 1;
    if (type !== 'blob') continue;
    const length = Number(size);
    files.set(path, output.subarray(offset, offset + length));
    offset += length + 1;
  }
  return files;
}

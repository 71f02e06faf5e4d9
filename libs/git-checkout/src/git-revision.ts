import { isContent, readCommitted } from './git-content.ts';
import { entriesOf, runGit, trimmedText } from './run-git.ts';

/** The repository as it was at a commit. Paths are relative to the root, with forward slashes. */
export interface GitRevision {
  readonly commit: string;
  /** Every file below `environments/`, with the id that Git gives its content. */
  readonly files: ReadonlyMap<string, string>;
  /** Files below `environments/` that are not now as they were then: edited, added or removed, committed or not. */
  readonly changed: ReadonlySet<string>;
  /** The bytes of files that were there. */
  readonly read: (paths: readonly string[]) => ReadonlyMap<string, Uint8Array>;
  readonly isContent: typeof isContent;
}

export type RevisionReading =
  | { readonly kind: 'read'; readonly revision: GitRevision }
  /** The reference is none. */
  | { readonly kind: 'unknown' }
  /** Git is not there, this is no repository of it, or its history does not reach far enough. */
  | { readonly kind: 'no-look'; readonly because: string };

/** The state that the current one grew from: the last commit that it has in common with a branch, a tag or a commit. */
export function gitRevision(root: string, reference: string): RevisionReading {
  const named = runGit(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`]);
  if (named.kind === 'failed') {
    const inside = runGit(root, ['rev-parse', '--git-dir']);
    return inside.kind === 'failed' ? { kind: 'no-look', because: inside.because } : { kind: 'unknown' };
  }
  const common = runGit(root, ['merge-base', trimmedText(named.output), 'HEAD']);
  if (common.kind === 'failed') {
    const because = `the history here has no commit in common with ${reference}; a shallow clone needs \`git fetch --unshallow\``;
    return { kind: 'no-look', because };
  }
  const commit = trimmedText(common.output);
  const tree = entriesOf(root, ['ls-tree', '-r', '-z', commit, '--', 'environments/']);
  const edited = entriesOf(root, [
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
  const added = entriesOf(root, ['ls-files', '-z', '--others', '--exclude-standard', '--', 'environments/']);
  return {
    kind: 'read',
    revision: {
      commit,
      files: new Map(tree.map(fileOf)),
      changed: new Set([...edited, ...added]),
      read: (paths) => readCommitted(root, { commit, paths }),
      isContent,
    },
  };
}

/** `<mode> blob <id>`, a tab, and the path. */
function fileOf(line: string): readonly [string, string] {
  const [before = '', path = ''] = line.split('\t', 2);
  return [path, before.split(' ')[2] ?? ''];
}

import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RepositoryState } from '@postgres-ha/change-request';
import { contentId, readCommitted } from './git-content.ts';
import { entriesOf, runGit, trimmedText } from './run-git.ts';

/** What a checkout holds, as planning reads it. */
export interface CheckoutState {
  readonly state: RepositoryState;
  /** Files below `environments/` that are not as they are in the commit; none of a commit itself. */
  readonly edited: readonly string[];
}

export type CheckoutReading =
  | { readonly kind: 'read'; readonly checkout: CheckoutState }
  /** The reference is none. */
  | { readonly kind: 'unknown' }
  /** Git is not there, or this is no repository of it with a commit. */
  | { readonly kind: 'no-look'; readonly because: string };

/** A branch, a tag or a commit, as it is in Git. */
export function committedState(root: string, reference: string): CheckoutReading {
  const named = runGit(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`]);
  if (named.kind === 'done') {
    const commit = trimmedText(named.output);
    const { files, irregular } = treeOf(root, commit);
    const read = committedReader(root, commit);
    return { kind: 'read', checkout: { state: { commit, files, irregular, read }, edited: [] } };
  }
  const inside = runGit(root, ['rev-parse', '--git-dir']);
  return inside.kind === 'failed' ? { kind: 'no-look', because: inside.because } : { kind: 'unknown' };
}

/** The working tree, with what is not committed; ignored files are no part of it. Its commit is the one that is checked out. */
export function workingState(root: string): CheckoutReading {
  const reading = committedState(root, 'HEAD');
  if (reading.kind === 'unknown') return { kind: 'no-look', because: 'the repository has no commit yet' };
  if (reading.kind === 'no-look') return reading;
  const { state } = reading.checkout;
  const edited = editedPaths(root);
  const files = new Map(state.files);
  const irregular = new Set(state.irregular);
  const onDisk = new Set<string>();
  for (const path of edited) {
    files.delete(path);
    irregular.delete(path);
    const kind = kindOf(join(root, path));
    if (kind === 'irregular') irregular.add(path);
    if (kind !== 'regular') continue;
    onDisk.add(path);
    files.set(path, contentId(readFileSync(join(root, path)), state.files.values().next().value));
  }
  return {
    kind: 'read',
    checkout: {
      edited,
      state: {
        ...{ commit: state.commit, files, irregular },
        read: async (paths, signal) => {
          const wanted = paths.filter((path) => files.has(path));
          const committed = await state.read(
            wanted.filter((path) => !onDisk.has(path)),
            signal,
          );
          const now = wanted.filter((path) => onDisk.has(path));
          return new Map([...committed, ...now.map((path) => [path, readFileSync(join(root, path))] as const)]);
        },
      },
    },
  };
}

function committedReader(root: string, commit: string): RepositoryState['read'] {
  return (paths, signal) => {
    signal.throwIfAborted();
    return Promise.resolve(readCommitted(root, { commit, paths }));
  };
}

function editedPaths(root: string): readonly string[] {
  const options = ['--no-ext-diff', '--no-renames', '--name-only', '--relative', '-z'];
  const edited = entriesOf(root, ['diff', ...options, 'HEAD', '--', 'environments/']);
  const added = entriesOf(root, ['ls-files', '-z', '--others', '--exclude-standard', '--', 'environments/']);
  return [...new Set([...edited, ...added.map((path) => path.replace(/\/$/, ''))])].sort();
}

const REGULAR = '100644';

function treeOf(root: string, commit: string): Pick<RepositoryState, 'files' | 'irregular'> {
  const files = new Map<string, string>();
  const irregular = new Set<string>();
  for (const entry of entriesOf(root, ['ls-tree', '-r', '-z', commit, '--', 'environments/'])) {
    // `<mode> <type> <id>`, a tab, and the path.
    const tab = entry.indexOf('\t');
    const [mode, , id = ''] = entry.slice(0, tab).split(' ');
    const path = entry.slice(tab + 1);
    if (mode === REGULAR) files.set(path, id);
    else irregular.add(path);
  }
  return { files, irregular };
}

function kindOf(path: string): 'regular' | 'irregular' | 'none' {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return 'none';
  return status.isFile() && (status.mode & 0o100) === 0 ? 'regular' : 'irregular';
}

import type { GitCommit, GitObject, GitObjects, TreeEntry } from './git-objects.ts';

export type FileEntry = Pick<TreeEntry, 'mode' | 'sha'>;

/** @throws Error where there is no such commit: what a caller was given has to be looked for before */
export function commitOf(git: GitObjects, sha: string): GitCommit {
  const object: GitObject | undefined = git.get(sha);
  if (object?.kind !== 'commit') throw new Error(`${sha} is no commit`);
  return object.commit;
}

/** A commit, its ancestors, and each only once; what is near comes first. */
export function* ancestry(git: GitObjects, sha: string): Generator<string> {
  const seen = new Set([sha]);
  for (const current of seen) {
    yield current;
    for (const parent of commitOf(git, current).parents) seen.add(parent);
  }
}

/** Whether `older` is `newer` or one of its ancestors. */
export function reaches(git: GitObjects, newer: string, older: string): boolean {
  for (const sha of ancestry(git, newer)) if (sha === older) return true;
  return false;
}

/** @returns undefined for histories that have nothing in common */
export function mergeBase(git: GitObjects, one: string, other: string): string | undefined {
  const known = new Set(ancestry(git, one));
  for (const sha of ancestry(git, other)) if (known.has(sha)) return sha;
  return undefined;
}

/** What `head` has and `base` has not, the oldest first. */
export function commitsBetween(git: GitObjects, base: string, head: string): readonly string[] {
  const known = new Set(ancestry(git, base));
  return [...ancestry(git, head)].filter((sha) => !known.has(sha)).reverse();
}

/** Files of a commit or a tree by their whole paths. */
export function filesOf(git: GitObjects, sha: string): ReadonlyMap<string, FileEntry> {
  const object = git.get(sha);
  const found = new Map<string, FileEntry>();
  const walk = (tree: string, folder: string): void => {
    const listed = git.get(tree);
    if (listed?.kind !== 'tree') throw new Error(`${tree} is no tree`);
    for (const { mode, name, sha: id } of listed.entries) {
      if (mode === '040000') walk(id, `${folder}${name}/`);
      else found.set(`${folder}${name}`, { mode, sha: id });
    }
  };
  walk(object?.kind === 'commit' ? object.commit.tree : sha, '');
  return found;
}

export interface ChangedFile {
  readonly path: string;
  readonly before: FileEntry | undefined;
  readonly after: FileEntry | undefined;
}

/** By path. Renames are a file that went and one that came. @param before undefined: nothing at all */
export function changedFiles(git: GitObjects, before: string | undefined, after: string): readonly ChangedFile[] {
  const old: ReadonlyMap<string, FileEntry> = before === undefined ? new Map() : filesOf(git, before);
  const next = filesOf(git, after);
  return [...new Set([...old.keys(), ...next.keys()])]
    .map((path) => ({ path, before: old.get(path), after: next.get(path) }))
    .filter((file) => !sameEntry(file.before, file.after))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/**
 * What a merge makes of the files of two commits: whole files, so that one that both changed differently is a conflict.
 * @returns undefined where they conflict
 */
export function mergedFiles(
  git: GitObjects,
  { base, ours, theirs }: { readonly base: string; readonly ours: string; readonly theirs: string },
): ReadonlyMap<string, FileEntry> | undefined {
  const merged = new Map(filesOf(git, ours));
  const known = filesOf(git, base);
  for (const { path, before, after } of changedFiles(git, base, theirs)) {
    const mine = merged.get(path);
    if (sameEntry(mine, after)) continue;
    if (!sameEntry(mine, before ?? known.get(path))) return undefined;
    if (after === undefined) merged.delete(path);
    else merged.set(path, after);
  }
  return merged;
}

/** @returns the id of a tree with these files */
export function putFiles(git: GitObjects, files: Iterable<readonly [string, FileEntry]>): string {
  const here: TreeEntry[] = [];
  const folders = new Map<string, [string, FileEntry][]>();
  for (const [path, entry] of files) {
    const slash = path.indexOf('/');
    if (slash < 0) {
      here.push({ ...entry, name: path });
      continue;
    }
    const inside = folders.get(path.slice(0, slash)) ?? [];
    inside.push([path.slice(slash + 1), entry]);
    folders.set(path.slice(0, slash), inside);
  }
  for (const [name, inside] of folders) here.push({ mode: '040000', name, sha: putFiles(git, inside) });
  return git.put({ kind: 'tree', entries: here });
}

function sameEntry(one: FileEntry | undefined, other: FileEntry | undefined): boolean {
  return one?.sha === other?.sha && one?.mode === other?.mode;
}

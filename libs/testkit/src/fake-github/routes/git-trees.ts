import { notFound, Refusal } from '../answer.ts';
import type { GitObject, GitObjects, TreeEntry } from '../git-objects.ts';
import type { Repository } from '../world.ts';

/** One of what `POST git/trees` takes: a path with what it holds from now on; `sha: null` takes it away. */
export interface TreeChange {
  readonly path?: string;
  readonly mode?: TreeEntry['mode'];
  readonly type?: string;
  readonly sha?: string | null;
  readonly content?: string;
}

/** @throws Refusal 404 */
export function objectOf<K extends GitObject['kind']>(
  { git }: Repository,
  sha: string,
  kind: K,
): Extract<GitObject, { readonly kind: K }> {
  const object = git.get(sha);
  if (object?.kind !== kind) throw notFound();
  return object as Extract<GitObject, { readonly kind: K }>;
}

/** Entries of a tree; deep: of all below it, by their whole paths, folders too. */
export function treeListing(
  repository: Repository,
  sha: string,
  { deep }: { readonly deep: boolean },
): readonly TreeEntry[] {
  return objectOf(repository, sha, 'tree').entries.flatMap((entry) => {
    if (!deep || entry.mode !== '040000') return [entry];
    const below = treeListing(repository, entry.sha, { deep });
    return [entry, ...below.map((inner) => ({ ...inner, name: `${entry.name}/${inner.name}` }))];
  });
}

/** @returns the id of the tree that the changes make of its base; folders that are empty then are gone */
export function grownTree(repository: Repository, base: string | undefined, changes: readonly TreeChange[]): string {
  const files = new Map<string, TreeEntry>();
  if (base !== undefined) {
    const object = repository.git.get(base);
    const tree = object?.kind === 'commit' ? object.commit.tree : base;
    for (const entry of treeListing(repository, tree, { deep: true })) {
      if (entry.mode !== '040000') files.set(entry.name, entry);
    }
  }
  for (const change of changes) apply(repository, files, change);
  return putTree(repository.git, [...files.values()]);
}

function apply(
  repository: Repository,
  files: Map<string, TreeEntry>,
  { path = '', mode = '100644', sha, content }: TreeChange,
): void {
  if (
    path === '' ||
    path.startsWith('/') ||
    path.split('/').some((part) => part === '' || part === '.' || part === '..')
  )
    throw new Refusal(422, 'tree.path contains a malformed path component');
  if ((sha === undefined) === (content === undefined))
    throw new Refusal(422, 'Must supply either tree.sha or tree.content for each path');
  if (sha === null) {
    if (!files.delete(path)) throw new Refusal(422, 'GitRPC::BadObjectState');
    return;
  }
  const id = sha ?? repository.git.put({ kind: 'blob', bytes: Buffer.from(content ?? '', 'utf8') });
  if (mode === '040000') {
    for (const entry of treeListing(repository, id, { deep: true })) {
      if (entry.mode !== '040000') files.set(`${path}/${entry.name}`, { ...entry, name: `${path}/${entry.name}` });
    }
    return;
  }
  if (mode !== '160000') objectOf(repository, id, 'blob');
  files.set(path, { mode, name: path, sha: id });
}

function putTree(git: GitObjects, files: readonly TreeEntry[]): string {
  const here: TreeEntry[] = [];
  const folders = new Map<string, TreeEntry[]>();
  for (const entry of files) {
    const slash = entry.name.indexOf('/');
    if (slash < 0) here.push(entry);
    else {
      const folder = entry.name.slice(0, slash);
      folders.set(folder, [...(folders.get(folder) ?? []), { ...entry, name: entry.name.slice(slash + 1) }]);
    }
  }
  for (const [name, inside] of folders) here.push({ mode: '040000', name, sha: putTree(git, inside) });
  return git.put({ kind: 'tree', entries: here });
}

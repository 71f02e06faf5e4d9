import { notFound, Refusal } from '../answer.ts';
import { filesOf, putFiles, type FileEntry } from '../git-history.ts';
import type { GitObject, TreeEntry } from '../git-objects.ts';
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
  const { git } = repository;
  if (base !== undefined && git.get(base)?.kind !== 'commit') objectOf(repository, base, 'tree');
  const files = new Map(base === undefined ? [] : filesOf(git, base));
  for (const change of changes) apply(repository, files, change);
  return putFiles(git, files);
}

function apply(
  repository: Repository,
  files: Map<string, FileEntry>,
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
    objectOf(repository, id, 'tree');
    for (const [inner, entry] of filesOf(repository.git, id)) files.set(`${path}/${inner}`, entry);
    return;
  }
  if (mode !== '160000') objectOf(repository, id, 'blob');
  // a folder takes the place of a file of its name, and a file that of a folder
  for (const known of files.keys())
    if (path.startsWith(`${known}/`) || known.startsWith(`${path}/`)) files.delete(known);
  files.set(path, { mode, sha: id });
}

import { GitHubError } from '../github-error.ts';
import type { Place } from '../place.ts';
import type { GitObjects, TreeEntry } from './git-objects.ts';

const TREE = '040000';
/** A folder of more is nobody's environments. */
const MOST_ENTRIES = 200_000;

/** What is at a path of a commit, by its own entry. */
export type PathEntry =
  | { readonly kind: 'tree'; readonly sha: string }
  | { readonly kind: 'entry'; readonly entry: TreeEntry }
  | { readonly kind: 'absent' };

/** Walks down from the commit's tree; follows no symbolic link. @param path `environments/production` */
export async function entryAt(
  objects: GitObjects,
  { path, commit, ...place }: Place & { readonly commit: string; readonly path: string },
  signal: AbortSignal,
): Promise<PathEntry> {
  let found: PathEntry = { kind: 'tree', sha: commit };
  for (const part of path.split('/')) {
    if (found.kind !== 'tree') return { kind: 'absent' };
    const { sha }: { readonly sha: string } = found;
    const { entries, truncated } = await objects.tree({ ...place, sha, deep: false }, signal);
    const entry = entries.find((candidate) => candidate.path === part);
    if (entry === undefined && truncated) throw tooLarge();
    found = entry === undefined ? { kind: 'absent' } : kindOf(entry);
  }
  return found;
}

/** All below a tree that is no tree itself, by its path below it. What GitHub cuts off is asked for tree by tree. */
export async function listingOf(
  objects: GitObjects,
  { sha, ...place }: Place & { readonly sha: string },
  signal: AbortSignal,
): Promise<readonly TreeEntry[]> {
  const found: TreeEntry[] = [];
  const pending = [{ sha, prefix: '' }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { prefix } = next;
    const below = (entry: TreeEntry): TreeEntry => ({ ...entry, path: `${prefix}${entry.path}` });
    const whole = await objects.tree({ ...place, sha: next.sha, deep: true }, signal);
    const entries = whole.truncated ? await children(objects, { ...place, sha: next.sha }, signal) : whole.entries;
    for (const entry of entries.map(below)) {
      if (entry.mode !== TREE) found.push(entry);
      else if (whole.truncated) pending.push({ sha: entry.sha, prefix: `${entry.path}/` });
    }
    if (found.length > MOST_ENTRIES) throw tooLarge();
  }
  return found;
}

async function children(
  objects: GitObjects,
  at: Place & { readonly sha: string },
  signal: AbortSignal,
): Promise<readonly TreeEntry[]> {
  const { entries, truncated } = await objects.tree({ ...at, deep: false }, signal);
  if (truncated) throw tooLarge();
  return entries;
}

function kindOf(entry: TreeEntry): PathEntry {
  return entry.mode === TREE ? { kind: 'tree', sha: entry.sha } : { kind: 'entry', entry };
}

function tooLarge(): GitHubError {
  return new GitHubError({ operation: 'git/get-tree', problem: 'invalid', effect: 'none', codes: ['too-many-files'] });
}

import { changedFiles, type ChangedFile } from '../git-history.ts';
import { lineDiff } from '../line-diff.ts';
import type { GitObjects } from '../git-objects.ts';
import type { Repository, World } from '../world.ts';

/** Beyond that GitHub leaves the patch out, as it does for what is no text. Assumed. */
const LONGEST_PATCH = 1_000_000;

/** Files that differ between two commits, as lists of files of a pull request and comparisons have them. */
export function filesJson(
  world: World,
  repository: Repository,
  { before, after }: { readonly before: string | undefined; readonly after: string },
): readonly Record<string, unknown>[] {
  return changedFiles(repository.git, before, after).map((file) =>
    fileJson(world, repository, { file, commit: after }),
  );
}

function fileJson(
  world: World,
  { git, owner, name }: Repository,
  { file, commit }: { readonly file: ChangedFile; readonly commit: string },
): Record<string, unknown> {
  const { path, before, after } = file;
  const [old, next] = [textOf(git, before?.sha), textOf(git, after?.sha)];
  const diff = old === undefined || next === undefined ? undefined : lineDiff(old, next);
  const place = path.split('/').map(encodeURIComponent).join('/');
  const html = `${world.url}/${owner}/${name}`;
  return {
    sha: (after ?? before)?.sha ?? null,
    filename: path,
    status: before === undefined ? 'added' : after === undefined ? 'removed' : 'modified',
    additions: diff?.additions ?? 0,
    deletions: diff?.deletions ?? 0,
    changes: (diff?.additions ?? 0) + (diff?.deletions ?? 0),
    blob_url: `${html}/blob/${commit}/${place}`,
    raw_url: `${html}/raw/${commit}/${place}`,
    contents_url: `${world.url}/repos/${owner}/${name}/contents/${place}?ref=${commit}`,
    ...(diff === undefined || diff.patch === '' || diff.patch.length > LONGEST_PATCH ? {} : { patch: diff.patch }),
  };
}

/** @returns undefined for what is no text */
function textOf(git: GitObjects, sha: string | undefined): string | undefined {
  if (sha === undefined) return '';
  const object = git.get(sha);
  if (object?.kind !== 'blob' || object.bytes.includes(0)) return undefined;
  return object.bytes.toString('utf8');
}

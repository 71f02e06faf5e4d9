import { putFiles, type FileEntry } from './git-history.ts';
import type { Repository } from './world.ts';

/** What a repository starts with, on its default branch. */
export function commitFiles(repository: Repository, files: Readonly<Record<string, string>>, nowMs: number): void {
  const entries = Object.entries(files).map(([path, content]): readonly [string, FileEntry] => [
    path,
    { mode: '100644', sha: repository.git.put({ kind: 'blob', bytes: Buffer.from(content, 'utf8') }) },
  ]);
  const tree = putFiles(repository.git, entries);
  const person = {
    name: repository.owner,
    email: `${repository.owner}@users.noreply.example.org`,
    atSeconds: Math.floor(nowMs / 1000),
  };
  const commit = { tree, parents: [], author: person, committer: person, message: 'Initial commit' };
  repository.refs.set(`refs/heads/${repository.defaultBranch}`, repository.git.put({ kind: 'commit', commit }));
}

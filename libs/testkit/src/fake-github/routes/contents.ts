import { gitOf } from '../access.ts';
import { answered, notFound, type Call, type Route } from '../answer.ts';
import { commitOf } from '../git-history.ts';
import type { TreeEntry } from '../git-objects.ts';
import type { Repository } from '../world.ts';
import { commitNamed, textOr } from './commits.ts';
import { objectOf } from './git-trees.ts';

/** A longer file has no content here, only in `git/blobs`. */
const LONGEST_CONTENT = 1024 * 1024;

/** @see https://docs.github.com/en/rest/repos/contents#get-repository-content */
export const contentRoutes: Readonly<Record<string, Route>> = {
  'repos/get-content': (call) => {
    const repository = gitOf(call, 'read');
    const commit = commitNamed(repository, textOr(call.query['ref'], repository.defaultBranch));
    if (commit === undefined) throw notFound();
    const parts = String(call.path['path']).split('/').filter(Boolean);
    let entry: TreeEntry | undefined = {
      mode: '040000',
      name: '',
      sha: commitOf(repository.git, commit).tree,
    };
    for (const part of parts) {
      if (entry?.mode !== '040000') throw notFound();
      entry = objectOf(repository, entry.sha, 'tree').entries.find(({ name }) => name === part);
    }
    if (entry === undefined) throw notFound();
    const path = parts.join('/');
    if (entry.mode !== '040000') return answered(fileJson(call, repository, { path, commit, entry }));
    const folder = objectOf(repository, entry.sha, 'tree').entries;
    return answered(
      folder.map((inner) => {
        const inside = { path: path === '' ? inner.name : `${path}/${inner.name}`, commit, entry: inner };
        return placeJson(call, repository, inside);
      }),
    );
  },
};

interface Place {
  readonly path: string;
  readonly commit: string;
  readonly entry: TreeEntry;
}

function fileJson(call: Call, repository: Repository, place: Place): Record<string, unknown> {
  const { bytes } = objectOf(repository, place.entry.sha, 'blob');
  const short = bytes.byteLength <= LONGEST_CONTENT;
  return {
    ...placeJson(call, repository, place),
    encoding: short ? 'base64' : 'none',
    content: short ? bytes.toString('base64').replaceAll(/.{60}/g, '$&\n') : '',
    ...(place.entry.mode === '120000' ? { target: bytes.toString('utf8') } : {}),
  };
}

function placeJson({ world }: Call, repository: Repository, { path, commit, entry }: Place): Record<string, unknown> {
  const api = `${world.url}/repos/${repository.owner}/${repository.name}`;
  const html = `${world.url}/${repository.owner}/${repository.name}`;
  const place = path.split('/').map(encodeURIComponent).join('/');
  const isFolder = entry.mode === '040000';
  const links = {
    self: `${api}/contents/${place}?ref=${commit}`,
    git: `${api}/git/${isFolder ? 'trees' : 'blobs'}/${entry.sha}`,
    html: `${html}/${isFolder ? 'tree' : 'blob'}/${commit}/${place}`,
  };
  return {
    type: isFolder ? 'dir' : entry.mode === '120000' ? 'symlink' : 'file',
    name: path.split('/').at(-1) ?? '',
    path,
    sha: entry.sha,
    size: isFolder ? 0 : objectOf(repository, entry.sha, 'blob').bytes.byteLength,
    url: links.self,
    git_url: links.git,
    html_url: links.html,
    download_url: isFolder ? null : `${html}/raw/${commit}/${place}`,
    _links: links,
  };
}

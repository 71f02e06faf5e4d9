import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { looseObject } from './git-objects.ts';
import type { Repository } from './world.ts';

const compress = promisify(deflate);

/** A bare repository as git itself would have it, each object a file. @see gitrepository-layout(5) */
export async function exportRepository(repository: Repository, directory: string): Promise<void> {
  const refs = new Map(repository.refs.current);
  for (const { number, head } of repository.pulls.current.values()) refs.set(`refs/pull/${number}/head`, head.sha);
  const config = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n';
  const files: [string, string | Buffer][] = [
    ['HEAD', `ref: refs/heads/${repository.defaultBranch}\n`],
    ['config', config],
    ...[...refs].map(([ref, sha]): [string, string] => [ref, `${sha}\n`]),
  ];
  for (const [sha, object] of repository.git.all())
    files.push([`objects/${sha.slice(0, 2)}/${sha.slice(2)}`, await compress(looseObject(object))]);
  await mkdir(join(directory, 'refs', 'heads'), { recursive: true });
  for (const [name, content] of files) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}

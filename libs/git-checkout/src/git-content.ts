import { createHash } from 'node:crypto';
import { outputOf } from './run-git.ts';

/** The id that Git gives a content. @param like an id of the same repository: some use SHA-256 */
export function contentId(bytes: Uint8Array, like: string | undefined): string {
  const hash = createHash(like?.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Whether a text is what Git has under an id, told without reading it there. */
export function isContent(id: string | undefined, content: string): boolean {
  return id === contentId(Buffer.from(content, 'utf8'), id);
}

/**
 * Files of a commit by their paths below the directory; those that are not there are left out. One process for all of them: its answer is a line
 * for each, `<object> blob <size>`, and then that many bytes.
 */
export function readCommitted(
  root: string,
  { commit, paths }: { readonly commit: string; readonly paths: readonly string[] },
): ReadonlyMap<string, Uint8Array> {
  const wanted = paths.filter((path) => !path.includes('\n'));
  const input = wanted.map((path) => `${commit}:./${path}\n`).join('');
  const output = wanted.length === 0 ? Buffer.alloc(0) : outputOf(root, ['cat-file', '--batch'], input);
  const files = new Map<string, Uint8Array>();
  let offset = 0;
  for (const path of wanted) {
    const end = output.indexOf('\n', offset);
    const [, type, size] = output.toString('utf8', offset, end).split(' ');
    offset = end + 1;
    if (type !== 'blob') continue;
    const length = Number(size);
    files.set(path, output.subarray(offset, offset + length));
    offset += length + 1;
  }
  return files;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root of this checkout. */
export const ROOT: string = join(import.meta.dirname, '../../..');

/** Every line of the `sh` blocks of a Markdown file, in order: what it tells a newcomer to type. */
export function shellCommands(path: string): readonly string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const blocks = [...text.matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(([, , block = '']) => block);
  return blocks
    .flatMap((block) => block.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

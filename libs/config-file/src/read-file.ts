import { readFileSync } from 'node:fs';
import { quoted, readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';

/**
 * The bytes of a file that a person named.
 * @param named as it was named, for messages
 */
export function readFile(
  path: string,
  { named, where, expected, remedy }: Pick<InputProblem, 'where' | 'expected' | 'remedy'> & { readonly named: string },
): Reading<Uint8Array> {
  try {
    return readAs(readFileSync(path));
  } catch (error) {
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
    return refuse({ where, found: `${quoted(named)}, which cannot be read (${code})`, expected, remedy });
  }
}

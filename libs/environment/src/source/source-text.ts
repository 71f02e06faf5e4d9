import type { Problem } from './problem.ts';

/** A file as it was read, before anything is known about it. */
export interface SourceFile {
  /** Relative to the root of the repository, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A cluster's intent fits in a few kilobytes; what is larger is not such a file. */
const MAX_BYTES = 256 * 1024;

/** Control characters but tabs and line feeds, line ends that only some readers know, and marks that nobody sees. */
const INVISIBLE = /[^\P{Cc}\t\n]|[\u2028\u2029\ufeff\ufffe\uffff]/u;

/** The text of a file that is UTF-8 without byte order mark, has lines that end in a line feed, and hides nothing. */
export function sourceText({ path, bytes }: SourceFile): string | Problem {
  const refuse = (before: string, fault: Pick<Problem, 'id' | 'found' | 'expected' | 'remedy'>): Problem => ({
    file: path,
    line: before.split('\n').length,
    column: before.length - before.lastIndexOf('\n'),
    at: '',
    ...fault,
  });
  if (bytes.length > MAX_BYTES) {
    const found = `${bytes.length} bytes`;
    return refuse('', { id: 'file-too-large', found, expected: `at most ${MAX_BYTES} bytes` });
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return refuse('', {
      id: 'encoding',
      found: 'a byte order mark',
      expected: 'UTF-8 without one',
      remedy: 'Save the file as "UTF-8" (not "UTF-8 with BOM").',
    });
  }
  const text = decoded(bytes);
  if (text === undefined) {
    return refuse(decodedStart(bytes), {
      id: 'encoding',
      found: 'bytes that are not UTF-8',
      expected: 'UTF-8 text',
      remedy: 'Save the file as UTF-8.',
    });
  }
  const carriageReturn = text.indexOf('\r');
  if (carriageReturn !== -1) {
    return refuse(text.slice(0, carriageReturn), {
      id: 'line-ends',
      found: 'a carriage return',
      expected: 'lines that end in a line feed alone',
      remedy: 'Set the end of line to LF in your editor, or run `git add --renormalize .`.',
    });
  }
  const invisible = INVISIBLE.exec(text);
  if (invisible !== null) {
    const code = invisible[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return refuse(text.slice(0, invisible.index), {
      id: 'invisible-character',
      found: `the character U+${code}`,
      expected: 'text that can be seen',
      remedy: 'Remove it, or save the file as UTF-8.',
    });
  }
  return text;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What stands before the first byte that is not UTF-8. The longest start that decodes ends just there. */
function decodedStart(bytes: Uint8Array): string {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (startOf(bytes, middle) === undefined) bad = middle;
    else good = middle;
  }
  return startOf(bytes, good) ?? '';
}

/** A character that the cut halves is left out, not an error. */
function startOf(bytes: Uint8Array, length: number): string | undefined {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return decoder.decode(bytes.subarray(0, length), { stream: true });
  } catch {
    return undefined;
  }
}

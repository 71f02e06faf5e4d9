import { RE2JS } from 're2js';

/**
 * Whether Go can compile a text as a regular expression: RE2, so no lookaround, no references back, and no repetition above 1000.
 * Stricter than Go in one thing: a name is given to one group only.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function isGoRegexp(text: string): boolean {
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}

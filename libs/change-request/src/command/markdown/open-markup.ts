/** A complete link or image on one line, whose text and address hold nothing that could be markup. */
const LINK = /!?\[[^[\]`$~<\\]*\]\([^()[\]\s<>"'`\\$~]*\)/g;

/**
 * Whether something begins in a line of a paragraph that may reach into the next: a code span, a link, a formula, text that is struck out.
 * Errs on that side: only code spans and plain links that end where they began are left out.
 */
export function leavesOpen(line: string): boolean {
  const rest = withoutCodeSpans(line);
  return rest === undefined || /[[\]$~]/.test(rest.replace(LINK, ''));
}

/** @returns undefined where backticks remain that have no partner in the line, or are escaped. */
function withoutCodeSpans(line: string): string | undefined {
  if (line.includes('\\`')) return undefined;
  const parts = line.split(/(`+)/);
  const next = partners(parts);
  let rest = '';
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    if (!part.startsWith('`')) {
      rest += part;
      continue;
    }
    const partner = next[index];
    if (partner === undefined) return undefined;
    index = partner;
  }
  return rest;
}

/** For each run of backticks the next run that is as long. */
function partners(parts: readonly string[]): readonly (number | undefined)[] {
  const next: (number | undefined)[] = new Array<number | undefined>(parts.length).fill(undefined);
  const last = new Map<number, number>();
  for (let index = parts.length - 1; index >= 0; index -= 1) {
    const part = parts[index] ?? '';
    if (!part.startsWith('`')) continue;
    next[index] = last.get(part.length);
    last.set(part.length, index);
  }
  return next;
}

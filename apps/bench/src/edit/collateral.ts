import { editYaml, type Edit } from '@postgres-ha/yaml-edit';
import { HOSTILE_DOCUMENTS } from '@postgres-ha/yaml-edit/hostile';

/** What a way of editing does to hostile documents that can be edited. */
export interface Collateral {
  /** How many documents were edited, of `of`. */
  readonly edited: number;
  readonly of: number;
  /** In how many of them lines changed that the edit is not about, and how many bytes those lines have. */
  readonly spoilt: number;
  readonly bytes: number;
}

export function collateralOf(edit: (text: string, edits: readonly Edit[]) => string): Collateral {
  const documents = HOSTILE_DOCUMENTS.flatMap(({ text, edits, outcome }) =>
    'text' in outcome ? [{ text, edits, exact: outcome.text }] : [],
  );
  const bytes = documents.flatMap(({ text, edits, exact }) => {
    const result = attempt(() => edit(text, edits));
    return result === undefined ? [] : [lostBytes({ text, exact, result })];
  });
  return {
    edited: bytes.length,
    of: documents.length,
    spoilt: bytes.filter((count) => count > 0).length,
    bytes: bytes.reduce((sum, count) => sum + count, 0),
  };
}

export function editedBySplices(text: string, edits: readonly Edit[]): string {
  const result = editYaml(text, edits);
  if (result.kind !== 'edited') throw new Error(`${result.kind}, expected an edit`);
  return result.text;
}

function attempt(edit: () => string): string | undefined {
  try {
    return edit();
  } catch {
    return undefined;
  }
}

/** Lines that an exact edit keeps and this one does not, in bytes. */
function lostBytes({ text, exact, result }: Readonly<Record<'text' | 'exact' | 'result', string>>): number {
  const kept = inOrderIn(linesOf(exact), linesOf(text));
  const found = inOrderIn(linesOf(result), kept);
  return Buffer.byteLength(kept.join('')) - Buffer.byteLength(found.join(''));
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Those of the lines that a text has, in its order. */
function inOrderIn(text: readonly string[], lines: readonly string[]): readonly string[] {
  let at = 0;
  return lines.filter((line) => {
    const found = text.indexOf(line, at);
    if (found !== -1) at = found + 1;
    return found !== -1;
  });
}

import { codeBlock, cut, html, type Chapter, type Room } from '@postgres-ha/markup';
import type { PlannedFile } from '../plan/change-plan.ts';
import { fileHunks, hunkText, type FileHunks } from './file-hunks.ts';
import { counted, inOrder } from './words.ts';

export interface FileListOptions {
  /** Markdown. */
  readonly heading: string;
  /** Where all of it can be seen, in words: `the files of this pull request`. */
  readonly elsewhere: string;
}

/** Files with what changes in them, folded up: people's first, then what was rendered. Cut between files and between hunks. */
export function fileList(files: readonly PlannedFile[], { heading, elsewhere }: FileListOptions): Chapter {
  const sorted = files.toSorted(
    (one, other) =>
      Number(one.role === 'rendered') - Number(other.role === 'rendered') || inOrder(one.path, other.path),
  );
  return ({ most, measure }) => {
    if (sorted.length === 0) return '';
    const parts = [heading];
    let left = most - measure(heading) - NOTE_ROOM - measure(elsewhere);
    for (const file of sorted) {
      const text = left < LEAST ? undefined : fileText(file, elsewhere, { most: left - 2, measure });
      if (text === undefined) break;
      parts.push(text);
      left -= measure(text) + 2;
    }
    const hidden = sorted.length - (parts.length - 1);
    if (hidden > 0) parts.push(`… and ${hidden} more of ${sorted.length} files: see ${elsewhere}.`);
    return parts.join('\n\n');
  };
}

const NOTE_ROOM = 80;

/** The least in which a file's change is worth beginning. */
const LEAST = 400;

/** Undefined: there is no room for it. */
function fileText(file: PlannedFile, elsewhere: string, { most, measure }: Room): string | undefined {
  const change = fileHunks(file);
  const header = headerOf(file);
  const rendered = (hunks: readonly (readonly string[])[]) => {
    const lines = [...header, ...hunks.flat()];
    const block = hunks.length === 0 ? '' : codeBlock(lines, 'diff');
    return folded(file, change, withNote(block, { hidden: change.hunks.length - hunks.length, change, elsewhere }));
  };
  const kept = hunksThatFit(change, { most: most - measure(rendered([])) - measure(header.join('\n')) - 20, measure });
  for (let count = kept.length; count >= 0; count -= 1) {
    const text = rendered(kept.slice(0, count));
    if (measure(text) <= most) return text;
  }
  return undefined;
}

function headerOf({ path, before, after }: PlannedFile): readonly string[] {
  const name = cut(path, 500);
  return [
    before === undefined ? '--- /dev/null' : `--- a/${name}`,
    after === undefined ? '+++ /dev/null' : `+++ b/${name}`,
  ];
}

/** Without what is around them. What is far longer than the room is not even written. */
function hunksThatFit({ hunks }: FileHunks, { most, measure }: Room): readonly (readonly string[])[] {
  const kept: (readonly string[])[] = [];
  let left = most;
  for (const hunk of hunks) {
    if (hunk.lines.length > left) break;
    const lines = hunkText(hunk);
    left -= measure(lines.join('\n')) + 1;
    if (left < 0) break;
    kept.push(lines);
  }
  return kept;
}

interface Hidden {
  readonly hidden: number;
  readonly change: FileHunks;
  readonly elsewhere: string;
}

function withNote(block: string, { hidden, change, elsewhere }: Hidden): string {
  if (hidden === 0) return block === '' ? 'No line changes.' : block;
  const note = `… and ${hidden} more of ${counted(change.hunks.length, 'place')} in this file: see ${elsewhere}.`;
  return block === '' ? note : `${block}\n\n${note}`;
}

function folded({ path, before, after }: PlannedFile, { added, removed }: FileHunks, content: string): string {
  const state = before === undefined ? 'new, ' : after === undefined ? 'removed, ' : '';
  const summary = html`<code>${cut(path, 200)}</code> ${state}+${added} −${removed}`;
  return `<details><summary>${summary.markup}</summary>\n\n${content}\n\n</details>`;
}

import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Edit, JsonValue } from '../edit.ts';
import { editYaml } from '../edit-yaml.ts';
import { randomDocument, type Place, type RandomDocument } from './random-document.ts';
import { afterEdit, INTENTS, randomEdit, type Intent } from './random-edit.ts';
import { chanceFrom, randomMap } from './random-value.ts';

/** A dash with nothing behind it. Where one ends an inner list, js-yaml takes the next item of the outer list for one of the inner. */
const EMPTY_ITEM = /^[ \t]*(?:- +)*-[ \t]*(?:#.*)?\r?$/m;

const UNREADABLE = Symbol('unreadable');

/** Readers that know nothing of this library. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'yaml 1.2': (text) => parse(text) as unknown,
  'yaml 1.1': (text) => parse(text, { version: '1.1' }) as unknown,
  'js-yaml': (text) => load(text.replace(/^\ufeff/, '')),
};

interface Tally {
  edited: number;
  unchanged: number;
  readonly refused: Record<string, number>;
}

/** The share of edits that may be refused; a fresh seed gets room for chance. */
const SEEDS = [
  { name: 'a fixed seed', seed: 20260825, most: { plain: 0.05, odd: 0.05 } },
  { name: 'a fresh seed', seed: Date.now() % 2 ** 32, most: { plain: 0.08, odd: 0.08 } },
];
const REPLACES_BLOCKS: ReadonlySet<Intent> = new Set(['set a scalar in place of a collection', 'set a collection']);
const DRESSES = ['plain', 'odd'] as const;
/** 10,000 in all, in parts that are done in seconds on a busy machine. */
const DOCUMENTS = 1250;

describe.each(SEEDS)('random edits of $name', ({ seed: start, most }) => {
  test.each(DRESSES.flatMap((dress) => [0, DOCUMENTS].map((from) => ({ dress, from }))))(
    `change what they mean to, or are refused: ${DOCUMENTS} $dress documents from $from on`,
    ({ dress, from }) => {
      const seed = start + from;
      const documents = DOCUMENTS;
      const mostRefused = most[dress];
      let total = 0;
      const tallies = Object.fromEntries(
        INTENTS.map((intent) => [intent, { edited: 0, unchanged: 0, refused: {} }]),
      ) as Record<Intent, Tally>;
      for (let index = 0; index < documents; index += 1) {
        const chance = chanceFrom(seed + index);
        const value = randomMap(chance, 3, 3 + chance.upTo(4));
        const document = randomDocument(chance, value, dress);
        if (!isDeepStrictEqual(parse(document.text), value))
          expect(parse(document.text), `seed ${seed + index}`).toEqual(value);
        const intent = INTENTS[index % INTENTS.length] ?? 'delete';
        const edit = randomEdit(chance, document, intent);
        if (edit !== undefined)
          judge(document, edit, { tally: tallies[intent], label: `${dress}, seed ${seed + index}` });
      }
      const told = JSON.stringify(tallies);
      for (const intent of INTENTS) {
        const { edited, unchanged, refused } = tallies[intent];
        const count = Object.values(refused).reduce((sum, each) => sum + each, 0);
        total += count;
        // Only what replaces whole blocks meets comments inside of them.
        if (!REPLACES_BLOCKS.has(intent)) expect(count / (count + edited + unchanged), told).toBeLessThan(0.05);
      }
      expect(total / documents, told).toBeLessThan(mostRefused);
    },
  );
});

function judge(
  document: RandomDocument,
  edit: Edit,
  { tally, label }: { readonly tally: Tally; readonly label: string },
): void {
  const { text } = document;
  const result = editYaml(text, [edit]);
  const message = () => `${label}\n${JSON.stringify(edit)}\n${text}`;
  switch (result.kind) {
    case 'refused': {
      const id = result.problems[0]?.id ?? '';
      tally.refused[id] = (tally.refused[id] ?? 0) + 1;
      return;
    }
    case 'unchanged':
      tally.unchanged += 1;
      expect(afterEdit(parse(text), edit), message()).toEqual(parse(text));
      return;
    case 'edited':
      tally.edited += 1;
  }
  for (const [reader, read] of Object.entries(READERS)) {
    const before = attempt(read, text);
    if (before === UNREADABLE || (reader === 'js-yaml' && EMPTY_ITEM.test(text))) continue;
    const after = attempt(read, result.text);
    if (isDeepStrictEqual(after, afterEdit(before, edit))) continue;
    expect(after, `${reader}: ${message()}\n---- after\n${result.text}`).toStrictEqual(afterEdit(before, edit));
    expect.unreachable(`${reader}: ${message()}\n---- after\n${result.text}`);
  }
  expectOnlyItsLines(document, edit, { after: result.text, message });
}

function attempt(read: (text: string) => unknown, text: string): unknown {
  try {
    return read(text);
  } catch {
    return UNREADABLE;
  }
}

/**
 * The lines that an edit may take away or change, by where the document's maker knows that each entry stands. All others must be there
 * afterwards, in their order, and not more is new than the value needs.
 */
function expectOnlyItsLines(
  { text, places }: RandomDocument,
  edit: Edit,
  { after, message }: { readonly after: string; readonly message: () => string },
): void {
  const foreignEnd = after.replaceAll('\r\n', '').includes(text.includes('\r\n') ? '\n' : '\r');
  const lines = linesOf(text);
  const own = ownLines({ lines, places }, edit);
  const kept = lines.filter((_, line) => !own.has(line));
  const now = linesOf(after);
  let at = 0;
  const lost = kept.filter((line) => {
    const found = now.indexOf(line, at);
    if (found !== -1) at = found + 1;
    return found === -1;
  });
  const most = edit.kind === 'delete' ? own.size : own.size + linesFor(edit.value) + edit.path.length;
  const isExact =
    lost.length === 0 &&
    now.length - kept.length <= most &&
    !foreignEnd &&
    after.startsWith('\ufeff') === text.startsWith('\ufeff') &&
    after.endsWith('\n') === text.endsWith('\n');
  if (!isExact) expect.unreachable(`lost ${JSON.stringify(lost)}\n${message()}\n---- after\n${after}`);
}

function linesOf(text: string): readonly string[] {
  return text.replace(/^\ufeff/, '').split(/\r?\n/);
}

function ownLines(
  { lines, places }: { readonly lines: readonly string[]; readonly places: readonly Place[] },
  edit: Edit,
): ReadonlySet<number> {
  const own = new Set<number>();
  const add = (first: number, last: number) => {
    for (let line = first; line <= last; line += 1) own.add(line);
  };
  const at = (path: readonly unknown[]) => places.find((place) => isDeepStrictEqual(place.path, path));
  const target = at(edit.path);
  if (target !== undefined && edit.kind !== 'append') add(target.firstLine, target.lastLine);
  const collection = edit.kind === 'append' && target !== undefined ? target : nearest(edit.path, at);
  const depth = collection?.path.length ?? 0;
  const members = places.filter(
    ({ path }) => path.length === depth + 1 && isDeepStrictEqual(path.slice(0, -1), collection?.path ?? []),
  );
  const isInLine = members.length === 0 || members.some(({ isInFlow }) => isInFlow);
  if (collection !== undefined && isInLine) add(collection.firstLine, collection.lastLine);
  if (edit.kind !== 'delete' || collection === undefined || target === undefined) return own;
  if (members.length === 1) {
    // What becomes empty says so behind its colon.
    const isBelowKey = lines[collection.firstLine + 1]?.trimStart().startsWith(':') === true;
    add(collection.firstLine, collection.firstLine + (isBelowKey ? 1 : 0));
  }
  // Behind a dash, the next entry moves up.
  const next = members[members.indexOf(target) + 1];
  if (next !== undefined && collection.firstLine === target.firstLine) add(target.firstLine, next.firstLine);
  return own;
}

function nearest<T>(path: readonly unknown[], at: (path: readonly unknown[]) => T | undefined): T | undefined {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const found = at(path.slice(0, length));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A line for each value inside, and for each line of a text. */
function linesFor(value: JsonValue): number {
  if (typeof value === 'string') return 1 + value.split('\n').length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + linesFor(each), 1);
}

import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { codeBlock, codeInCell, inlineCode } from './code.ts';
import { link } from './link.ts';
import { cut, onOneLine, withUnseenShown } from './plain-text.ts';
import { plainTitle, prose } from './prose.ts';
import { tableHead, tableRow } from './table.ts';

const parsed = (markdown: string): Nodes =>
  fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

const MARKS =
  '@ # 1 a team ` `` ``` ~~~ < > ! [ ] ( ) * _ ~ \\ & ; : / // https www . - + | = $ <!-- --> a1b2c3d GH- &#64; mailto: {}';
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.array(fc.constantFrom(...MARKS.split(' '), ' '), { maxLength: 12 }).map((parts) => parts.join('')),
);

const line = text.map(onOneLine).filter((value) => value !== '');

/** What GitHub would refer with. */
const ALIVE = /@[a-z0-9]|#\d|\bGH-\d|:\/\/|www\.|\b[0-9a-f]{7,40}\b/i;

describe('prose', () => {
  test('is one paragraph of text that reads as it was written', () => {
    fc.assert(
      fc.property(line, (value) => {
        const tree = parsed(prose(value));
        expect(tree).toMatchObject({ children: [{ type: 'paragraph', children: [{ type: 'text' }] }] });
        expect(toString(tree).replaceAll('\u200b', '')).toBe(value);
        expect(toString(tree)).not.toMatch(ALIVE);
      }),
      { numRuns: 200 },
    );
  });

  test('stays what it is in front of a full stop and behind other words', () => {
    fc.assert(
      fc.property(line, line, (one, other) => {
        const tree = parsed(`- found ${prose(one)}, expected ${prose(other)}.`);
        const types = tree.type === 'root' ? tree.children.map(({ type }) => type) : [];
        expect(types).toEqual(['list']);
        expect(JSON.stringify(tree)).not.toMatch(/"type":"(?!root|list|listItem|paragraph|text)/);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ['see a.yaml:4:12 at 02:00:05', 'see a.yaml:4:12 at 02:00:05'],
    ['s3://bucket :tada: :100:', 's3:\u200b//bucket :\u200btada: :\u200b100:'],
    ['fixes #12, GH-3, acme/databases#4', 'fixes #\u200b12, GH-\u200b3, acme/databases#\u200b4'],
    [
      '0123456789abcdef0123456789abcdef01234567',
      '012345\u200b6789ab\u200bcdef01\u200b234567\u200b89abcd\u200bef0123\u200b4567',
    ],
    ['ada@example.org www', 'ada@\u200bexample.org www\u200b'],
  ])('a title takes apart what would be read together: %s', (value, expected) => {
    expect(plainTitle(value)).toBe(expected);
  });
});

describe('code', () => {
  test('is code as it was written, whatever it is', () => {
    fc.assert(
      fc.property(line, (value) => {
        expect(parsed(inlineCode(value))).toMatchObject({
          children: [{ type: 'paragraph', children: [{ type: 'inlineCode', value }] }],
        });
      }),
      { numRuns: 150 },
    );
  });

  test('in a cell it stays in the cell, and reads as it was written', () => {
    fc.assert(
      fc.property(line, line, (one, other) => {
        const table = `${tableHead(['A', 'B', 'C'])}\n${tableRow([codeInCell(one), prose(other), codeInCell(other)])}`;
        const [found] = cellsOf(parsed(table));
        expect(found?.map((cell) => cell.replaceAll('\u200b', ''))).toEqual([one, other, other]);
      }),
      { numRuns: 150 },
    );
  });

  test.each(['a|b', 'a\\|b', 'a\\\\|b', 'a\\\\\\|b|', '|', '\\|', '\\', '`|`', '\\`|'])('in a cell: %s', (value) => {
    const table = `${tableHead(['A', 'B'])}\n${tableRow([codeInCell(value), 'x'])}`;
    expect(cellsOf(parsed(table)).map((cells) => cells.map((cell) => cell.replaceAll('\u200b', '')))).toEqual([
      [value, 'x'],
    ]);
  });

  test('in a block is closed by none of its lines', () => {
    const lines = fc.array(
      fc.oneof(
        text.map((value) => value.replaceAll(/\s+/g, ' ')),
        fc.constantFrom('```', '   ````', '~~~', '~~~~~', '````diff', '`````` ', ' ```'),
      ),
      { minLength: 1, maxLength: 10 },
    );
    fc.assert(
      fc.property(lines, (values) => {
        const tree = parsed(`${codeBlock(values, 'diff')}\n\nwords`);
        expect(tree).toMatchObject({
          children: [{ type: 'code', lang: 'diff', value: values.join('\n') }, { type: 'paragraph' }],
        });
      }),
      { numRuns: 150 },
    );
  });
});

/** The texts of the cells below the head of a table. */
function cellsOf(tree: Nodes): readonly (readonly string[])[] {
  const [table] = tree.type === 'root' ? tree.children : [];
  if (table?.type !== 'table') return [];
  return table.children.slice(1).map((row) => row.children.map((cell) => toString(cell)));
}

describe('a text of strangers', () => {
  test('is cut to its room, never within a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 30 }), (value, room) => {
        const short = cut(value, room);
        expect(short.length).toBeLessThanOrEqual(room);
        expect(short.isWellFormed()).toBe(true);
        expect(short).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });

  test('hides nothing where it is shown as it is', () => {
    expect(withUnseenShown('a\tb\nc\u0000\u001b\u007f\u0085\u202e\u200d\ufeff\u2028\ud800')).toBe(
      'a\tb\nc␀␛␡⟨U+0085⟩⟨U+202E⟩⟨U+200D⟩⟨U+FEFF⟩⟨U+2028⟩\ufffd',
    );
  });

  test('is no address unless it is one of the web', () => {
    expect(link('PR', 'https://github.com/a/b/pull/1?x=<b>|')).toBe(
      '[PR](<https://github.com/a/b/pull/1?x=%3Cb%3E%7C>)',
    );
    expect(link('PR', 'javascript:alert(1)')).toBe('PR: `javascript:alert(1)`');
  });
});

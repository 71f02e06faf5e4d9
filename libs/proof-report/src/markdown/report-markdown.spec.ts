import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { exampleHistory } from '../history/example-history.ts';
import { ACKNOWLEDGED, DAMAGED, FULL, LISTED, UNKNOWN, WITHOUT_BACKUP } from '../report/example-reports.ts';
import { hostileText, reportsSaying } from '../report/hostile.ts';
import { visible } from '../report/visible.ts';
import { inline, markdownTable, name } from './markdown-text.ts';
import { reportMarkdown } from './report-markdown.ts';

const NOW = FULL.finishedAt;
const parsed = (text: string): Root =>
  fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

/** Kinds of nodes, nested, without what is in them. Pieces of text that follow one another are one. */
function structure(node: Nodes): unknown {
  if (!('children' in node)) return node.type;
  const children = node.children
    .map(structure)
    .filter((each) => each !== 'text' && each !== 'html' && each !== 'inlineCode');
  return [node.type, ...children];
}

/** Text of a node, with what GitHub makes of the only HTML that there may be. */
function textOf(node: Nodes): string {
  if (node.type === 'html') {
    expect(['<code>', '</code>']).toContain(node.value);
    return '';
  }
  return 'children' in node ? node.children.map(textOf).join('') : toString(node);
}

describe('the report in Markdown', () => {
  test.each([
    { file: 'full', reports: [FULL], history: exampleHistory(9) },
    {
      file: 'several',
      reports: [ACKNOWLEDGED, { ...DAMAGED, serverName: 'orders' }, { ...UNKNOWN, serverName: 'users' }],
      history: [],
    },
    { file: 'listed', reports: [LISTED], history: [] },
    { file: 'without-backup', reports: [WITHOUT_BACKUP], history: [] },
  ])('is what golden/report-$file.md says', ({ file, reports, history }) => {
    const golden = readFileSync(join(import.meta.dirname, `../golden/report-${file}.md`), 'utf8');
    expect(reportMarkdown(reports, { now: NOW, history })).toBe(golden);
  });

  test('begins with the answer', () => {
    const [heading, said] = parsed(reportMarkdown([DAMAGED], { now: NOW, history: [] })).children;
    expect([heading?.type, said && textOf(said)]).toEqual([
      'heading',
      expect.stringMatching(/^DAMAGED: 1 of 3 backups cannot be restored; one stretch of time is lost/),
    ]);
  });

  test('stays within what GitHub takes, however many backups there are', () => {
    const [backup] = DAMAGED.backups.slice(1);
    const backups = Array.from({ length: 1000 }, (_, index) => ({ ...backup, id: `b${index}` })).map((each) => ({
      ...DAMAGED.backups[1],
      ...each,
    })) as typeof DAMAGED.backups;
    expect(reportMarkdown([{ ...DAMAGED, backups }], { now: NOW, history: [] }).length).toBeLessThan(30_000);
  });
});

describe('a hostile name', () => {
  test('comes back as text from a paragraph, a cell and a code span', () => {
    fc.assert(
      fc.property(hostileText.map(visible), (text) => {
        for (const written of [inline(text), name(text)]) {
          const [paragraph, ...others] = parsed(`a ${written}.`).children;
          expect([others, paragraph && textOf(paragraph)]).toEqual([[], `a ${text}.`]);
          const [table, ...more] = parsed(markdownTable(['x', 'y'], [[written, 'z']]).join('\n')).children;
          expect(more).toEqual([]);
          if (table?.type !== 'table') throw new Error('no table');
          expect(table.children[1]?.children.map(textOf)).toEqual([text, 'z']);
        }
      }),
    );
  });

  test('changes nothing of what is around it, and there is no link and no HTML', () => {
    const plain = structure(parsed(reportMarkdown(reportsSaying('name'), { now: NOW, history: [] })));
    fc.assert(
      fc.property(hostileText, (text) => {
        const root = parsed(reportMarkdown(reportsSaying(text), { now: NOW, history: [] }));
        expect(structure(root)).toEqual(plain);
        expect(textOf(root)).toContain(visible(text));
      }),
      { numRuns: 60 },
    );
  });

  test('names nobody and is no link', () => {
    const text = reportMarkdown(reportsSaying('@all see https://x.y and www.x.yz, a@b.cd'), { now: NOW, history: [] });
    const kinds = JSON.stringify(structure(parsed(text)));
    expect(kinds).not.toMatch(/"link|image|footnote|definition/);
    // what a code span holds is no mention
    expect(text.replace(/`[^`\n]*`/g, '').replace(/<code>.*?<\/code>/g, '')).not.toContain('@');
  });
});

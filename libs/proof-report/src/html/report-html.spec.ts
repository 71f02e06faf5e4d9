import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exampleHistory } from '../history/example-history.ts';
import * as examples from '../report/example-reports.ts';
import { hostileText, reportsSaying } from '../report/hostile.ts';
import { visible } from '../report/visible.ts';
import { contrast } from './contrast.ts';
import { attributeOf, elementsOf, parsedPage, skeletonOf, textOf } from './parsed-page.ts';
import { reportHtml } from './report-html.ts';
import { DARK, LIGHT, TEXT_ON } from './theme.ts';

const { ACKNOWLEDGED, DAMAGED, FULL } = examples;
const NOW = FULL.finishedAt;
const page = (...reports: Parameters<typeof reportHtml>[0]): string => reportHtml(reports, { now: NOW, history: [] });

describe('the page', () => {
  test('says first that nothing is known where a later look failed, and of when the rest is', () => {
    const failed = 'The last look failed: <b>access denied</b>';
    const shown = reportHtml([FULL], { now: NOW, history: [], failed, notes: ['What is said is of the look before.'] });
    const text = textOf(parsedPage(shown));
    expect(text).toContain(failed);
    expect(text.indexOf(failed)).toBeLessThan(text.indexOf('What is said is of the look before.'));
    expect(shown).toMatch(/<title>\s*unknown:/);
  });

  test('is what golden/report-several.html says', () => {
    const golden = readFileSync(join(import.meta.dirname, '../golden/report-several.html'), 'utf8');
    expect(page({ ...FULL, serverName: 'orders' }, ACKNOWLEDGED)).toBe(golden);
  });

  describe.each(Object.entries(examples).map(([name, report]) => ({ name, report })))('of $name', ({ report }) => {
    const root = parsedPage(reportHtml([report], { now: NOW, history: exampleHistory(5) }));
    const elements = elementsOf(root);

    test('asks for nothing, runs nothing, and forbids both', () => {
      for (const { tagName, attrs } of elements) {
        expect(['script', 'link', 'img', 'image', 'iframe', 'object', 'embed', 'form', 'base', 'use']).not.toContain(
          tagName,
        );
        for (const { name, value } of attrs) {
          expect(name).not.toMatch(/^on|^(?:src|srcset|action|formaction|data|background|poster|ping)$/);
          if (name === 'href') expect(value).toMatch(/^#/);
          expect(value).not.toMatch(/url\((?!#)|javascript:/i);
        }
      }
      const [policy] = elements.filter((each) => attributeOf(each, 'http-equiv') === 'Content-Security-Policy');
      expect(policy && attributeOf(policy, 'content')).toBe("default-src 'none'; style-src 'unsafe-inline'");
      expect(
        elements
          .filter(({ tagName }) => tagName === 'style')
          .map(({ childNodes }) => childNodes.map((each) => ('value' in each ? each.value : '')).join(''))
          .join(''),
      ).not.toMatch(/@import|url\(/);
    });

    test('has landmarks, one heading of each part below the one above, and names for what is drawn and scrolls', () => {
      const tags = elements.map(({ tagName }) => tagName);
      for (const landmark of ['header', 'main', 'footer', 'h1'])
        expect(tags.filter((tag) => tag === landmark)).toHaveLength(1);
      const levels = tags.filter((tag) => /^h[1-6]$/.test(tag)).map((tag) => Number(tag.slice(1)));
      levels.forEach((level, index) => {
        expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
      });
      const ids = elements.flatMap((each) => attributeOf(each, 'id') ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      for (const each of elements) {
        const named = attributeOf(each, 'aria-labelledby')?.split(' ') ?? [];
        for (const id of named) expect(ids).toContain(id);
        if (attributeOf(each, 'role') === 'img' || attributeOf(each, 'role') === 'region') {
          expect(named.length > 0 || (attributeOf(each, 'aria-label') ?? '') !== '').toBe(true);
        }
        if (each.tagName === 'th') expect(['row', 'col']).toContain(attributeOf(each, 'scope'));
      }
    });

    test('says in its tables and lists every backup and every finding that the picture stands for', () => {
      const text = textOf(root);
      for (const { id } of report.backups) expect(text).toContain(id);
      for (const { id, found } of report.findings)
        expect([text.includes(id), text.includes(found)]).toEqual([true, true]);
    });
  });

  test('of several archives links to each', () => {
    const elements = elementsOf(parsedPage(page({ ...FULL, serverName: 'orders' }, DAMAGED)));
    const links = elements.flatMap((each) => (each.tagName === 'a' ? (attributeOf(each, 'href') ?? []) : []));
    expect(links).toEqual(['#archives', '#archive-1', '#archive-2']);
    for (const link of links) expect(elements.some((each) => `#${attributeOf(each, 'id') ?? ''}` === link)).toBe(true);
  });

  test('of no archive says that nothing is known', () => {
    expect(textOf(parsedPage(page()))).toContain('nothing is known');
  });

  test('does not show more rows than one can read, and loses none of the bad ones', () => {
    const backups = Array.from({ length: 1000 }, (_, index) => ({
      ...(index === 3 ? DAMAGED.backups[1] : DAMAGED.backups[2]),
      id: `backup-${index}`,
    })) as typeof DAMAGED.backups;
    const root = parsedPage(page({ ...DAMAGED, backups }));
    const [table] = elementsOf(root).filter(({ tagName }) => tagName === 'tbody');
    expect(table && textOf(table)).toContain('backup-3');
    expect(table && elementsOf(table).filter(({ tagName }) => tagName === 'tr').length).toBe(31);
  });
});

test('a hostile name is text, and the page around it is as it is with any other name', () => {
  const plain = skeletonOf(parsedPage(page(...reportsSaying('name'))));
  fc.assert(
    fc.property(hostileText, (text) => {
      const root = parsedPage(page(...reportsSaying(text)));
      expect(skeletonOf(root)).toEqual(plain);
      const shown = visible(text);
      const cells = elementsOf(root).filter(
        ({ tagName }) => tagName === 'code' || tagName === 'th' || tagName === 'h2',
      );
      expect(cells.filter((each) => textOf(each).trim() === shown.trim()).length).toBeGreaterThan(5);
    }),
    { numRuns: 40 },
  );
});

test.each([
  { name: 'light', theme: LIGHT },
  { name: 'dark', theme: DARK },
])('every text of the $name colours can be read on its ground', ({ theme }) => {
  for (const [text, ground] of TEXT_ON) {
    expect([text, ground, contrast(theme[text], theme[ground]) >= 4.5]).toEqual([text, ground, true]);
  }
  // what is drawn has to be told from what is behind it
  for (const drawn of ['proven', 'unprovenStroke', 'lostStroke'] as const) {
    expect([drawn, contrast(theme[drawn], theme.surface) >= 3]).toEqual([drawn, true]);
  }
});

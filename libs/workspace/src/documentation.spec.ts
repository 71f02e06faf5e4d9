import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ROOT } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';

const PAGES = globSync(['*.md', '.github/**/*.md', 'docs/**/*.md', '{apps,libs,manifests,environments}/**/*.md'], {
  cwd: ROOT,
  exclude: (path) => path.includes('node_modules'),
});

/** Without what stands in code, where brackets are no links. */
function prose(page: string): string {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return text.replace(/^( *)```[\s\S]*?^ *```$/gm, '');
}

/** As GitHub makes them of headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/\]\([^)]*\)/g, '')
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  // a heading that is there twice gets a number
  return new Set(
    headings.map((heading, index) => {
      const before = headings.slice(0, index).filter((each) => each === heading).length;
      return before === 0 ? heading : `${heading}-${before}`;
    }),
  );
}

function broken(page: string): readonly string[] {
  const links = [
    ...prose(page)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^()\s]+)\)/g),
  ].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor);
  });
}

test('there are pages to look at', () => {
  expect(PAGES.length).toBeGreaterThan(50);
});

test('every link of a page to another one, or to a file, leads there', () => {
  expect(PAGES.flatMap((page) => broken(page).map((link) => `${page}: ${link}`))).toEqual([]);
});

test('every file that requirements, architecture, decisions and the guide to contributing name in code is there', () => {
  const named = PAGES.filter((page) =>
    /^(?:docs\/(?:requirements|architecture|split-brain|decisions\/.*)|\.github\/CONTRIBUTING)\.md$/.test(page),
  ).flatMap((page) =>
    [...prose(page).matchAll(/`((?:apps|libs|docs|manifests|environments|\.github)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    ),
  );
  expect(named.length).toBeGreaterThan(80);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('the table of layers has every project, in its layer', () => {
  const rows = [...prose('docs/architecture.md').matchAll(/^\| `(\w+)` +\| ((?:`[\w-]+`(?:, )?)+) +\|/gm)];
  const shown = rows.flatMap(([, layer, projects = '']) =>
    [...projects.matchAll(/[\w-]+/g)].map(([project]) => `${project} ${layer ?? ''}`),
  );
  const there = globSync('{apps,libs}/*/package.json', { cwd: ROOT }).map((path) => {
    const { nx } = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as { nx: { tags: readonly string[] } };
    return `${dirname(path).split('/')[1] ?? ''} ${nx.tags.find((tag) => tag.startsWith('layer:'))?.slice(6) ?? ''}`;
  });
  expect(shown.toSorted()).toEqual(there.toSorted());
});

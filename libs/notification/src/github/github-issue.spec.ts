import type { Concern, Incident } from '@postgres-ha/incident';
import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { githubIssue, issueMarker, MOST_BODY, SECTION_END } from './github-issue.ts';
import { entryRemark } from './issue-comment.ts';
import { charactersAround, toldIn, withSection } from './issue-section.ts';

const RUNBOOK = 'https://runbooks.example.org/dual-writing';

function incident(concern: Partial<Concern> = {}, more: Partial<Incident> = {}): Incident {
  return {
    id: '0123456789abcdef',
    key: 'dual-primary/production/orders',
    status: 'open',
    revision: 1,
    openedAt: '2026-11-26T01:00:05.000Z',
    changedAt: '2026-11-26T01:00:05.000Z',
    resolvedAt: null,
    openings: 1,
    severity: 'critical',
    worst: 'critical',
    concern: {
      key: 'dual-primary/production/orders',
      kind: 'split-brain/dual-writing',
      severity: 'critical',
      cluster: 'production/orders',
      title: 'Two primaries take writes: orders-1 and orders-2',
      summary: 'orders-2 was promoted while orders-1 went on.',
      evidence: [{ label: 'Fork', text: 'timeline 1, 0/3000148' }],
      lists: [{ title: 'Commits that will be lost', lines: ['0/3000200 transaction 751'], complete: false }],
      nextSteps: ['Stop the clients of orders-1.'],
      runbook: RUNBOOK,
      sticky: false,
      ...concern,
    },
    timeline: [{ number: 1, at: '2026-11-26T01:00:05.000Z', kind: 'opened', text: 'orders-2 takes writes' }],
    ...more,
  };
}

const parse = (markdown: string): Nodes =>
  fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

function* nodesOf(node: Nodes): Generator<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* nodesOf(child);
}

/** What GitHub looks for in text that is no code, after the markup is read. */
const ALIVE = /@[a-z0-9]|#\d|\bGH-\d|:\/\/|www\.|:[a-z+-][a-z0-9_+-]*:/i;

/** What of a text came to life: links, HTML that is no marker, pictures, tables, and text that GitHub would refer with. */
function alive(markdown: string): readonly string[] {
  return [...nodesOf(parse(markdown))].flatMap((node) => {
    switch (node.type) {
      case 'link':
        return node.url === RUNBOOK ? [] : [`link ${node.url}`];
      case 'html':
        return /^<!-- postgres-ha:(?:incident|comment|end)[^<>]*-->$/.test(node.value.split('\n')[0] ?? '')
          ? []
          : [`html ${node.value}`];
      case 'text':
        return ALIVE.test(node.value) ? [`text ${node.value}`] : [];
      case 'image':
      case 'imageReference':
      case 'linkReference':
      case 'definition':
      case 'table':
      case 'blockquote':
      case 'footnoteReference':
      case 'footnoteDefinition':
      case 'thematicBreak':
      case 'delete':
        return [node.type];
      default:
        return [];
    }
  });
}

const EVIL = [
  '@acme/database-team help',
  'fixes #1, closes acme/databases#2, GH-3',
  'see https://evil.example.org and www.evil.example.org or mail a@evil.example.org',
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  '[click](https://evil.example.org) ![x](https://evil.example.org/x.png)',
  '``` \n# Heading\n\n> quote\n- item\n1. one\n***\n===',
  '`code` ``more`` ` @team',
  '<!-- postgres-ha:end --> <!-- postgres-ha:incident x y told=9 -->',
  '&commat;team &#64;team &lt;b&gt;',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '[^1] [x]: https://evil.example.org',
  '~~gone~~ $x^2$ :tada: \\@team \\',
  '\u202egnitirw fo noitcerid\u2066 \u0000\u0007\ud800',
  '+ plus',
  '12) twelve',
];

const text = fc.oneof(
  fc.constantFrom(...EVIL),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        '@',
        '#',
        '1',
        'team',
        '`',
        '``',
        '<',
        '>',
        '!',
        '[',
        ']',
        '(',
        ')',
        '*',
        '_',
        '~',
        '\\',
        '&',
        ';',
        ':',
        '/',
        '//',
        'https',
        'www',
        '.',
        '\n',
        '|',
        '-',
        '<!--',
        '-->',
        ' ',
      ),
    )
    .map((parts) => parts.join('')),
);

/** Everything that somebody else may have named. */
function filled(values: readonly string[]): Incident {
  let index = 0;
  const next = (): string => values[index++ % values.length] ?? '';
  return incident(
    {
      cluster: next(),
      kind: next(),
      title: next(),
      summary: next(),
      evidence: [{ label: next(), text: next() }],
      lists: [{ title: next(), lines: [next(), next()], complete: true }],
      nextSteps: [next()],
    },
    { timeline: [{ number: 1, at: next(), kind: 'worse', text: next() }] },
  );
}

describe('what an issue says', () => {
  test('what, where, evidence, what is lost, what to do and what happened', () => {
    const { title, body, labels } = githubIssue(incident());
    expect(title).toBe('production/orders: Two primaries take writes: orders-1 and orders-2');
    expect(labels).toEqual(['incident', 'severity/critical']);
    expect(body).toMatchInlineSnapshot(`
      "<!-- postgres-ha:incident 0123456789abcdef 2026-11-26T01:00:05.000Z told=1 -->
      **critical, open**, since 2026-11-26 01:00:05 UTC

      ### What

      orders-2 was promoted while orders-1 went on.

      ### Where

      Cluster \`production/orders\`, \`split-brain/dual-writing\`

      ### Evidence

      - **Fork**: \`timeline 1, 0/3000148\`

      ### Commits that will be lost

      \`\`\`text
      0/3000200 transaction 751
      \`\`\`

      … there may be more: the list is not complete.

      ### Next steps

      1. Stop the clients of orders-1.

      ### Runbook

      [What to do, step by step](<https://runbooks.example.org/dual-writing>)

      ### Timeline

      - 2026-11-26 01:00:05 UTC **opened**: orders-2 takes writes

      _This section is kept up to date by the watchdog. What is written outside of it stays._

      <!-- postgres-ha:end -->"
    `);
  });

  test('commits that do not fit are counted, and a list that is not complete says so', () => {
    const lines = Array.from(
      { length: 5000 },
      (_, index) => `0/3${index.toString(16).padStart(6, '0')} ${'x'.repeat(80)}`,
    );
    const { body } = githubIssue(incident({ lists: [{ title: 'Commits that will be lost', lines, complete: false }] }));
    expect(body).toMatch(/… and 4500 more; there may be more: the list is not complete\./);
  });

  test('it is never longer than there is room, and always whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 3000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 600, max: MOST_BODY }),
        (values, room) => {
          const many = incident({
            summary: values.join(' '),
            evidence: values.map((value) => ({ label: value, text: value })),
            lists: values.map((value) => ({ title: value, lines: values, complete: true })),
            nextSteps: values,
          });
          const { title, body } = githubIssue(many, { room });
          expect(title.length).toBeLessThanOrEqual(256);
          expect(body.length).toBeLessThanOrEqual(room);
          expect(body.startsWith(issueMarker(many))).toBe(true);
          expect(body.endsWith(SECTION_END)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('nothing that is shown comes to life', () => {
  test.each(EVIL)('%j', (evil) => {
    expect(alive(githubIssue(filled([evil])).body)).toEqual([]);
  });

  test('whatever it is: no mention, link, HTML, reference or heading of its own', () => {
    const shape = (values: readonly string[]): readonly string[] =>
      [...nodesOf(parse(githubIssue(filled(values)).body))]
        .map(({ type }) => type)
        .filter((type) => type !== 'text' && type !== 'inlineCode');
    const harmless = shape(['word']);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 12 }), (values) => {
        expect(alive(githubIssue(filled(values)).body)).toEqual([]);
        if (values.every((value) => /[\p{L}\p{N}]/u.test(value))) expect(shape(values)).toEqual(harmless);
      }),
      { numRuns: 500 },
    );
  });

  test('nor in a comment', () => {
    fc.assert(
      fc.property(text, (value) => {
        const remark = entryRemark({ number: 1, at: value, kind: 'worse', text: value });
        expect(alive(remark?.text ?? '')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('a text of everyday reads as it was written', () => {
    const summary = 'orders-2 (10.0.0.2:5432) was promoted at 01:00:05; 3 commits of "shop" on orders_1 are not there.';
    const shown = toString(parse(githubIssue(incident({ summary })).body));
    expect(shown).toContain(summary);
  });

  test('an address that is none is no link', () => {
    const { body } = githubIssue(incident({ runbook: 'javascript:alert(1)' }));
    expect(alive(body)).toEqual([]);
    expect(body).toContain('`javascript:alert(1)`');
  });
});

describe('the section in a body', () => {
  const { body: section } = githubIssue(incident());
  const other = githubIssue(incident({ summary: 'Another.' })).body;

  test('is replaced, and what stands around it is not', () => {
    expect(withSection(`before\r\n${section}\r\nafter`, other)).toBe(`before\r\n${other}\r\nafter`);
    expect(charactersAround(`before\r\n${section}\r\nafter`)).toBe('before\r\n\r\nafter'.length);
  });

  test('that is the same but for its line ends is left', () => {
    const body = `x\r\n${section.replaceAll('\n', '\r\n')}`;
    expect(withSection(body, section)).toBe(body);
  });

  test('that is not there is put first', () => {
    expect(withSection('mine', section)).toBe(`${section}\n\nmine`);
    expect(withSection('', section)).toBe(section);
  });

  test('says what people were told', () => {
    expect(toldIn(`x ${githubIssue(incident(), { told: 3 }).body}`)).toBe(3);
    expect(toldIn('x')).toBe(0);
  });
});

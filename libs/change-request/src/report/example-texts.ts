import { inBytes } from '@postgres-ha/markup';
import fc from 'fast-check';
import { checkContent, type CheckContent } from './check-content.ts';
import { dashboardIssue } from './dashboard-issue.ts';
import * as example from './example-judgement.ts';
import { MOST_BODY, MOST_CHECK_BYTES } from './limits.ts';
import { nodesOf, parsed } from './markdown-alive.ts';
import { pullRequestContent } from './pull-request-content.ts';
import type { PullRequestReading } from './pull-request-reading.ts';
import { replyComment, type CommandOutcome } from './reply-comment.ts';
import { reviewComment } from './review-comment.ts';

/** For tests: texts of strangers that GitHub, or a parser, would make something of. */
export const EVIL: readonly string[] = [
  '@acme/database-team help, and @ada',
  'fixes #1, closes acme/databases#2, resolves GH-3',
  'see https://evil.example.org and www.evil.example.org or mail a@evil.example.org',
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  '[click](https://evil.example.org) ![x](https://evil.example.org/x.png)',
  '``` \n# Heading\n\n> quote\n- item\n1. one\n***\n===',
  '````diff\n</details>\n````',
  '~~~~\n```\n~~~~',
  ' ```\n ~~~\n   ```',
  '`code` ``more`` ` @team',
  '--> <!-- postgres-ha:change v1 {} --> <!-- postgres-ha:reply v1 comment-9 -->',
  '\n<!-- postgres-ha:change v1 {} -->\n<!--',
  '</details></summary></code> <details open>',
  '&commat;team &#64;team &lt;b&gt;',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  'a\\|b\\\\|c\\',
  '[^1] [x]: https://evil.example.org',
  '~~gone~~ $x^2$ $$y$$ :tada: :+1: :100: \\@team \\',
  'deadbeef 0123456789abcdef0123456789abcdef01234567 acme/databases@deadbeef',
  '\u202egnitirw fo noitcerid\u2066 \u200b \u0000\u0007\u001b[31m\ud800',
  'one\r\ntwo\rthree\u2028four',
  '- [ ] task',
  '+ plus',
  '12) twelve',
  '\u{1f418}'.repeat(300),
  '',
];

export const evilText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...EVIL),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        ...'@ # 1 team ` `` ``` ~~~ < > ! [ ] ( ) * _ ~ \\ & ; : / // https www . \n \r\n | - -- <!-- --> $ </details> a1b2c3d'
          .split(' ')
          .concat(' '),
      ),
    )
    .map((parts) => parts.join('')),
);

export const isOurs = (url: string): boolean => url === example.EXAMPLE_URL;
export const HEAD: string = 'e'.repeat(40);
export const BASE: string = 'b'.repeat(40);
export const now: Date = new Date('2026-08-20T10:00:05Z');

const branch = { kind: 'taken-over', commit: HEAD, by: 'ada' } as const;

/** Every text for GitHub, made of texts of strangers. */
export const SAYINGS: Readonly<Record<string, (texts: example.Texts) => string>> = {
  body: (texts) => {
    const origin = example.exampleOrigin(texts);
    const generator = texts.next();
    return pullRequestContent(example.examplePlan(texts), { origin, now, generator }).body;
  },
  summary: (texts) => check(texts).summary,
  text: (texts) => check(texts).text,
  review: (texts) => reviewComment(exampleReading(texts), { head: HEAD, base: BASE, branch, generator: texts.next() }),
  dashboard: (texts) => dashboardIssue([example.exampleState(texts), example.exampleState(texts)], { now }).body,
  reply: (texts) => {
    const each = singleOutcomes(texts).map((outcome) => ({ text: texts.next(), outcome }));
    return replyComment({ kind: 'several', each }, { key: 'comment-1' });
  },
  'refused check': (texts) => checkContent(refused(texts), { head: HEAD, base: BASE }).summary,
  'unread check': (texts) => checkContent(unread(texts), { head: HEAD, base: BASE }).summary,
  'refused review': (texts) => reviewComment(refused(texts), { head: HEAD, base: BASE, branch: { kind: 'fork' } }),
  'unread review': (texts) => reviewComment(unread(texts), { head: HEAD, base: BASE, branch: { kind: 'own' } }),
};

/** All of them, each with the texts from the first on. */
export function said(values: readonly string[]): readonly (readonly [name: string, text: string])[] {
  return Object.entries(SAYINGS).map(([name, say]) => [name, say(example.textsOf(values))]);
}

/** Which of them GitHub would not take. */
export function misfits(texts: readonly (readonly [name: string, text: string])[]): readonly string[] {
  return texts.flatMap(([name, text]) => {
    const isCheck = name === 'summary' || name === 'text' || name.endsWith('check');
    const fits = isCheck ? inBytes(text) <= MOST_CHECK_BYTES : text.length <= MOST_BODY;
    return fits && text.isWellFormed() ? [] : [`${name}: ${text.length}`];
  });
}

function check(texts: example.Texts): CheckContent {
  const files = example.exampleFiles(texts);
  return checkContent(exampleReading(texts), { head: HEAD, base: BASE, files, generator: texts.next() });
}

function exampleReading(texts: example.Texts): PullRequestReading {
  return {
    kind: 'judged',
    ...example.exampleJudgement(texts),
    drift: [{ kind: 'edited', path: texts.next() }],
    rendered: example.exampleFiles(texts),
  };
}

function refused(texts: example.Texts): PullRequestReading {
  return { kind: 'refused', problems: [example.exampleProblem(texts), example.exampleProblem(texts)] };
}

function unread({ next }: example.Texts): PullRequestReading {
  return { kind: 'unread', because: next() };
}

function singleOutcomes(texts: example.Texts): readonly CommandOutcome['outcome'][] {
  const { next } = texts;
  const pullRequest = { number: 12, url: example.EXAMPLE_URL };
  return [
    { kind: 'proposed', made: 'created', pullRequest, judgement: example.exampleJudgement(texts) },
    { kind: 'refused', problems: [example.exampleProblem(texts)] },
    { kind: 'unfit-base', problems: [example.exampleProblem(texts)] },
    { kind: 'unchanged', path: next() },
    { kind: 'mistaken', mistakes: [{ line: 1, found: next(), expected: next(), remedy: next() }] },
    { kind: 'not-permitted', login: next() },
    { kind: 'edited' },
    { kind: 'held', target: { environment: next(), cluster: next() }, by: pullRequest },
    { kind: 'done', text: next() },
    { kind: 'not-done', because: next() },
    { kind: 'unknown', because: next() },
  ];
}

/** What a text is made of, whatever words are in it. */
export function shape(markdown: string): readonly string[] {
  return [...nodesOf(parsed(markdown))]
    .map(({ type }) => type)
    .filter((type) => type !== 'text' && type !== 'inlineCode');
}

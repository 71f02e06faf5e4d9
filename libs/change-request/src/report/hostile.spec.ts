import fc from 'fast-check';
import { toString } from 'mdast-util-to-string';
import { describe, expect, test } from 'vitest';
import { dashboardIssue } from './dashboard-issue.ts';
import * as example from './example-judgement.ts';
import { BASE, EVIL, evilText, HEAD, isOurs, misfits, now, said, SAYINGS } from './example-texts.ts';
import { MOST_BODY, MOST_SUBJECT, MOST_TITLE } from './limits.ts';
import { alive, parsed } from './markdown-alive.ts';
import { readMarker } from './marker.ts';
import { pullRequestContent } from './pull-request-content.ts';

const saying = (name: string, values: readonly string[]): string => SAYINGS[name]?.(example.textsOf(values)) ?? '';

describe('nothing of a stranger comes to life', () => {
  test.each(EVIL)('%j', (evil) => {
    const texts = said([evil]);
    expect(misfits(texts)).toEqual([]);
    const whole = texts.filter(([name]) => ['body', 'reply'].includes(name));
    for (const [name, text] of whole) expect([name, alive(text, isOurs)]).toEqual([name, []]);
  });

  test('titles and messages of commits mention nobody, refer to nothing and keep their length', () => {
    fc.assert(
      fc.property(fc.array(evilText, { minLength: 1, maxLength: 6 }), (values) => {
        const texts = example.textsOf(values);
        const origin = example.exampleOrigin(texts);
        const { title, commitMessage } = pullRequestContent(example.examplePlan(texts), { origin, now });
        const [subject = '', blank, ...body] = commitMessage.split('\n');
        expect(title.length).toBeLessThanOrEqual(MOST_TITLE);
        expect(subject.length).toBeLessThanOrEqual(MOST_SUBJECT);
        expect(blank).toBe('');
        const isOur = (line: string) => line === example.EXAMPLE_URL || line.startsWith('Postgres-Ha-');
        for (const line of [title, subject, ...body.filter((each) => !isOur(each))]) {
          expect(line).not.toMatch(/@[a-z0-9]|#\d|\bGH-\d|:\/\/|www\.|\b[0-9a-f]{7,40}\b|[\n\r]/i);
        }
        expect(body.slice(-4)).toEqual([
          `Postgres-Ha-Plan: ${'f'.repeat(64)}`,
          'Postgres-Ha-Request: comment-1',
          'Postgres-Ha-Expires: 2026-08-20T10:15:05.000Z',
          '',
        ]);
      }),
      { numRuns: 100 },
    );
  });

  test('the marker is found once, and is the one that was written', () => {
    fc.assert(
      fc.property(fc.array(evilText, { minLength: 1, maxLength: 6 }), (values) => {
        expect(readMarker(saying('body', values))).toMatchObject({
          kind: 'change',
          target: 'production/orders',
          plan: 'f'.repeat(64),
          origin: { key: 'comment-1' },
        });
        expect(readMarker(saying('review', values))).toEqual({ kind: 'review', head: HEAD, base: BASE });
        expect(readMarker(saying('dashboard', values))).toEqual({ kind: 'dashboard' });
        expect(readMarker(saying('reply', values))).toEqual({ kind: 'reply', key: 'comment-1' });
      }),
      { numRuns: 50 },
    );
  });
});

const KINDS: Readonly<Record<string, (length: number) => string>> = {
  words: (length) => 'word '.repeat(length / 5),
  'characters of four bytes': (length) => '\u{1f418}'.repeat(length / 2),
  backticks: (length) => '`'.repeat(length),
  fences: (length) => '```\n'.repeat(length / 4),
  markup: (length) => '</details><b>\n'.repeat(length / 14),
  mentions: (length) => '@ada #1 '.repeat(length / 8),
  'escaped bars': (length) => '\\|'.repeat(length / 2),
  colons: (length) => ':a'.repeat(length / 2),
};

/** The lines of the verdict, whatever else there is. */
const FIRST = ['Verdict', 'Changes', 'Restarts', 'Primary', 'Writes', 'Rules', 'Override', 'Facts', 'Asked for'];

describe('whatever its size', () => {
  test.each(Object.keys(KINDS))('%s: the first ten lines hold the verdict, all fits, and is the same again', (kind) => {
    for (const length of [0, 5_000, 70_000]) {
      const values = [KINDS[kind]?.(length) ?? ''];
      const texts = said(values);
      expect(misfits(texts)).toEqual([]);
      const lines = saying('body', values).split('\n').slice(1, 11);
      expect(lines.map((line) => /^- \*\*(.+?)\*\*/.exec(line)?.[1]).filter((name) => name !== undefined)).toEqual(
        FIRST,
      );
      expect(saying('body', values)).toBe(texts.find(([name]) => name === 'body')?.[1]);
    }
  });

  test.each(['fences', 'markup'])('%s do not end what they are in where it is cut', (kind) => {
    expect(alive(saying('body', [KINDS[kind]?.(70_000) ?? '']), isOurs)).toEqual([]);
  });

  test('5 MB takes no more than in proportion to 0.5 MB', () => {
    const makers = ['fences', 'mentions'].map((kind) => KINDS[kind] ?? String);
    const seconds = (length: number): number => {
      // the ninth text is a file's
      const made = makers.map((make) => Array<string>(40).fill('word').with(8, make(length)).with(39, make(length)));
      const began = performance.now();
      for (const values of made) {
        for (const name of ['body', 'dashboard']) expect(misfits([[name, saying(name, values)]])).toEqual([]);
      }
      return (performance.now() - began) / 1000;
    };
    seconds(10_000);
    // ten times as much, and as much again for what else there is to do; a machine that is busy with others gets more than one try
    const factors = Array.from({ length: 4 }, () => () => seconds(5_000_000) / seconds(500_000));
    expect(factors.some((factor) => factor() < 20)).toBe(true);
  });

  test('a thousand clusters, each with something to say, are on one dashboard', () => {
    const states = Array.from({ length: 1000 }, (_, index) => ({
      ...example.exampleState(example.textsOf([`text-${index}`])),
      environment: `environment-${index % 7}`,
      cluster: `cluster-${String(index).padStart(4, '0')}`,
    }));
    const { body } = dashboardIssue(states, { now });
    expect(body.length).toBeLessThanOrEqual(MOST_BODY);
    expect(alive(body, isOurs)).toEqual([]);
    const shown = toString(parsed(body));
    expect(states.filter(({ cluster }) => !shown.includes(cluster))).toEqual([]);
    expect(dashboardIssue(states.toReversed(), { now }).body).toBe(body);
  });

  test('a change of a thousand clusters says how many rows and files are not shown', () => {
    const changes = Array.from({ length: 1000 }, (_, index) =>
      example.exampleChange(example.textsOf([`value-${index}`])),
    );
    const plan = example.examplePlan(example.textsOf(['word']));
    const files = Array.from({ length: 1000 }, (_, index) => ({
      path: `environments/production/c${index}/cluster.yaml`,
      role: 'intent' as const,
      before: 'a: 1\n',
      after: 'a: 2\n',
    }));
    const origin = example.exampleOrigin(example.textsOf(['ada']));
    const judgement = { ...plan.judgement, changes };
    const { body } = pullRequestContent({ ...plan, files, judgement }, { origin, now });
    expect(body.length).toBeLessThanOrEqual(MOST_BODY);
    expect(body).toMatch(/… and \d+ more of \d+ rows: see the files of the pull request\./);
    expect(body).toMatch(/… and \d+ more of 1000 files: see the files of this pull request\./);
    expect(body).toContain('### How to take it back');
    expect(alive(body, isOurs)).toEqual([]);
  });
});

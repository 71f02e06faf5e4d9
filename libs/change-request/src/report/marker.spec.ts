import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVIL } from './example-texts.ts';
import { alive, parsed } from './markdown-alive.ts';
import { readMarker, writeMarker, type Marker } from './marker.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const CHANGE: Marker = {
  kind: 'change',
  target: 'production/orders',
  command: '/scale production/orders instances=5',
  origin: {
    kind: 'comment',
    key: 'comment-1',
    by: 'ada',
    url: 'https://github.com/a/b/issues/1',
    at: '2026-08-20T10:00:00.000Z',
  },
  plan: 'f'.repeat(64),
  base: SHA,
};

const line = fc
  .oneof(
    fc.constantFrom(...EVIL, '-->', '--', '--->', '-', '<!--'),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
  )
  .map((text) => text.toWellFormed().replaceAll(/\p{Cc}/gu, ' '))
  .filter((text) => text !== '' && text.length <= 90);

describe('a marker', () => {
  test('is read as it was written, and nothing of it ends the comment that it is in', () => {
    fc.assert(
      fc.property(line, line, line, (target, command, by) => {
        const marker: Marker = { ...CHANGE, target, command, origin: { ...CHANGE.origin, by } };
        const text = writeMarker(marker);
        expect(text).toMatch(/^<!-- [ -~]* -->$/);
        expect(text.slice(4, -3)).not.toMatch(/--|[<>]/);
        expect(readMarker(text)).toEqual(marker);
        expect(readMarker(`${text}\r\nwords\r\n`)).toEqual(marker);
      }),
      { numRuns: 300 },
    );
  });

  test('is one node of HTML that is not seen', () => {
    for (const evil of EVIL) {
      const text = writeMarker({ kind: 'reply', key: evil });
      expect(parsed(`${text}\nwords`)).toMatchObject({
        children: [{ type: 'html', value: text }, { type: 'paragraph' }],
      });
      expect(alive(text, () => false)).toEqual([]);
    }
  });

  test('of a reply is the key of the request', () => {
    expect(writeMarker({ kind: 'reply', key: 'comment-123' })).toBe('<!-- postgres-ha:reply v1 comment-123 -->');
    expect(readMarker(writeMarker({ kind: 'reply', key: 'comment-123.2' }))).toEqual({
      kind: 'reply',
      key: 'comment-123.2',
    });
  });

  test('leaves out what could not be read back, rather than not being read at all', () => {
    const long = 'x'.repeat(100_000);
    const text = writeMarker({ ...CHANGE, command: long, origin: { ...CHANGE.origin, by: `a\nb`, url: long } });
    expect(readMarker(text)).toEqual({
      ...CHANGE,
      command: undefined,
      origin: { kind: 'comment', key: 'comment-1', at: CHANGE.origin.at },
    });
  });
});

describe('nothing is taken for a marker', () => {
  const json = JSON.stringify({ head: SHA, base: SHA });
  test.each([
    ['', 'nothing'],
    ['words', 'words'],
    [` <!-- postgres-ha:review v1 ${json} -->`, 'one that does not begin its line'],
    [`<!-- postgres-ha:review v2 ${json} -->`, 'one of another version'],
    [`<!-- postgres-ha:other v1 ${json} -->`, 'one of another kind'],
    [`<!-- postgres-ha:review v1 ${json} -->\n<!-- postgres-ha:dashboard v1 {} -->`, 'two'],
    ['<!-- postgres-ha:review v1 {"head":1,"base":2} -->', 'another shape'],
    [`<!-- postgres-ha:review v1 {"head":"${SHA}","base":"${SHA}","more":1} -->`, 'more than there is'],
    [`<!-- postgres-ha:review v1 {"__proto__":{},"head":"${SHA}","base":"${SHA}"} -->`, 'a prototype'],
    [`<!-- postgres-ha:review v1 {"head":"main","base":"${SHA}"} -->`, 'a commit that is none'],
    ['<!-- postgres-ha:review v1 [] -->', 'a list'],
    ['<!-- postgres-ha:review v1 null -->', 'null'],
    ['<!-- postgres-ha:review v1 {-->', 'no JSON'],
    ['<!-- postgres-ha:reply v1 %E0%A4%A -->', 'a key that cannot be decoded'],
    [`<!-- postgres-ha:reply v1 ${'x'.repeat(301)} -->`, 'a key that is too long'],
    [`<!-- postgres-ha:dashboard v1 ${' '.repeat(40_000)}{} -->`, 'one that is too long'],
    [`${' \n'.repeat(200_000)}<!-- postgres-ha:dashboard v1 {} -->`, 'one in a text longer than any of GitHub'],
  ])('%#: %s', (text) => {
    expect(readMarker(text)).toBeUndefined();
  });

  test('and any text is read without an error', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('change', 'review', 'reply', 'dashboard'),
        (text, kind) => {
          readMarker(`<!-- postgres-ha:${kind} v1 ${text} -->`);
          readMarker(text);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canaryTime, judgeAnswer, type Answer } from './judge-answer.ts';

const TIMESTAMPTZ = 1184;
const TEXT = 25;
const asOf = { at: new Date('2026-11-25T12:00:00Z'), what: 'listing' } as const;
const one = (value: string | null, typeOid = TEXT): Answer => ({ rows: [[value]], columns: [{ typeOid }] });
const time = (value: string): Answer => one(value, TIMESTAMPTZ);

describe('an answer', () => {
  test.each([
    { name: 'the value', answer: one('42'), expect: { kind: 'equals', value: '42' }, is: 'holds' },
    { name: 'another value', answer: one('43'), expect: { kind: 'equals', value: '42' }, is: 'another value' },
    { name: 'null', answer: one(null), expect: { kind: 'equals', value: '42' }, is: 'no value' },
    {
      name: 'no row',
      answer: { rows: [], columns: [{ typeOid: TEXT }] },
      expect: { kind: 'equals', value: '' },
      is: 'no row',
    },
    { name: 'as much', answer: one('5'), expect: { kind: 'at-least', value: 5 }, is: 'holds' },
    { name: 'less', answer: one('4.9'), expect: { kind: 'at-least', value: 5 }, is: 'less' },
    { name: 'more', answer: one('-1e3'), expect: { kind: 'at-most', value: -2000 }, is: 'more' },
    { name: 'not a number', answer: one('NaN'), expect: { kind: 'at-least', value: 5 }, is: 'no number' },
    { name: 'infinity', answer: one('Infinity'), expect: { kind: 'at-least', value: 5 }, is: 'no number' },
    { name: 'an empty text', answer: one(''), expect: { kind: 'at-most', value: 5 }, is: 'no number' },
    { name: 'null for a number', answer: one(null), expect: { kind: 'at-most', value: 5 }, is: 'no value' },
    { name: 'no row at all', answer: { rows: [], columns: [] }, expect: { kind: 'no-rows' }, is: 'holds' },
    { name: 'a row', answer: one('1'), expect: { kind: 'no-rows' }, is: 'rows' },
    {
      name: 'two rows',
      answer: { rows: [['1'], ['1']], columns: [{ typeOid: TEXT }] },
      expect: { kind: 'equals', value: '1' },
      is: 'more than one row',
    },
    {
      name: 'two columns',
      answer: { rows: [['1', '1']], columns: [{ typeOid: TEXT }, { typeOid: TEXT }] },
      expect: { kind: 'equals', value: '1' },
      is: 'more than one column',
    },
    { name: 'no column', answer: { rows: [[]], columns: [] }, expect: { kind: 'equals', value: '' }, is: 'no column' },
    {
      name: 'fresh',
      answer: time('2026-11-25 11:59:50.5+00'),
      expect: { kind: 'not-older-than', seconds: 10 },
      is: 'holds',
    },
    {
      name: 'old',
      answer: time('2026-11-25 11:59:49+00'),
      expect: { kind: 'not-older-than', seconds: 10 },
      is: 'older',
    },
    {
      name: 'of another zone',
      answer: time('2026-11-25 17:29:55+05:30'),
      expect: { kind: 'not-older-than', seconds: 10 },
      is: 'holds',
    },
    {
      name: 'without a zone',
      answer: one('2026-11-25 12:00:00', 1114),
      expect: { kind: 'not-older-than', seconds: 10 },
      is: 'no time with a zone',
    },
    {
      name: 'a text like a time',
      answer: one('2026-11-25 12:00:00+00'),
      expect: { kind: 'not-older-than', seconds: 10 },
      is: 'no time with a zone',
    },
    {
      name: 'for ever',
      answer: time('infinity'),
      expect: { kind: 'not-older-than', seconds: 10 },
      is: 'no time with a zone',
    },
    {
      name: 'of tomorrow',
      answer: time('2026-11-26 12:00:00+00'),
      expect: { kind: 'not-older-than', seconds: 10 },
      is: 'a time to come',
    },
    {
      name: 'of a far year',
      answer: time('12026-11-25 12:00:00+00'),
      expect: { kind: 'not-older-than', seconds: 10 },
      is: 'a time to come',
    },
  ] as const)('that is $name is said to be: $is', ({ answer, expect: expected, is }) => {
    const judged = judgeAnswer(answer, expected, asOf);
    expect(judged.kind === 'holds' ? 'holds' : judged.why).toBe(is);
  });

  test('of a canary is a time, and nothing else is', () => {
    expect(canaryTime(time('2026-11-25 10:00:00.123456+00'), asOf)).toEqual({
      kind: 'seen',
      writtenAt: new Date('2026-11-25T10:00:00.123Z'),
    });
    for (const answer of [one(null), one('now'), time('4714-11-24 00:00:00+00 BC'), { rows: [], columns: [] }]) {
      expect(canaryTime(answer, asOf).kind).not.toBe('seen');
    }
  });

  test('is never repeated', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom('equals', 'at-least', 'not-older-than', 'no-rows'), (secret, kind) => {
        const expected =
          kind === 'equals'
            ? { kind, value: '1' }
            : kind === 'no-rows'
              ? { kind }
              : kind === 'at-least'
                ? { kind, value: 1 }
                : { kind, seconds: 1 };
        expect(JSON.stringify([judgeAnswer(one(secret), expected, asOf), canaryTime(one(secret), asOf)])).not.toContain(
          secret,
        );
      }),
    );
  });
});

import { expect, test } from 'vitest';
import { changedValueTexts, valueText } from './change-words.ts';

test('a value is on one line, and cut between characters', () => {
  expect(valueText('archive:\n  destination: s3://a\n')).toBe('archive: destination: s3://a');
  expect(valueText(`${'a'.repeat(56)}😀${'b'.repeat(9)}`)).toBe(`${'a'.repeat(56)}…`);
  expect(valueText({ size: '1Gi' })).toBe('{"size":"1Gi"}');
});

test('two values that only differ far behind are shown from shortly before that', () => {
  const policy = (retention: string): string =>
    `archive:\n  destination: s3://link-app-backups-production/\n  retention: ${retention}\n  level: L5\n`;
  expect(changedValueTexts(policy('30d'), policy('14d'))).toEqual([
    '…on/ retention: 30d level: L5',
    '…on/ retention: 14d level: L5',
  ]);
  expect(changedValueTexts('30d', '14d')).toEqual(['30d', '14d']);
  expect(changedValueTexts(undefined, policy('1d'))).toEqual(['nothing', valueText(policy('1d'))]);
  const padded = 'a'.repeat(70);
  expect(changedValueTexts(padded, `${padded}b`)).toEqual([`…${'a'.repeat(15)}`, `…${'a'.repeat(15)}b`]);
});

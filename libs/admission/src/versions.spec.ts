import { expect, test } from 'vitest';
import { admit } from './admit.ts';
import { RULES } from './catalogue.ts';
import { PLAIN_OBJECTS } from './plain-objects.ts';
import { CNPG_1_30, isKnownOperator, isWithin, rulesOf } from './versions.ts';

test.each([
  ['1.30.0', true],
  ['1.30.9', true],
  ['1.30', true],
  ['1.29.9', false],
  ['1.31.0', false],
  ['2.0.0', false],
])('1.30 is what %s is: %s', (version, within) => {
  expect(isWithin(version, CNPG_1_30)).toBe(within);
});

test('a range that is none is an error, not an empty range', () => {
  expect(() => isWithin('1.30.0', '1.30.x')).toThrow(TypeError);
});

test('an operator judges by the rules of its version alone', () => {
  const rules = [
    { id: 'always', versions: '>=1.0.0' },
    { id: 'until', versions: '>=1.0.0 <1.30.2' },
    { id: 'since', versions: '>=1.30.2' },
  ];
  expect(rulesOf(rules, '1.30.1').map(({ id }) => id)).toEqual(['always', 'until']);
  expect(rulesOf(rules, '1.30.2').map(({ id }) => id)).toEqual(['always', 'since']);
});

test('an operator that nobody read is not guessed at', () => {
  expect(isKnownOperator('1.31.0')).toBe(false);
  expect(() => admit({ object: { ...PLAIN_OBJECTS.Cluster }, operator: '1.31.0' })).toThrow(/1\.31\.0/);
});

test('every rule says of which versions it is', () => {
  for (const { versions } of RULES) expect(isWithin('1.30.0', versions)).toBe(true);
});

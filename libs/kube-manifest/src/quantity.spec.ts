import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMillicores, quantityBytes } from './quantity.ts';

describe('a quantity is its bytes', () => {
  test.each([
    { text: '100', bytes: 100 },
    { text: '1k', bytes: 1000 },
    { text: '1Ki', bytes: 1024 },
    { text: '512Mi', bytes: 536_870_912 },
    { text: '1.5G', bytes: 1_500_000_000 },
    { text: '1.5Gi', bytes: 1_610_612_736 },
    { text: '2Ti', bytes: 2_199_023_255_552 },
    { text: '7Ei', bytes: 7 * 2 ** 60 },
  ])('$text', ({ text, bytes }) => {
    expect(quantityBytes(text)).toBe(bytes);
  });
});

describe('what storage and memory cannot be is no quantity', () => {
  test.each([
    { name: 'nothing', text: '' },
    { name: 'zero', text: '0Gi' },
    { name: 'a negative one', text: '-1Gi' },
    { name: 'a sign', text: '+1Gi' },
    { name: 'a unit of PostgreSQL', text: '10GB' },
    { name: 'a unit in lower case', text: '10gi' },
    { name: 'a kilo in capitals', text: '10K' },
    { name: 'thousandths', text: '100m' },
    { name: 'an exponent', text: '1e3' },
    { name: 'a blank before the unit', text: '1 Gi' },
    { name: 'no digit before the point', text: '.5Gi' },
    { name: 'no digit behind the point', text: '1.Gi' },
    { name: 'more than Kubernetes counts', text: '8Ei' },
    { name: 'more than a number holds', text: `${'9'.repeat(400)}Gi` },
    { name: 'the name of something that objects have', text: 'constructor' },
  ])('$name', ({ text }) => {
    expect(quantityBytes(text)).toBeUndefined();
  });
});

test('a unit of Kubernetes is 1024 or 1000 times the one below it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (amount) => {
      const of = (units: readonly string[]) => units.map((unit) => quantityBytes(`${amount}${unit}`));
      expect(of(['Ki', 'Mi', 'Gi', 'Ti', 'Pi'])).toEqual([1, 2, 3, 4, 5].map((power) => amount * 1024 ** power));
      expect(of(['', 'k', 'M', 'G', 'T', 'P'])).toEqual([0, 1, 2, 3, 4, 5].map((power) => amount * 1000 ** power));
    }),
  );
});

describe('an amount of CPU is its millicores', () => {
  test.each([
    { text: '1', millicores: 1000 },
    { text: '250m', millicores: 250 },
    { text: '0.5', millicores: 500 },
    { text: '1.125', millicores: 1125 },
    { text: '0.001', millicores: 1 },
    { text: '64', millicores: 64_000 },
  ])('$text', ({ text, millicores }) => {
    expect(cpuMillicores(text)).toBe(millicores);
  });
  test.each([
    { name: 'nothing', text: '' },
    { name: 'zero', text: '0' },
    { name: 'no millicore', text: '0m' },
    { name: 'less than a millicore', text: '0.0001' },
    { name: 'a fraction of a millicore', text: '0.5m' },
    { name: 'a negative one', text: '-1' },
    { name: 'a word', text: 'two' },
    { name: 'an exponent', text: '1e1' },
  ])('$name is none', ({ text }) => {
    expect(cpuMillicores(text)).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { postgresSizeBytes } from './postgres-size.ts';

describe('a PostgreSQL size is its bytes', () => {
  test.each([
    { text: '512B', bytes: 512 },
    { text: '64kB', bytes: 65_536 },
    { text: '512MB', bytes: 536_870_912 },
    { text: '1 GB', bytes: 1_073_741_824 },
    { text: '2TB', bytes: 2_199_023_255_552 },
    { text: '0MB', bytes: 0 },
  ])('$text', ({ text, bytes }) => {
    expect(postgresSizeBytes(text)).toBe(bytes);
  });
});

describe('what PostgreSQL and CloudNativePG would read differently, or not at all, is no size', () => {
  test.each([
    { name: 'nothing', text: '' },
    { name: 'no unit', text: '512' },
    { name: 'a unit of Kubernetes', text: '512Mi' },
    { name: 'kilobytes in capitals', text: '64KB' },
    { name: 'megabytes in lower case', text: '512mb' },
    { name: 'a fraction', text: '1.5GB' },
    { name: 'a negative size', text: '-1GB' },
    { name: 'a tab before the unit', text: '1\tGB' },
    { name: 'a blank behind it', text: '1GB ' },
    { name: 'a blank before it', text: ' 1GB' },
    { name: 'hexadecimal digits', text: '0x10MB' },
    { name: 'a unit alone', text: 'MB' },
    { name: 'the name of something that objects have', text: 'constructor' },
  ])('$name', ({ text }) => {
    expect(postgresSizeBytes(text)).toBeUndefined();
  });
});

test('larger units are 1024 times larger', () => {
  fc.assert(
    fc.property(fc.nat({ max: 1_000_000 }), (amount) => {
      const inUnits = ['B', 'kB', 'MB', 'GB', 'TB'].map((unit) => postgresSizeBytes(`${amount}${unit}`));
      expect(inUnits).toEqual([0, 1, 2, 3, 4].map((power) => amount * 1024 ** power));
    }),
  );
});

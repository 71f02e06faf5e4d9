import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timelineId } from './identifiers.ts';
import { lsn } from './lsn.ts';
import { formatSegmentName, parseSegmentName, segmentContaining, segmentEnd, segmentStart } from './segment.ts';
import { parseWalFileName } from './wal-file-name.ts';

const MIB = 2 ** 20;
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].map((mib) => mib * MIB);

test.each([
  { name: '000000010000000000000001', mib: 16, timeline: 1, number: 1 },
  { name: '0000000100000000000000FF', mib: 16, timeline: 1, number: 255 },
  { name: '000000010000000100000000', mib: 16, timeline: 1, number: 256 },
  { name: '800000000000000100000FFF', mib: 1, timeline: 0x8000_0000, number: 2 * 4096 - 1 },
  { name: 'FFFFFFFFFFFFFFFF00000003', mib: 1024, timeline: 0xffff_ffff, number: 2 ** 34 - 1 },
])('$name of $mib MiB is number $number of timeline $timeline', ({ name, mib, timeline, number }) => {
  expect(parseSegmentName(name, mib * MIB)).toEqual({ timeline, number });
  expect(formatSegmentName({ timeline: timelineId(timeline), number }, mib * MIB)).toBe(name);
});

test.each([
  { name: '000000010000000000000100', why: 'only 256 of 16 MiB come before the upper half changes' },
  { name: '000000000000000000000001', why: 'there is no timeline 0' },
  { name: '00000001000000000000000a', why: 'the digits are small' },
  { name: '00000001000000000000001', why: 'a digit is missing' },
  { name: '000000010000000000000001 ', why: 'something stands behind it' },
])('$name is no segment: $why', ({ name }) => {
  expect(parseSegmentName(name, 16 * MIB)).toBeUndefined();
});

test.each([0, 1, MIB / 2, 3 * MIB, 2048 * MIB, 16 * MIB + 1])('%d bytes is no size of a segment', (size) => {
  expect(() => parseSegmentName('000000010000000000000001', size)).toThrow(RangeError);
  expect(() => segmentContaining(lsn(0n), timelineId(1), size)).toThrow(RangeError);
});

test('the segment of a position holds it, and its name is read as it was written', () => {
  const positions = fc.bigInt(0n, 2n ** 64n - 1n);
  const timelines = fc.integer({ min: 1, max: 0xffff_ffff });
  fc.assert(
    fc.property(positions, timelines, fc.constantFrom(...SIZES), (value, number, size) => {
      const segment = segmentContaining(lsn(value), timelineId(number), size);
      expect(parseSegmentName(formatSegmentName(segment, size), size)).toEqual(segment);
      expect(segmentStart(segment, size) <= value).toBe(true);
      expect(value < segmentStart(segment, size) + BigInt(size)).toBe(true);
    }),
  );
});

test('a segment ends where the next one begins', () => {
  const segment = { timeline: timelineId(3), number: 7 };
  expect(segmentEnd(segment, MIB)).toBe(segmentStart({ ...segment, number: 8 }, MIB));
});

describe('names of files', () => {
  const segment = { timeline: 1, number: 10 };

  test.each([
    { name: '00000001000000000000000A', means: { kind: 'segment', segment } },
    { name: '00000001000000000000000A.partial', means: { kind: 'partial', segment } },
    { name: '00000001000000000000000A.00000028.backup', means: { kind: 'backup-label', segment, offset: 0x28 } },
    { name: '80000001.history', means: { kind: 'history', timeline: 0x8000_0001 } },
  ])('$name means $means.kind', ({ name, means }) => {
    expect(parseWalFileName(name, 16 * MIB)).toEqual(means);
  });

  test.each([
    '00000001000000000000000A.gz',
    '00000001000000000000000A.backup',
    '00000001000000000000000A.01000000.backup',
    '000000010000000000000A00',
    '00000000.history',
    '00000001.HISTORY',
    'archive_status',
    '',
  ])('%j means nothing', (name) => {
    expect(parseWalFileName(name, 16 * MIB)).toBeUndefined();
  });
});

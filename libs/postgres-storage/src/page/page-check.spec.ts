import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixture, fixtureIndex } from '../../fixtures/fixture.ts';
import { lsn } from '../lsn.ts';
import { createPageCheck } from './page-check.ts';
import { pageChecksum } from './page-checksum.ts';
import { createPageMixer, createPlainPageMixer } from './page-mixer.ts';

const PAGE = 8192;
const FIRST_BLOCK = 0;
const offline = { blockSizeBytes: PAGE, dataChecksums: true };

describe.each(fixtureIndex().clusters)('pages of PostgreSQL $major', ({ major }) => {
  const pages = fixture(`${major}/pages`);
  const count = pages.byteLength / PAGE;
  const { check } = createPageCheck(offline);

  test('are good', () => {
    expect(check(pages, FIRST_BLOCK)).toEqual({ pages: count, newPages: 0, repairedByReplay: 0, findings: [] });
  });

  test('have the checksum that is computed', () => {
    for (let block = 0; block < count; block += 1) {
      const page = pages.subarray(block * PAGE, (block + 1) * PAGE);
      expect(pageChecksum(page, block)).toBe(new DataView(page.buffer, page.byteOffset).getUint16(8, true));
    }
  });

  test('in another place of the relation are found', () => {
    expect(check(pages, 1).findings.map(({ problem }) => problem)).toEqual(Array(count).fill('checksum'));
  });

  test('with any one bit flipped are found', () => {
    fc.assert(
      fc.property(fc.nat(pages.byteLength - 1), fc.nat(7), (at, bit) => {
        const { findings } = check(withFlip(pages, at, bit), FIRST_BLOCK);
        expect(findings).toMatchObject([{ block: Math.floor(at / PAGE) }]);
      }),
    );
  });

  test('with a new LSN are left to replay, and with one beyond the backup are found', () => {
    const backup = { ...offline, backupStart: lsn(1n), backupEnd: lsn(2n ** 40n) };
    const torn = Uint8Array.from(pages).fill(0xaa, 4096, PAGE);
    expect(createPageCheck(backup).check(torn, FIRST_BLOCK)).toMatchObject({ repairedByReplay: count, findings: [] });
    const { findings } = createPageCheck({ ...backup, backupEnd: lsn(1n) }).check(pages, FIRST_BLOCK);
    expect(findings.map(({ problem }) => problem)).toEqual(Array(count).fill('lsn-beyond-backup'));
  });

  test('whose header is zeroed are found, whatever their LSN', () => {
    const zeroed = Uint8Array.from(pages).fill(0, 0, 24);
    expect(check(zeroed, FIRST_BLOCK).findings).toEqual([{ block: 0, problem: 'zeroed-header', lsn: 0n }]);
  });

  test('without checksums are judged by their headers', () => {
    const plain = createPageCheck({ ...offline, dataChecksums: false });
    expect(plain.check(withFlip(pages, 5000, 1), FIRST_BLOCK).findings).toEqual([]);
    for (const { at, bit } of [
      { at: 11, bit: 3 },
      { at: 13, bit: 7 },
      { at: 15, bit: 6 },
      { at: 16, bit: 0 },
      { at: 17, bit: 6 },
      { at: 18, bit: 1 },
    ]) {
      expect(plain.check(withFlip(pages, at, bit), FIRST_BLOCK).findings, `byte ${at}`).toMatchObject([
        { block: 0, problem: 'header' },
      ]);
    }
  });
});

test('a page of nothing but zeroes is new', () => {
  const { check } = createPageCheck(offline);
  expect(check(new Uint8Array(3 * PAGE), 7)).toEqual({ pages: 3, newPages: 3, repairedByReplay: 0, findings: [] });
});

test('half a page is an error of the caller', () => {
  const { check } = createPageCheck(offline);
  expect(() => check(new Uint8Array(PAGE + 512), 0)).toThrow(RangeError);
});

test('blocks are numbered over all files of a relation', () => {
  const page = new Uint8Array(PAGE).fill(1);
  const { check } = createPageCheck(offline);
  const first = 3 * 131_072 + 5;
  const [finding] = check(page, first).findings;
  expect(finding).toMatchObject({ block: first, problem: 'checksum', computed: pageChecksum(page, first) });
});

test.each([1024, 2048, 4096, 8192, 16_384, 32_768])(
  'pages of %d bytes mix to the same in the fast and the plain way',
  (size) => {
    const options = { blockSizeBytes: size, pages: 3 };
    const fast = createPageMixer(options);
    const plain = createPlainPageMixer(options);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1009, maxLength: 1009 }), (some) => {
        for (const { pages, mix } of [fast, plain]) {
          for (let at = 0; at < pages.byteLength; at += some.byteLength) {
            pages.set(some.subarray(0, pages.byteLength - at), at);
          }
          mix(3);
        }
        expect([...fast.mixed]).toEqual([...plain.mixed]);
        expect(Buffer.compare(fast.pages, plain.pages)).toBe(0);
      }),
      { numRuns: 20 },
    );
  },
);

test('so many pages at once that they are done in several pieces are all counted', () => {
  const { check } = createPageCheck(offline);
  const pages = new Uint8Array(100 * PAGE);
  pages[99 * PAGE + 8000] = 1;
  expect(check(pages, 0)).toMatchObject({
    pages: 100,
    newPages: 99,
    findings: [{ block: 99, problem: 'zeroed-header' }],
  });
});

function withFlip(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
  return flipped;
}

import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutHalf, flipBit, flipBitOfPage, leaveOut } from './spoil.ts';
import { tarMembers } from './tar-members.ts';

/** A ustar header and its content, padded. */
function member(path: string, content: Uint8Array, type = '0'): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0, 'latin1');
  header.write(content.length.toString(8).padStart(11, '0'), 124, 'latin1');
  header.write(type, 156, 'latin1');
  header.write('ustar\u000000', 257, 'latin1');
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

const PAGES = Buffer.alloc(3 * 8192, 0x5a);
const tar = Buffer.concat([
  member('PG_VERSION', Buffer.from('17\n')),
  member('PaxHeader', Buffer.from('20 mtime=1.5\n'), 'x'),
  member('base/5/16424', PAGES),
  member('backup_label', Buffer.from('START WAL LOCATION')),
  Buffer.alloc(1024),
]);

function differingBits(one: Uint8Array, other: Uint8Array): number {
  let bits = 0;
  for (const [at, byte] of one.entries()) bits += (byte ^ (other[at] ?? 0)).toString(2).replaceAll('0', '').length;
  return bits;
}

function contentOf({ content }: { readonly content: Uint8Array | undefined }): Uint8Array {
  return content ?? new Uint8Array();
}

test('the members of a tar are found, each with the extended header that belongs to it', () => {
  expect(tarMembers(tar).map(({ path, start, end }) => [path, start, end])).toEqual([
    ['PG_VERSION', 0, 1024],
    ['base/5/16424', 1024, 2560 + PAGES.length],
    ['backup_label', 2560 + PAGES.length, 3584 + PAGES.length],
  ]);
});

test('whatever chance says, one bit is flipped, and the original stays as it is', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 4, maxLength: 200 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (bytes, chance) => {
        const before = Uint8Array.from(bytes);
        const { content } = flipBit(bytes, () => chance);
        expect(differingBits(before, content ?? new Uint8Array())).toBe(1);
        expect(bytes).toEqual(before);
      },
    ),
  );
});

test('whatever chance says, the bit of a page lies behind its header, and the archive is sound', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 0.9999, noNaN: true }), { minLength: 3, maxLength: 3 }),
      (chances) => {
        const left = [...chances];
        const spoiled = contentOf(flipBitOfPage(gzipSync(tar), 'base/5/16424', () => left.shift() ?? 0));
        const after = gunzipSync(spoiled);
        expect(differingBits(tar, after)).toBe(1);
        const at = after.findIndex((byte, index) => byte !== tar[index]) - 2560;
        expect(at).toBeLessThan(PAGES.length);
        expect(at % 8192).toBeGreaterThanOrEqual(24);
      },
    ),
  );
});

test('a file that is left out is gone with its extended header, and nothing else is', () => {
  const after = gunzipSync(contentOf(leaveOut(gzipSync(tar), 'base/5/16424')));
  expect(tarMembers(after).map(({ path }) => path)).toEqual(['PG_VERSION', 'backup_label']);
  expect(after.length).toBe(tar.length - PAGES.length - 1536);
});

test('a file that is not there is not taken for one that is', () => {
  expect(() => leaveOut(gzipSync(tar), 'base/5/1')).toThrow('found no member base/5/1');
});

test('half of an object is left when it is cut off', () => {
  expect(contentOf(cutHalf(Buffer.alloc(101))).length).toBe(50);
});

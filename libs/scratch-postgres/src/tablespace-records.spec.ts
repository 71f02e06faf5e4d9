import { crc32c } from '@postgres-ha/postgres-storage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepTablespacesInside, needsNext } from './tablespace-records.ts';

const PAGE = 8192;
const SEGMENT = 4 * PAGE;
const TABLESPACE = 5;

interface Written {
  readonly segments: readonly Uint8Array[];
}

/** Writes records one behind the other, with page headers between, as a server does. */
function writeWal(records: readonly Uint8Array[], segmentCount: number): Written {
  const log = new Uint8Array(segmentCount * SEGMENT);
  const view = new DataView(log.buffer);
  let at = 0;
  let remaining = 0;
  const header = (): void => {
    view.setUint16(at, 0xd116, true);
    view.setUint16(at + 2, (remaining > 0 ? 1 : 0) | (at % SEGMENT === 0 ? 2 : 0), true);
    view.setUint32(at + 16, remaining, true);
    at += at % SEGMENT === 0 ? 40 : 24;
  };
  header();
  for (const record of records) {
    for (let done = 0; done < record.length;) {
      if (at % PAGE === 0) {
        remaining = record.length - done;
        header();
      }
      const part = record.subarray(done, done + PAGE - (at % PAGE));
      log.set(part, at);
      at += part.length;
      done += part.length;
    }
    at = (at + 7) & ~7;
    remaining = 0;
    if (at % PAGE === 0) header();
  }
  return {
    segments: Array.from({ length: segmentCount }, (_, index) => log.slice(index * SEGMENT, (index + 1) * SEGMENT)),
  };
}

function record(resourceManager: number, data: Uint8Array): Uint8Array {
  const short = data.length < 256;
  const bytes = new Uint8Array(24 + (short ? 2 : 5) + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  bytes[17] = resourceManager;
  bytes[24] = short ? 255 : 254;
  if (short) bytes[25] = data.length;
  else view.setUint32(25, data.length, true);
  bytes.set(data, bytes.length - data.length);
  // others are only stepped over
  if (resourceManager === TABLESPACE) view.setUint32(20, crcOf(bytes), true);
  return bytes;
}

function crcOf(bytes: Uint8Array): number {
  return crc32c(Uint8Array.from([...bytes.subarray(24), ...bytes.subarray(0, 20)]));
}

function tablespace(oid: number, location: string): Uint8Array {
  const data = new Uint8Array(4 + location.length + 1);
  new DataView(data.buffer).setUint32(0, oid, true);
  data.set(new TextEncoder().encode(location), 4);
  return record(TABLESPACE, data);
}

function patched(
  segments: readonly Uint8Array[],
  locationFor: () => string,
): { result: Uint8Array[]; found: string[] } {
  const result = segments.map((segment) => segment.slice());
  const found: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const { created, here, next } = keepTablespacesInside(
      { segment, next: segments[index + 1], walBlockSizeBytes: PAGE },
      locationFor,
    );
    found.push(...created.map(({ oid, location }) => `${oid} ${location}`));
    for (const { offset, to } of here) result[index]?.fill(to, offset, offset + 1);
    for (const { offset, to } of next) result[index + 1]?.fill(to, offset, offset + 1);
  }
  return { result, found };
}

const EMPTY = new Uint8Array();
const filler = fc.integer({ min: 0, max: 12_000 }).map((length) => record(10, new Uint8Array(length).fill(7)));

test('a record is what it would be had the tablespace been created there, wherever pages and segments are cut', () => {
  fc.assert(
    fc.property(
      fc.array(filler, { maxLength: 8 }),
      fc.integer({ min: 1, max: 0xffff_ffff }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', '/'), minLength: 2, maxLength: 400 }).map((path) => `/${path}`),
      (before, oid, location) => {
        const inside = 't0'.padEnd(location.length, '\0');
        const behind = record(10, new Uint8Array(100));
        const { segments } = writeWal([...before, tablespace(oid, location), behind], 5);
        const { segments: expected } = writeWal([...before, tablespace(oid, inside), behind], 5);
        const { result, found } = patched(segments, () => 't0');
        expect(found).toEqual([`${oid} ${location}`]);
        expect(result.map((segment, index) => Buffer.compare(segment, expected[index] ?? EMPTY))).toEqual([
          0, 0, 0, 0, 0,
        ]);
      },
    ),
    { numRuns: 200 },
  );
});

test('a segment needs the next one only for a record that may be one', () => {
  const filling = record(10, new Uint8Array(SEGMENT - 40 - 3 * 24 - 29 - 64));
  const cut = writeWal([filling, tablespace(16_400, `/${'x'.repeat(200)}`)], 2).segments[0];
  const uncut = writeWal([filling, record(10, new Uint8Array(200))], 2).segments[0];
  expect([cut, uncut].map((segment) => segment && needsNext(segment, PAGE))).toEqual([true, false]);
});

test('a damaged record is left for the server to find', () => {
  const damaged = tablespace(16_400, '/space');
  damaged[30] = (damaged[30] ?? 0) ^ 1;
  const { segments } = writeWal([damaged], 1);
  expect(patched(segments, () => 't0')).toEqual({ result: segments, found: [] });
});

test('bytes that are no WAL are looked at without harm', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 3 * PAGE }), (noise) => {
      const segment = new Uint8Array(SEGMENT);
      segment.set(noise);
      expect(keepTablespacesInside({ segment, walBlockSizeBytes: PAGE }, () => 't0').created).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

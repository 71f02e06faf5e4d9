import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIXTURE_SEGMENT_BYTES, fixture, fixtureIndex, type FixtureCluster } from '../../fixtures/fixture.ts';
import { crc32c } from '../crc32c.ts';
import { systemIdentifier, timelineId } from '../identifiers.ts';
import type { Lsn } from '../lsn.ts';
import { parseSegmentName, segmentEnd, segmentStart, type WalSegment } from '../segment.ts';
import { parseTimelineHistory } from '../timeline-history.ts';
import type { WalRecord } from './record-notes.ts';
import type { SegmentEvidence } from './segment-evidence.ts';
import { createWalReader, type SegmentOptions, type WalReader, type WalReaderOptions } from './wal-reader.ts';

const SIZE = FIXTURE_SEGMENT_BYTES;
const PAGE = 8192;

interface Loaded {
  readonly segment: WalSegment;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

describe.each(fixtureIndex().clusters)('WAL of PostgreSQL $major', (cluster) => {
  const chain = cluster.undisturbed.map(({ name }) => load(cluster, name));
  const [first, second] = chain;
  if (first === undefined || second === undefined) throw new Error('the fixture has too few segments');

  test('is read to its end, without a problem', () => {
    const evidence = readAll(reader(cluster), chain);
    expect(evidence.map(({ problems }) => problems)).toEqual(chain.map(() => []));
    expect(evidence.map(({ switched }) => switched)).toEqual(chain.map((_, index) => index > 0));
    expect(evidence.at(-1)?.endOfRecords).toBe(segmentEnd(chain.at(-1)?.segment ?? first.segment, SIZE));
    expect(evidence.map(({ sizeBytes }) => sizeBytes)).toEqual(chain.map(() => SIZE));
  });

  test('has the records that pg_waldump sees', () => {
    for (const [index, { records }] of cluster.undisturbed.entries()) {
      if (records === undefined) continue;
      const evidence = readAll(reader(cluster), chain.slice(index, index + 1));
      expect(evidence.map((each) => each.records)).toEqual([records]);
    }
  });

  test('gives the same evidence in whatever pieces it comes', () => {
    const whole = readAll(reader(cluster), [first]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 * PAGE }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const { begin, push, end } = reader(cluster);
        begin(first.segment);
        for (let at = 0, turn = 0; at < SIZE; turn += 1) {
          const size = Math.max(turn % 20 === 0 ? 1 : 0, sizes[turn % sizes.length] ?? 1);
          push(first.bytes.subarray(at, Math.min(SIZE, at + size)));
          at += size;
        }
        expect([end()]).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  test('goes over the end of a segment within a record', () => {
    const evidence = readAll(reader(cluster), chain);
    const start = segmentStart(second.segment, SIZE);
    expect(evidence[1]?.firstRecord).toBeLessThan(start);
    expect(evidence[0]?.endOfRecords).toBe(evidence[1]?.firstRecord);
    const [alone] = readAll(reader(cluster), [second]);
    expect(alone?.firstRecord).toBeGreaterThan(start);
    expect(alone?.records).toBe((evidence[1]?.records ?? 0) - 1);
  });

  test('tells the times of commits, also of a prepared transaction', () => {
    const commits: bigint[] = [];
    const evidence = readAll(reader(cluster, { onCommit: (_, at) => commits.push(at) }), chain);
    expect(commits.length).toBeGreaterThanOrEqual(5);
    expect(commits[0]).toBe(evidence[0]?.firstCommitAt);
    expect(commits.at(-1)).toBe(evidence.findLast(({ lastCommitAt }) => lastCommitAt !== undefined)?.lastCommitAt);
    for (const at of commits) expect(new Date(Number(at / 1000n)).getUTCFullYear()).toBe(2026);
    expect(
      recordsOf(cluster, chain).some(({ resourceManager, info }) => resourceManager === 1 && (info & 0x70) === 0x30),
    ).toBe(true);
  });

  test('tells which wanted blocks it writes as a whole', () => {
    const written = recordsOf(cluster, chain).flatMap(({ rewritten }) => rewritten);
    const [wanted] = written;
    expect(written.length).toBeGreaterThan(10);
    const evidence = readAll(
      reader(cluster, {
        wantedBlocks: {
          has: (_, dbOid, relNumber, fork, block) =>
            wanted?.dbOid === dbOid && wanted.relNumber === relNumber && wanted.fork === fork && wanted.block === block,
        },
      }),
      chain,
    );
    expect(evidence[0]?.restoredBlocks).toEqual([wanted]);
  });

  test('with one bit flipped is found out, wherever PostgreSQL looks at it', () => {
    const records = recordsOf(cluster, chain);
    const good = readAll(reader(cluster), chain);
    fc.assert(
      fc.property(fc.nat(chain.length * SIZE - 1), fc.nat(7), (at, bit) => {
        const flipped = chain.map((each, index) =>
          index === Math.floor(at / SIZE) ? flip(each, at % SIZE, bit) : each,
        );
        const evidence = readAll(reader(cluster), flipped);
        const lsn = (segmentStart(first.segment, SIZE) + BigInt(at)) as Lsn;
        if (isProtected({ lsn, bit, bytes: chain[Math.floor(at / SIZE)]?.bytes ?? first.bytes }, records)) {
          expect(evidence.flatMap(({ problems }) => problems).length, `bit ${bit} at ${at}`).toBeGreaterThan(0);
        } else {
          expect(evidence, `bit ${bit} at ${at}`).toEqual(good);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('with a bit flipped in the header of any page is found out', () => {
    const records = recordsOf(cluster, chain);
    const good = readAll(reader(cluster), chain.slice(0, 2));
    for (let at = 0, bit = 0; at < SIZE; at += at % PAGE < 40 ? 1 : PAGE - 40, bit = (bit + 3) % 8) {
      const evidence = readAll(reader(cluster), [flip(first, at, bit), second]);
      const lsn = (segmentStart(first.segment, SIZE) + BigInt(at)) as Lsn;
      const found = evidence.some(({ problems }) => problems.length > 0);
      expect(found, `bit ${bit} at ${at}`).toBe(isProtected({ lsn, bit, bytes: first.bytes }, records));
      if (!found) expect(evidence).toEqual(good);
      if (at > 3 * PAGE) break;
    }
  });

  test('that is cut or has bytes behind it says so', () => {
    fc.assert(
      fc.property(fc.nat(SIZE - 1), (size) => {
        const [evidence] = readAll(reader(cluster), [{ ...first, bytes: first.bytes.subarray(0, size) }]);
        expect(evidence).toMatchObject({ sizeBytes: size, problems: [{ problem: 'short' }] });
      }),
      { numRuns: 30 },
    );
    const long = new Uint8Array(SIZE + 1);
    long.set(first.bytes);
    expect(readAll(reader(cluster), [{ ...first, bytes: long }])).toMatchObject([{ problems: [{ problem: 'long' }] }]);
  });

  test('of another cluster, place, release or segment size is not taken for this', () => {
    const problemOf = (other: WalReader, segment: WalSegment = first.segment): string | undefined =>
      readAll(other, [{ segment, bytes: first.bytes }])[0]?.problems[0]?.problem;
    expect(problemOf(reader(cluster, { systemIdentifier: systemIdentifier(1n) }))).toBe('system');
    expect(problemOf(reader(cluster), second.segment)).toBe('address');
    expect(problemOf(reader(cluster), { ...first.segment, timeline: timelineId(0x8000_0001) })).toBe('timeline');
    expect(problemOf(reader(cluster, { major: cluster.major === 13 ? 14 : 13 }))).toBe('magic');
    expect(problemOf(reader(cluster, { walBlockSizeBytes: 4096 }))).toBe('page-header');
    const number = first.segment.number / 2;
    const twice = { ...first.segment, number: Math.floor(number) };
    expect(problemOf(reader(cluster, { segmentSizeBytes: 2 * SIZE }), twice)).toBe('segment-size');
  });

  test('whose server stopped writing ends early', () => {
    const bytes = Uint8Array.from(first.bytes).fill(0, SIZE / 2);
    const [evidence] = readAll(reader(cluster), [{ ...first, bytes }]);
    expect(evidence?.problems.map(({ problem }) => problem)).toEqual(['records-end-early']);
    expect(evidence?.endOfRecords).toBeLessThan(segmentStart(first.segment, SIZE) + BigInt(SIZE / 2));
  });

  test('goes on after a segment with a problem, and after a jump', () => {
    const evidence = readAll(reader(cluster), [flip(first, SIZE / 2, 0), ...chain.slice(1)]);
    expect(evidence.map(({ problems }) => problems.length)).toEqual([1, ...chain.slice(1).map(() => 0)]);
    expect(readAll(reader(cluster), [...chain.slice(1), first]).flatMap(({ problems }) => problems)).toEqual([]);
  });

  test('in which a crash cost the end of a record says so, and goes on', () => {
    const crashed = cluster.crashed.map(({ name }) => load(cluster, name));
    expect(readAll(reader(cluster), crashed).flatMap(({ problems }) => problems)).toEqual([]);
    const overwriting = recordsOf(cluster, crashed).filter(
      ({ resourceManager, info }) => resourceManager === 0 && info === 0xd0,
    );
    expect(overwriting).toHaveLength(1);

    const [page = 0] = pagesWith(crashed[0]?.bytes ?? first.bytes, 0x0008);
    const withoutFlag = crashed.map((each) => flip(each, page + 2, 3));
    expect(readAll(reader(cluster), withoutFlag)[0]?.problems).toMatchObject([{ problem: 'page-header' }]);
  });

  test('of a new timeline begins with pages of the old one', () => {
    const { segment, bytes } = load(cluster, cluster.promoted.name);
    const read = parseTimelineHistory(timelineId(2), cluster.history);
    if (read.kind === 'malformed') throw new Error(read.problem);
    const { history } = read;
    const problemsWith = (options: SegmentOptions): readonly string[] =>
      readAll(reader(cluster), [{ segment, bytes }], options).flatMap(({ problems }) =>
        problems.map(({ problem }) => problem),
      );
    expect(problemsWith({ history })).toEqual([]);
    expect(problemsWith({ acceptTimelines: [timelineId(1)] })).toEqual([]);
    expect(problemsWith({})).toEqual(['timeline']);
    const switchedAt = (switchPoint: Lsn): SegmentOptions => ({
      history: { ...history, ancestors: [{ timeline: timelineId(1), switchPoint, reason: '' }] },
    });
    expect(problemsWith(switchedAt(segmentStart(segment, SIZE)))).toEqual(['timeline']);
  });

  test.each([
    { what: 'that does not follow the one before', at: 8, found: /^a record after one at / },
    { what: 'of an unknown resource manager', at: 17, found: /^resource manager 7\d$/ },
    { what: 'whose parts contradict each other', at: 24, found: /^parts / },
  ])('with a record $what ends there, though its CRC is right', ({ at, found }) => {
    const start = segmentStart(first.segment, SIZE);
    const record = recordsOf(cluster, [first])
      .slice(5)
      .find(({ lsn, totalBytes }) => Number(lsn % BigInt(PAGE)) + totalBytes < PAGE);
    if (record === undefined) throw new Error('the fixture has no such record');
    const from = Number(record.lsn - start);
    const bytes = Uint8Array.from(first.bytes);
    bytes[from + at] = (bytes[from + at] ?? 0) ^ 0x40;
    const body = bytes.subarray(from + 24, from + record.totalBytes);
    const crc = crc32c(Uint8Array.of(...body, ...bytes.subarray(from, from + 20)));
    new DataView(bytes.buffer).setUint32(from + 20, crc, true);
    const whole = reader(cluster, { wantedBlocks: { has: () => false } });
    const [evidence] = readAll(whole, [{ ...first, bytes }]);
    const [problem] = evidence?.problems ?? [];
    expect(problem).toMatchObject({ problem: 'record-header', lsn: record.lsn });
    expect(problem?.found).toMatch(found);
    expect(evidence?.endOfRecords).toBe(record.lsn);
  });

  test('of the highest name there can be is judged, not refused', () => {
    const segment = { timeline: timelineId(0xffff_ffff), number: 2 ** 44 - 1 };
    const bytes = new Uint8Array(SIZE + 1);
    bytes.set(first.bytes);
    const [evidence] = readAll(reader(cluster), [{ segment, bytes }]);
    expect(evidence?.problems.map(({ problem }) => problem)).toEqual(['address', 'long']);
  });

  test('that is garbage is a problem, and nothing worse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 9000 }), fc.nat(SIZE), fc.nat(3), (noise, at, headers) => {
        const bytes = Uint8Array.from(first.bytes);
        for (let place = at; place < SIZE; place += noise.byteLength) {
          bytes.set(noise.subarray(0, SIZE - place), place);
        }
        // The headers of pages stay right, so that what is in the pages matters.
        for (let page = 0; page < SIZE && headers > 0; page += PAGE) {
          bytes.set(first.bytes.subarray(page, page + (page === 0 ? 40 : 24)), page);
        }
        const evidence = readAll(reader(cluster, { wantedBlocks: { has: () => true } }), [{ ...first, bytes }, second]);
        const isChanged = bytes.some((byte, index) => byte !== first.bytes[index]);
        if (isChanged) expect(evidence.flatMap(({ problems }) => problems).length).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });
});

test('what is no segment size or no page size is an error of the caller', () => {
  const cluster = fixtureIndex().clusters[0];
  if (cluster === undefined) throw new Error('there is no fixture');
  expect(() => reader(cluster, { segmentSizeBytes: 3 * SIZE })).toThrow(RangeError);
  expect(() => reader(cluster, { walBlockSizeBytes: 100 })).toThrow(RangeError);
});

function load({ major }: FixtureCluster, name: string): Loaded {
  const segment = parseSegmentName(name, SIZE);
  if (segment === undefined) throw new Error(`${name} is no segment`);
  return { segment, bytes: fixture(`${major}/${name}`) };
}

function reader(cluster: FixtureCluster, options: Partial<WalReaderOptions> = {}): WalReader {
  return createWalReader({
    major: cluster.major,
    segmentSizeBytes: SIZE,
    systemIdentifier: systemIdentifier(cluster.systemIdentifier),
    ...options,
  });
}

function readAll(
  { begin, push, end }: WalReader,
  segments: readonly Loaded[],
  options?: SegmentOptions,
): readonly SegmentEvidence[] {
  return segments.map(({ segment, bytes }) => {
    begin(segment, options);
    push(bytes);
    return end();
  });
}

function recordsOf(cluster: FixtureCluster, segments: readonly Loaded[]): readonly WalRecord[] {
  const records: WalRecord[] = [];
  readAll(reader(cluster, { onRecord: (record) => records.push(record) }), segments);
  return records;
}

function flip({ segment, bytes }: Loaded, at: number, bit: number): Loaded {
  const flipped = Uint8Array.from(bytes);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
  return { segment, bytes: flipped };
}

function pagesWith(bytes: Uint8Array<ArrayBuffer>, flag: number): readonly number[] {
  const view = new DataView(bytes.buffer);
  const pages = Array.from({ length: SIZE / PAGE }, (_, index) => index * PAGE);
  return pages.filter((page) => (view.getUint16(page + 2, true) & flag) !== 0);
}

/**
 * Whether PostgreSQL looks at a bit. It does not at: padding behind a short page header and between records, the length in a page header that does
 * not continue a record, the flag that backup blocks may be removed, and whatever follows a switch.
 */
function isProtected(
  { lsn, bit, bytes }: { readonly lsn: Lsn; readonly bit: number; readonly bytes: Uint8Array<ArrayBuffer> },
  records: readonly WalRecord[],
): boolean {
  const record = records.findLast((each) => each.lsn <= lsn);
  const isSwitch = record?.resourceManager === 0 && (record.info & 0xf0) === 0x40;
  if (isSwitch && record.lsn / BigInt(SIZE) === lsn / BigInt(SIZE)) return lsn < endOf(record);
  const inPage = Number(lsn % BigInt(PAGE));
  const isFirst = lsn % BigInt(SIZE) < BigInt(PAGE);
  if (inPage < (isFirst ? 40 : 24)) {
    const page = Number(lsn % BigInt(SIZE)) - inPage;
    const continues = ((bytes[page + 2] ?? 0) & 1) !== 0;
    if (inPage === 2) return bit !== 2;
    if (inPage >= 20 && inPage < 24) return false;
    return inPage < 16 || inPage >= 24 || continues;
  }
  return record !== undefined && lsn < endOf(record);
}

/** Where the last byte of a record is followed by padding; headers of the pages it goes over lie between. */
function endOf({ lsn, totalBytes }: WalRecord): bigint {
  let at: bigint = lsn;
  for (let left = totalBytes; left > 0;) {
    if (at % BigInt(PAGE) === 0n) at += at % BigInt(SIZE) === 0n ? 40n : 24n;
    const step = Math.min(left, PAGE - Number(at % BigInt(PAGE)));
    left -= step;
    at += BigInt(step);
  }
  return at;
}

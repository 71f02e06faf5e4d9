import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixture, fixtureIndex } from '../../fixtures/fixture.ts';
import { crc32c } from '../crc32c.ts';
import { readControlFile } from './read-control-file.ts';

describe.each(fixtureIndex().clusters)('the control file of PostgreSQL $major', ({ major, systemIdentifier }) => {
  const whole = fixture(`${major}/pg_control`);
  const crcAt = major === 18 ? 292 : 288;

  test('is read', () => {
    expect(readControlFile(whole)).toMatchObject({
      kind: 'control-file',
      major,
      systemIdentifier: BigInt(systemIdentifier),
      state: 'shut down',
      timeline: 1,
      previousTimeline: 1,
      fullPageWrites: true,
      minRecoveryPoint: undefined,
      backupStart: undefined,
      backupEnd: undefined,
      backupEndRequired: false,
      walLevel: 'logical',
      maxPreparedTransactions: 5,
      blockSizeBytes: 8192,
      blocksPerFile: 131_072,
      walBlockSizeBytes: 8192,
      segmentSizeBytes: 2 ** 20,
      dataChecksums: true,
    });
  });

  test('tells of each flipped bit where it is', () => {
    for (let offsetBytes = 0; offsetBytes < crcAt + 4; offsetBytes += 1) {
      const isVersion = offsetBytes >= 8 && offsetBytes < 12;
      const flipped = withFlip(whole, offsetBytes, offsetBytes % 8);
      const expected = isVersion ? { problem: 'version', offsetBytes: 8 } : { problem: 'crc', offsetBytes };
      expect(readControlFile(flipped), `byte ${offsetBytes}`).toMatchObject({ kind: 'damaged', ...expected });
    }
  });

  test('of which more is damaged says that the CRC is wrong', () => {
    const damaged = withFlip(withFlip(whole, 40, 1), 200, 7);
    expect(readControlFile(damaged)).toMatchObject({ kind: 'damaged', problem: 'crc' });
    expect(readControlFile(damaged)).not.toHaveProperty('offsetBytes');
  });

  test.each([0, 292, 8191, 8193])('of %d bytes is damaged', (size) => {
    const cut = new Uint8Array(size);
    cut.set(whole.subarray(0, size));
    expect(readControlFile(cut)).toMatchObject({ kind: 'damaged', problem: 'size' });
  });

  test('of a later version is unknown, not damaged', () => {
    const later = Uint8Array.from(whole);
    const view = new DataView(later.buffer);
    view.setUint32(8, 1900, true);
    view.setUint32(crcAt + 8, crc32c(later.subarray(0, crcAt + 8)), true);
    expect(readControlFile(later)).toMatchObject({ kind: 'unknown-version', controlVersion: 1900 });
  });

  test.each([
    { at: 16, value: 7, what: 'state' },
    { at: 48, value: 0, what: 'timeline' },
    { at: 172, value: 3, what: 'WAL level' },
    { at: 216, value: 8000, what: 'block size' },
    { at: 228, value: 3 * 2 ** 20, what: 'WAL segment size' },
  ])('with a right CRC and a $what that cannot be is damaged there', ({ at, value }) => {
    const wrong = Uint8Array.from(whole);
    const view = new DataView(wrong.buffer);
    view.setUint32(at, value, true);
    view.setUint32(crcAt, crc32c(wrong.subarray(0, crcAt)), true);
    expect(readControlFile(wrong)).toMatchObject({ kind: 'damaged', problem: 'value', offsetBytes: at });
  });
});

test('no 8192 bytes at all are taken for a control file by chance', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 300, maxLength: 300 }),
      fc.constantFrom(0, 1300, 1700, 1800),
      (start, version) => {
        const bytes = new Uint8Array(8192);
        bytes.set(start);
        new DataView(bytes.buffer).setUint32(8, version, true);
        expect(readControlFile(bytes).kind).toBe('damaged');
      },
    ),
  );
});

function withFlip(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
}

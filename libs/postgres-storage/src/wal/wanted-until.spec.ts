import { expect, test } from 'vitest';
import { fixture, fixtureIndex, FIXTURE_SEGMENT_BYTES } from '../../fixtures/fixture.ts';
import { systemIdentifier } from '../identifiers.ts';
import type { Lsn } from '../lsn.ts';
import { parseSegmentName } from '../segment.ts';
import { createWalReader } from './wal-reader.ts';

test.each(fixtureIndex().clusters)(
  'blocks that WAL of PostgreSQL $major writes anew count only where that happens before the asked position',
  ({ major, systemIdentifier: system, undisturbed }) => {
    const name = undisturbed[0]?.name ?? '';
    const segment = parseSegmentName(name, FIXTURE_SEGMENT_BYTES);
    if (segment === undefined) throw new Error(`${name} is no segment`);
    const read = (until?: Lsn) => {
      const rewriting: Lsn[] = [];
      const reader = createWalReader({
        major,
        segmentSizeBytes: FIXTURE_SEGMENT_BYTES,
        systemIdentifier: systemIdentifier(system),
        wantedBlocks: { has: () => true, ...(until !== undefined && { until }) },
        onRecord: ({ lsn, rewritten }) => {
          if (rewritten.length > 0) rewriting.push(lsn);
        },
      });
      reader.begin(segment);
      reader.push(fixture(`${major}/${name}`));
      return { rewriting, restored: reader.end().restoredBlocks.length };
    };
    const { rewriting, restored } = read();
    const [first] = rewriting;
    if (first === undefined) throw new Error(`${name} has no record that writes a block anew`);
    expect(restored).toBeGreaterThan(0);
    expect(read(first).restored).toBe(0);
    expect(read((first + 1n) as Lsn).restored).toBeGreaterThan(0);
  },
);

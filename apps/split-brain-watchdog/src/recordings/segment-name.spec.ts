import { describe, expect, test } from 'vitest';
import { folderOf, readSegmentFile, segmentFile } from './segment-name.ts';

const startedAt = new Date('2026-11-26T01:20:00.123Z');

describe('the name of a recording', () => {
  test('says when it begins, and until when it is kept', () => {
    const keepUntil = new Date('2026-12-10T23:59:59.999Z');
    expect(segmentFile({ startedAt, keepUntil: undefined })).toBe('20261126T012000123Z.ndjson');
    expect(segmentFile({ startedAt, keepUntil })).toBe('20261126T012000123Z.keep-20261210.ndjson');
    expect(readSegmentFile('orders', '20261126T012000123Z.keep-20261210.ndjson')).toEqual({
      ...{ folder: 'orders', startedAt, keepUntil },
    });
    expect(readSegmentFile('orders', '20261126T012000123Z.ndjson')).toEqual({
      ...{ folder: 'orders', startedAt, keepUntil: undefined },
    });
  });

  test.each(['notes.txt', '20261126T012000123Z.ndjson.gz', '20269926T012000123Z.ndjson', '.ndjson'])(
    'is not %s',
    (file) => {
      expect(readSegmentFile('orders', file)).toBeUndefined();
    },
  );

  test('of a cluster is a folder of its own, whatever slashes the cluster has', () => {
    expect(folderOf('production/orders')).toBe('production+orders');
    expect(new Set(['a/b', 'a', 'a-b', 'a.b'].map(folderOf)).size).toBe(4);
  });
});

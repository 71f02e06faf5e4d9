import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseBackupInfo } from './parse-backup-info.ts';

const SAMPLES = join(import.meta.dirname, 'samples');

test('there are samples of Barman 2, of early 3, and of all from 3.17 to 3.20', () => {
  const versions = readdirSync(SAMPLES).map((name) => name.replace(/^barman-(.*)\.txt$/, '$1'));
  expect(versions.sort()).toEqual(['2.19', '3.10.1', '3.17.0', '3.18.0', '3.19.1', '3.20.1', '3.4.0']);
});

test.each(readdirSync(SAMPLES))('%s, which Barman itself wrote, is read', (name) => {
  expect(parseBackupInfo(readFileSync(join(SAMPLES, name), 'utf8'))).toMatchObject({
    kind: 'backup-info',
    info: {
      status: 'DONE',
      timeline: 3,
      serverVersion: 170010,
      systemIdentifier: 7430000000000000001n,
      segmentSizeBytes: 16_777_216,
      begin: {
        lsn: 0x16_b3000028n,
        segmentName: '0000000300000016000000B3',
        offsetBytes: 40,
        time: { at: new Date('2026-08-01T02:00:03.123Z'), zone: 'given' },
      },
      end: { lsn: 0x16_b5000150n, time: { at: new Date('2026-08-01T02:05:00Z') } },
      tablespaces: [
        { name: "it's fast", oid: 16500, location: '/var/lib/postgresql/tablespaces/fast/data' },
        { name: 'größe', oid: 16501 },
      ],
      copyStatistics: new Map<string, unknown>([
        ['total_time', 2.5],
        ['number_of_workers', 2],
        ['analysis_time', 1e-5],
        [
          'copy_time_per_item',
          new Map([
            ['pgdata', 1.25],
            ["it's fast", 0.5],
          ]),
        ],
        ['serialized_copy_time', 1.75],
      ]),
    },
  });
});

import { describe, expect, test } from 'vitest';
import { archiveName, type Cluster } from './cluster.ts';
import { example, exampleFiles, type Intent } from './examples.ts';
import { OPTION_VARIANTS } from './option-variants.ts';
import { readEnvironment } from './read-environment.ts';
import { bucketFolder, foldersAbove } from './rules/bucket-folder.ts';
import { ledgerAddress, retentionSeconds, reverifyAfterSeconds } from './verification.ts';

const DAY = 86_400;

function clusterWith(backup: Intent): Cluster {
  const reading = readEnvironment(exampleFiles(example({ cluster: { backup } })));
  const [cluster] = reading.kind === 'read' ? reading.environment.clusters : [];
  if (cluster === undefined) throw new Error('the example is refused');
  return cluster;
}

function reverifyWith(backup: Intent): number {
  const cluster = clusterWith(backup);
  if (cluster.backup === 'none') throw new Error('the example has no backups');
  return reverifyAfterSeconds(cluster.backup);
}

test.each([
  { retention: '30d', days: 30 },
  { retention: '4w', days: 28 },
  { retention: '6m', days: 186 },
])('a retention of $retention keeps $days days, as Barman counts', ({ retention, days }) => {
  expect(retentionSeconds({ retention })).toBe(days * DAY);
});

describe('a proof counts', () => {
  test('for 30 days, unless people say otherwise', () => {
    expect(reverifyWith({ retention: '6m' })).toBe(30 * DAY);
    expect(reverifyWith({ retention: '6m', verification: { reverifyAfter: '90d' } })).toBe(90 * DAY);
    expect(reverifyWith({ verification: { reverifyAfter: '0s' } })).toBe(0);
  });

  test('for no longer than backups are kept', () => {
    expect(reverifyWith({ retention: '1w' })).toBe(7 * DAY);
  });
});

describe('proofs are remembered', () => {
  test('beside the archive', () => {
    expect(ledgerAddress(clusterWith({ destination: 's3://backups' }))).toBe('s3://backups/orders-verification/');
    expect(ledgerAddress(clusterWith({ destination: 's3://backups/a/', serverName: 'orders-2' }))).toBe(
      's3://backups/a/orders-2-verification/',
    );
  });

  test('where people say', () => {
    expect(ledgerAddress(clusterWith({ verification: { ledger: '/srv/proofs' } }))).toBe('/srv/proofs');
  });

  test('nowhere, where there are no backups', () => {
    expect(ledgerAddress({ name: 'orders', backup: 'none' })).toBeUndefined();
  });

  test.each(OPTION_VARIANTS)('never in an archive: $name', (intent) => {
    const reading = readEnvironment(exampleFiles(intent));
    const clusters = reading.kind === 'read' ? reading.environment.clusters : [];
    const archives = clusters.flatMap((cluster) =>
      cluster.backup === 'none' ? [] : [bucketFolder(`${cluster.backup.destination}/${archiveName(cluster)}`)],
    );
    for (const cluster of clusters) {
      const ledger = bucketFolder(ledgerAddress(cluster) ?? '');
      if (ledger === undefined) continue;
      for (const folder of [...foldersAbove(ledger), ledger]) expect(archives).not.toContain(folder);
    }
  });
});

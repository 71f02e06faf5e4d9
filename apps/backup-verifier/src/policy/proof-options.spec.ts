import { describe, expect, test } from 'vitest';
import type { Policy } from './policy-schema.ts';
import { proofOptions } from './proof-options.ts';

const OLD: Policy = {
  cluster: { namespace: 'link-services', name: 'orders', postgresql: 17 },
  archive: {
    destination: 's3://backups/',
    serverName: 'orders',
    objectStore: 'orders',
    encryption: 'AES256',
    retention: '4w',
  },
  schedule: { cron: '0 0 5 * * *', timeZone: 'UTC' },
  newestBackupMaxAgeSeconds: 93_600,
};
const VERIFICATION: NonNullable<Policy['verification']> = {
  level: 'L5',
  jitterSeconds: 0,
  reverifyAfterSeconds: 86_400,
  sample: 2,
  budgetBytes: 1024,
  budgetSeconds: 60,
  ledger: 's3://backups/orders-verification/',
};

describe('what a policy asks of a run', () => {
  test('is what it said before there was a schedule, where it says no more', () => {
    expect(proofOptions(OLD)).toEqual({ newestBackupMaxAgeSeconds: 93_600, retentionDays: 28, acknowledged: [] });
  });

  test('is how far, how often again, at what cost, and where to remember it', () => {
    expect(proofOptions({ ...OLD, verification: VERIFICATION })).toEqual({
      newestBackupMaxAgeSeconds: 93_600,
      retentionDays: 28,
      level: 'L5',
      reverify: { olderThanSeconds: 86_400, sample: 2 },
      budget: { bytes: 1024, seconds: 60 },
      ledger: 's3://backups/orders-verification/',
      acknowledged: [],
    });
  });

  test.each([
    { name: 'neither bytes nor time', without: ['budgetBytes', 'budgetSeconds'], budget: undefined },
    { name: 'no bytes', without: ['budgetBytes'], budget: { seconds: 60 } },
    { name: 'no time', without: ['budgetSeconds'], budget: { bytes: 1024 } },
  ])('has no bound where there is none: $name', ({ without, budget }) => {
    const entries = Object.entries(VERIFICATION).filter(([key]) => !without.includes(key));
    const verification = Object.fromEntries(entries) as unknown as typeof VERIFICATION;
    expect(proofOptions({ ...OLD, verification }).budget).toEqual(budget);
  });

  test('is what the data must look like, word for word', () => {
    const data: Policy['data'] = {
      assertions: [],
      canary: { database: 'orders', query: 'SELECT now()', maximalAgeSeconds: 900 },
    };
    expect(proofOptions({ ...OLD, data }).data).toBe(data);
  });

  test.each([
    { until: '2027-01-31', over: '2027-02-01T00:00:00.000Z' },
    { until: '2028-02-28', over: '2028-02-29T00:00:00.000Z' },
    { until: '2027-12-31', over: '2028-01-01T00:00:00.000Z' },
  ])('lets a finding rest until the end of $until', ({ until, over }) => {
    const acknowledged = [{ finding: 'wal-hole', object: 'orders/wals/*', until, reason: 'before the move' }];
    expect(proofOptions({ ...OLD, acknowledged }).acknowledged).toEqual([
      { finding: 'wal-hole', object: 'orders/wals/*', until: new Date(over), reason: 'before the move' },
    ]);
  });
});

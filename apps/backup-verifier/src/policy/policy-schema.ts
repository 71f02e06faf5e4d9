import { z } from 'zod';
import { acknowledgedSchema } from './acknowledged-schema.ts';
import { dataSchema } from './data-schema.ts';
import { positiveWhole, whole, word } from './words.ts';

/**
 * What is to be proven of a cluster's backups: the key `policy.yaml` of the ConfigMap `<cluster>-backup-verification`.
 * @see libs/database-cluster/src/verification-policy.ts, which writes it
 */
export const policySchema = z.strictObject({
  cluster: z.strictObject({
    namespace: word('the namespace of the cluster'),
    name: word('the name of the cluster'),
    postgresql: z.int('a major version of PostgreSQL').min(13).max(99),
  }),
  archive: z.strictObject({
    destination: word('an address such as s3://bucket/path'),
    endpoint: word('an address such as https://objects.example.org').optional(),
    serverName: word('a folder of the archive'),
    objectStore: word('the name of an ObjectStore'),
    encryption: z.enum(['AES256', 'aws:kms', 'none'], { error: 'one of AES256, aws:kms, none' }),
    retention: z
      .string('a retention such as 30d, 4w or 6m')
      .regex(/^[1-9][0-9]{0,4}[dwm]$/, 'a retention such as 30d, 4w or 6m'),
  }),
  schedule: z.strictObject({
    cron: word('a schedule with six fields'),
    timeZone: word('a time zone such as UTC'),
  }),
  newestBackupMaxAgeSeconds: positiveWhole('seconds'),
  /** Absent in policies that were rendered before there was a schedule. */
  verification: z
    .strictObject({
      level: z.enum(['L1', 'L2', 'L3', 'L4', 'L5'], { error: 'one of L1, L2, L3, L4, L5' }),
      jitterSeconds: whole('seconds'),
      reverifyAfterSeconds: whole('seconds'),
      sample: whole('backups'),
      budgetBytes: positiveWhole('bytes').optional(),
      budgetSeconds: positiveWhole('seconds').optional(),
      ledger: word('an address such as s3://bucket/path, or a directory'),
    })
    .optional(),
  data: dataSchema.optional(),
  acknowledged: acknowledgedSchema.optional(),
});

export type Policy = Readonly<z.infer<typeof policySchema>>;

/** @see Barman, RecoveryWindow retention policies: a month is 31 days */
const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 31 };

/** @param retention `30d`, `4w` or `6m` */
export function retentionDays(retention: string): number {
  return Number.parseInt(retention, 10) * (DAYS[retention.slice(-1)] ?? 1);
}

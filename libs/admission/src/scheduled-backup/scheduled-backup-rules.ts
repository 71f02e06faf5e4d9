import { snapshotOptionRules } from '../backup/snapshot-option-rules.ts';
import type { StateRule } from '../rule.ts';
import { isSchedule, scheduleParts } from '../values/cron-schedule.ts';
import { CNPG_1_30 } from '../versions.ts';
import type { ScheduledBackupResource } from './scheduled-backup-resource.ts';

const SCHEDULE = {
  kind: 'ScheduledBackup',
  versions: CNPG_1_30,
  type: 'FieldValueInvalid',
  source: 'CloudNativePG 1.30.0, internal/webhook/v1/scheduledbackup_webhook.go: validate',
} as const;
const PATH = ['spec', 'schedule'] as const;
const PARTS = 6;

/** Rules about schedules of backups. The annotation that turns the webhook off does not turn these off. */
export const scheduledBackupRules: readonly StateRule<ScheduledBackupResource>[] = [
  {
    ...SCHEDULE,
    id: 'schedule-cron',
    level: 'error',
    summary: 'A schedule is second minute hour day month weekday, or a word such as @daily.',
    remedy: 'Write six parts, such as 0 0 2 * * * for two at night. Sunday is 0.',
    breaches: ({ spec: { schedule } }) =>
      isSchedule(schedule) ? [] : [{ path: PATH, found: JSON.stringify(schedule) }],
    vectors: {
      fails: { spec: { schedule: '0 0 0 * * 7' } },
      passes: { spec: { schedule: '0 0 0 * * 0' } },
    },
  },
  ...snapshotOptionRules({ kind: 'ScheduledBackup', prefix: 'schedule', source: SCHEDULE.source }),
  {
    ...SCHEDULE,
    id: 'schedule-parts',
    level: 'warning',
    summary: 'A schedule has six parts, of which the first is the second: 0 0 * * * means every hour, not midnight.',
    remedy: 'Write the seconds in front.',
    breaches: ({ spec: { schedule } }) =>
      isSchedule(schedule) && scheduleParts(schedule).length !== PARTS
        ? [{ path: PATH, found: JSON.stringify(schedule) }]
        : [],
    vectors: {
      fails: { spec: { schedule: '0 0 * * *' } },
      passes: { spec: { schedule: '0 0 0 * * *' } },
    },
  },
];

import type { StateRule } from '../rule.ts';
import { parseGoInt } from '../values/go-integer.ts';
import { CNPG_1_30 } from '../versions.ts';
import type { BackupResource } from './backup-resource.ts';
import { snapshotOptionRules } from './snapshot-option-rules.ts';

const BACKUP = {
  kind: 'Backup',
  level: 'error',
  versions: CNPG_1_30,
  type: 'FieldValueInvalid',
  source: 'CloudNativePG 1.30.0, internal/webhook/v1/backup_webhook.go: validate',
} as const;
const DEADLINE = 'cnpg.io/volumeSnapshotDeadline';

/** Rules about backups. */
export const backupRules: readonly StateRule<BackupResource>[] = [
  ...snapshotOptionRules({ kind: 'Backup', prefix: 'backup', source: BACKUP.source }),
  {
    ...BACKUP,
    id: 'backup-plugin-configuration',
    summary: 'A backup that a plugin makes names the plugin.',
    remedy: 'Set pluginConfiguration.name: barman-cloud.cloudnative-pg.io for the Barman Cloud plugin.',
    breaches: ({ spec: { method, pluginConfiguration } }) =>
      method === 'plugin' && (pluginConfiguration?.name ?? '') === ''
        ? [
            {
              path: ['spec', 'pluginConfiguration', 'name'],
              found: 'no plugin',
              reported: 'spec.pluginConfiguration',
            },
          ]
        : [],
    vectors: {
      fails: { spec: { pluginConfiguration: null } },
      passes: { spec: { pluginConfiguration: { name: 'p' } } },
    },
  },
  {
    ...BACKUP,
    id: 'backup-snapshot-deadline',
    summary: `The annotation ${DEADLINE} is a whole number of minutes.`,
    remedy: 'Write digits alone.',
    breaches: ({ metadata }) => {
      const value = metadata.annotations?.[DEADLINE] ?? '';
      return value !== '' && parseGoInt(value) === undefined
        ? [{ path: ['metadata', 'annotations', DEADLINE], found: JSON.stringify(value) }]
        : [];
    },
    vectors: {
      fails: { metadata: { annotations: { [DEADLINE]: '1.5' } } },
      passes: { metadata: { annotations: { [DEADLINE]: '15' } } },
    },
  },
];

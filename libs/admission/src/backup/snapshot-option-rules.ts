import type { JudgedKind, StateRule } from '../rule.ts';
import { CNPG_1_30 } from '../versions.ts';

/** A Backup, or what makes Backups. */
interface BackupTask {
  readonly spec: { readonly method: string; readonly online?: boolean; readonly onlineConfiguration?: object };
}

/** Rules about options of snapshots, which a backup and a schedule of backups share. */
export function snapshotOptionRules(of: {
  readonly kind: JudgedKind;
  readonly prefix: string;
  readonly source: string;
}): readonly StateRule<BackupTask>[] {
  const { kind, prefix, source } = of;
  const rule = { kind, level: 'error', versions: CNPG_1_30, type: 'FieldValueInvalid', source } as const;
  return [
    {
      ...rule,
      id: `${prefix}-online`,
      summary: 'online is an option of volume snapshots; a backup to an object store is always made online.',
      remedy: 'Remove online, or use method volumeSnapshot. Without any method, it is barmanObjectStore.',
      breaches: ({ spec: { method, online } }) =>
        method === 'barmanObjectStore' && online !== undefined
          ? [{ path: ['spec', 'online'], found: `${online} with method barmanObjectStore` }]
          : [],
      vectors: {
        fails: { spec: { method: 'barmanObjectStore', online: false } },
        passes: { spec: { method: 'plugin', online: false } },
      },
    },
    {
      ...rule,
      id: `${prefix}-online-configuration`,
      summary: 'onlineConfiguration is an option of volume snapshots.',
      remedy: 'Remove onlineConfiguration, or use method volumeSnapshot. Without any method, it is barmanObjectStore.',
      breaches: ({ spec: { method, onlineConfiguration } }) =>
        method === 'barmanObjectStore' && onlineConfiguration !== undefined
          ? [{ path: ['spec', 'onlineConfiguration'], found: 'a section with method barmanObjectStore' }]
          : [],
      vectors: {
        fails: { spec: { method: 'barmanObjectStore', onlineConfiguration: {} } },
        passes: { spec: { method: 'plugin', onlineConfiguration: {} } },
      },
    },
  ];
}

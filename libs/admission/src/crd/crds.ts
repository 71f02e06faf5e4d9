import type { JudgedKind } from '../rule.ts';
import backup from './backup.json' with { type: 'json' };
import cluster from './cluster.json' with { type: 'json' };
import type { Crd } from './crd-schema.ts';
import database from './database.json' with { type: 'json' };
import databaseRole from './databaserole.json' with { type: 'json' };
import objectStore from './objectstore.json' with { type: 'json' };
import pooler from './pooler.json' with { type: 'json' };
import scheduledBackup from './scheduledbackup.json' with { type: 'json' };

/** The definitions of CloudNativePG 1.30.0 and of its Barman Cloud plugin 0.14.0, by kind. */
export const CRDS: Readonly<Record<JudgedKind, Crd>> = {
  Backup: backup,
  Cluster: cluster,
  Database: database,
  DatabaseRole: databaseRole,
  ObjectStore: objectStore,
  Pooler: pooler,
  ScheduledBackup: scheduledBackup,
};

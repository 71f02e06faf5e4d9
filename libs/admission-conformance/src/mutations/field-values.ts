import type { JudgedKind } from '@postgres-ha/admission';
import type { Json } from '../object/json.ts';
import { BOOTSTRAP_VALUES } from './values/bootstrap-values.ts';
import { CLUSTER_VALUES } from './values/cluster-values.ts';
import { OBJECT_STORE_VALUES } from './values/object-store-values.ts';
import { BACKUP, DATABASE, DATABASE_ROLE, POOLER } from './values/other-values.ts';
import { CRONS } from './values/postgres-texts.ts';
import { POSTGRESQL_VALUES } from './values/postgresql-values.ts';

/** Places of an object (`spec.tablespaces[].name`), and what people write there, right and wrong. */
export type FieldValues = Readonly<Record<string, readonly Json[]>>;

export const FIELD_VALUES: Readonly<Record<JudgedKind, FieldValues>> = {
  Cluster: { ...CLUSTER_VALUES, ...BOOTSTRAP_VALUES, ...POSTGRESQL_VALUES },
  Pooler: POOLER,
  Backup: BACKUP,
  ScheduledBackup: { ...BACKUP, 'spec.schedule': CRONS, 'spec.backupOwnerReference': ['none', 'self', 'cluster', ''] },
  Database: DATABASE,
  DatabaseRole: DATABASE_ROLE,
  ObjectStore: OBJECT_STORE_VALUES,
};

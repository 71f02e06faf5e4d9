import { accessCheck } from './access.ts';
import { answersCheck } from './answers.ts';
import { archivingCheck } from './archiving.ts';
import { backupsCheck } from './backups.ts';
import { bootstrapCheck } from './bootstrap.ts';
import { certificatesCheck } from './certificates.ts';
import type { Check } from './check.ts';
import { clusterCheck } from './cluster.ts';
import { containersCheck } from './containers.ts';
import { definitionsCheck } from './definitions.ts';
import { diskCheck } from './disk.ts';
import { holdsCheck } from './holds.ts';
import { imagesCheck } from './images.ts';
import { namespaceCheck } from './namespace.ts';
import { networkCheck } from './network.ts';
import { objectStoreCheck } from './object-store.ts';
import { operatorCheck } from './operator.ts';
import { pluginCheck } from './plugin.ts';
import { poolersCheck } from './poolers.ts';
import { primaryCheck } from './primary.ts';
import { replicationCheck } from './replication.ts';
import { schedulingCheck } from './scheduling.ts';
import { secretsCheck } from './secrets.ts';
import { sessionsCheck } from './sessions.ts';
import { storageCheck } from './storage.ts';
import { surroundingsCheck } from './surroundings.ts';
import { synchronousCheck } from './synchronous.ts';
import { webhookCheck } from './webhook.ts';

/** In the order in which a person would look: from what everything stands on to what stands on it. */
export const ALL_CHECKS: readonly Check[] = [
  definitionsCheck,
  accessCheck,
  operatorCheck,
  webhookCheck,
  namespaceCheck,
  clusterCheck,
  holdsCheck,
  schedulingCheck,
  storageCheck,
  imagesCheck,
  containersCheck,
  bootstrapCheck,
  secretsCheck,
  certificatesCheck,
  networkCheck,
  answersCheck,
  primaryCheck,
  replicationCheck,
  synchronousCheck,
  diskCheck,
  sessionsCheck,
  pluginCheck,
  objectStoreCheck,
  archivingCheck,
  backupsCheck,
  poolersCheck,
  surroundingsCheck,
];

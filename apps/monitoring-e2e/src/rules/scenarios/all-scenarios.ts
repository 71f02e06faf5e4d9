import type { RuleScenario } from '../rule-scenario.ts';
import { ARCHIVING_SCENARIOS } from './archiving-scenarios.ts';
import { BACKUP_SCENARIOS } from './backup-scenarios.ts';
import { CONNECTION_SCENARIOS } from './connection-scenarios.ts';
import { ENVIRONMENT_SCENARIOS } from './environment-scenarios.ts';
import { INSTANCE_SCENARIOS } from './instance-scenarios.ts';
import { METRICS_SCENARIOS } from './metrics-scenarios.ts';
import { PRIMARY_SCENARIOS } from './primary-scenarios.ts';
import { REPLICATION_SCENARIOS } from './replication-scenarios.ts';
import { STORAGE_SCENARIOS } from './storage-scenarios.ts';
import { WATCHDOG_SCENARIOS } from './watchdog-scenarios.ts';

export const SCENARIOS: readonly RuleScenario[] = [
  ...PRIMARY_SCENARIOS,
  ...INSTANCE_SCENARIOS,
  ...REPLICATION_SCENARIOS,
  ...ARCHIVING_SCENARIOS,
  ...BACKUP_SCENARIOS,
  ...CONNECTION_SCENARIOS,
  ...STORAGE_SCENARIOS,
  ...WATCHDOG_SCENARIOS,
  ...METRICS_SCENARIOS,
  ...ENVIRONMENT_SCENARIOS,
];

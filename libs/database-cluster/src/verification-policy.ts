import {
  archiveName,
  ledgerAddress,
  reverifyAfterSeconds,
  type Backup,
  type Cluster,
  type DataVerification,
  type VerificationExpectation,
} from '@postgres-ha/environment';
import { canonicalYaml, inWave, WAVES, type KubeObject } from '@postgres-ha/kube-manifest';
import { clusterMetadata } from './metadata.ts';
import { objectStoreName } from './names.ts';

/**
 * What the backup verification worker is to prove, and when.
 * @see apps/backup-verifier/src/policy/policy-schema.ts, which reads it
 */
export function verificationPolicy(cluster: Cluster, backup: Backup): KubeObject {
  const { destination, endpoint, retention, encryption, verification } = backup;
  const { schedule, timeZone, jitter, level, maxAge, sample, budget, acknowledged } = verification;
  const policy = {
    cluster: { namespace: cluster.namespace, name: cluster.name, postgresql: cluster.postgresql.version },
    archive: {
      destination,
      endpoint,
      serverName: archiveName(cluster),
      objectStore: objectStoreName(cluster),
      encryption,
      retention,
    },
    schedule: { cron: schedule, timeZone },
    newestBackupMaxAgeSeconds: maxAge,
    verification: {
      level,
      jitterSeconds: jitter,
      reverifyAfterSeconds: reverifyAfterSeconds(backup),
      sample,
      budgetBytes: budget.bytes,
      budgetSeconds: budget.time,
      ledger: ledgerAddress(cluster),
    },
    data: dataPolicy(verification.data, cluster.database.name),
    acknowledged: acknowledged.length === 0 ? undefined : acknowledged,
  };
  return inWave(WAVES.schedules, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: clusterMetadata(cluster, `${cluster.name}-backup-verification`),
    data: { 'policy.yaml': canonicalYaml(policy) },
  });
}

function dataPolicy({ amcheck, assertions, canary, schema }: DataVerification, application: string) {
  return {
    amcheck:
      amcheck === 'none'
        ? undefined
        : { databases: amcheck.databases, everyRow: amcheck.everyRow, timeLimitSeconds: amcheck.timeLimit },
    assertions: assertions.map(({ name, database = application, query, expect, timeLimit, show }) => ({
      name,
      database,
      query,
      expect: expectation(expect),
      timeLimitSeconds: timeLimit,
      show,
    })),
    canary: canary && {
      database: canary.database ?? application,
      query: canary.query,
      maximalAgeSeconds: canary.maxAge,
    },
    schema: schema && {
      databases: schema.databases ?? [application],
      expected: schema.expected,
      comparePrimary: schema.comparePrimary,
    },
  };
}

function expectation(expect: VerificationExpectation) {
  if (expect === 'noRows') return { kind: 'no-rows' };
  if ('equals' in expect) return { kind: 'equals', value: expect.equals };
  if ('atLeast' in expect) return { kind: 'at-least', value: expect.atLeast };
  if ('atMost' in expect) return { kind: 'at-most', value: expect.atMost };
  return { kind: 'not-older-than', seconds: expect.maxAge };
}

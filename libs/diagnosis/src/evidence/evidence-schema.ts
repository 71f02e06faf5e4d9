import type { AlertLimits } from '@postgres-ha/environment';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { z } from 'zod';
import type { CertificateSeen } from './certificate-seen.ts';
import { EVIDENCE_FORMAT, type AdmissionAnswer, type Evidence, type Intent } from './evidence.ts';
import { instanceAnswer, poolerAnswer } from './instance-schema.ts';
import type { LogEnd } from './log-end.ts';
import { unseen, type Look } from './look.ts';
import type { AccessSeen } from './operator-evidence.ts';
import type { Reach } from './reach.ts';
import type { AlertSeen, ProofSeen, WatchSeen } from './reports.ts';
import type { SecretSeen } from './secret-seen.ts';
import { STORE_STEPS, type StoreAnswer } from './store-answer.ts';
import type { VolumeUse } from './volume-use.ts';

const word = z.string().nullable();

/** A look that cannot be read is one that was not taken. */
function look<T>(value: z.ZodType<T>): z.ZodType<Look<T>> {
  return z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('seen'), value }),
      z.object({
        kind: z.literal('unseen'),
        reason: z.enum(['forbidden', 'absent', 'unreachable', 'timeout', 'skipped', 'unreadable']),
        detail: z.string(),
      }),
    ])
    .catch(unseen('unreadable', 'the evidence has it in a form that is not known'));
}

const kubeObject: z.ZodType<KubeObject> = z.looseObject({
  apiVersion: z.string().catch(''),
  kind: z.string().catch(''),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().exactOptional().catch(''),
    labels: z.record(z.string(), z.string()).exactOptional().catch({}),
    annotations: z.record(z.string(), z.string()).exactOptional().catch({}),
  }),
});
const kubeObjects = z.array(kubeObject).readonly();

const logEnd: z.ZodType<LogEnd> = z.object({
  namespace: z.string(),
  pod: z.string(),
  container: z.string(),
  previous: z.boolean(),
  lines: look(z.array(z.string()).readonly()),
});

const access: z.ZodType<AccessSeen> = z.object({
  subject: z.string(),
  verb: z.string(),
  group: z.string(),
  resource: z.string(),
  namespace: z.string(),
  allowed: z.boolean().nullable(),
});

const limits: z.ZodType<AlertLimits> = z.object({
  replicationLagBytes: z.number(),
  connectionsPercent: z.number(),
  longRunningTransactionSeconds: z.number(),
  backupAgeSeconds: z.number(),
  backupUnprovenSeconds: z.number(),
  walBacklogSegments: z.number(),
  volumeWarningPercent: z.number(),
  volumeCriticalPercent: z.number(),
  slotLagBytes: z.number(),
  certificateExpirySeconds: z.number(),
  wraparoundTransactions: z.number(),
  poolerWaitSeconds: z.number(),
});

const intent: z.ZodType<Intent> = z.object({
  file: z.string(),
  instances: z.number(),
  major: z.number(),
  operatorVersion: z.string(),
  pluginVersion: word,
  storageClass: word,
  backup: z.enum(['configured', 'none']),
  limits: limits.optional(),
});

const admission: z.ZodType<AdmissionAnswer> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accepted'), warnings: z.array(z.string()) }),
  z.object({ kind: z.literal('refused'), message: z.string() }),
  z.object({ kind: z.literal('failed'), code: z.number().nullable(), message: z.string() }),
]);

const reach: z.ZodType<Reach> = z.object({
  from: z.string(),
  to: z.string(),
  port: z.number(),
  outcome: z.enum(['open', 'refused', 'no-answer', 'not-asked']),
  detail: z.string(),
});

const storeAnswer: z.ZodType<StoreAnswer> = z.object({
  destination: z.string(),
  endpoint: word,
  serverName: z.string(),
  steps: z.array(
    z.object({
      step: z.enum(STORE_STEPS),
      outcome: z.enum(['ok', 'failed', 'not-reached', 'not-needed']),
      code: word,
      detail: z.string(),
    }),
  ),
  found: z
    .object({
      backups: z.number(),
      newestBackup: word,
      newestWal: word,
      newestWalAt: word,
      systemIds: z.array(z.string()),
    })
    .nullable(),
  caveats: z.array(z.string()),
});

const certificate: z.ZodType<CertificateSeen> = z.object({
  where: z.string(),
  use: z.enum(['server', 'server-ca', 'client-ca', 'replication', 'pooler', 'webhook', 'plugin', 'store-ca', 'other']),
  subject: z.string(),
  issuer: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  names: z.array(z.string()),
  fingerprint: z.string(),
  signed: z.object({ by: z.string(), outcome: z.enum(['ok', 'mismatch', 'not-told']) }),
});

const secret: z.ZodType<SecretSeen> = z.object({
  name: z.string(),
  referredBy: z.string(),
  wantedKeys: z.array(z.string()),
  found: look(
    z.object({
      type: z.string(),
      keys: z.array(z.string()),
      remarks: z.array(
        z.object({
          key: z.string(),
          remark: z.enum(['empty', 'trailing-newline', 'surrounded-by-space', 'not-text']),
        }),
      ),
    }),
  ),
});

const volumeUse: z.ZodType<VolumeUse> = z.object({
  claim: z.string(),
  pod: z.string(),
  size: z.number(),
  free: z.number(),
  freeInodes: z.number().nullable(),
});

const proof: z.ZodType<ProofSeen> = z.object({
  server: z.string(),
  verdict: z.string(),
  level: word,
  provenAt: word,
  recoverableTo: word,
  lastRunAt: word,
  reportedBy: z.string(),
});

const watch: z.ZodType<WatchSeen> = z.object({
  state: z.string(),
  membersSeen: z.number(),
  membersExpected: z.number(),
  openIncidents: z.number(),
  reportedBy: z.string(),
});

const alert: z.ZodType<AlertSeen> = z.object({
  name: z.string(),
  severity: z.string(),
  state: z.enum(['active', 'suppressed', 'unprocessed']),
  startedAt: z.string(),
  summary: z.string(),
});

/** Each part of Evidence, read on its own, so that one that is damaged does not hide the others. */
export const EVIDENCE_PARTS: {
  readonly [part in Exclude<keyof Evidence, 'objects' | 'operator'>]: z.ZodType<Evidence[part]>;
} = {
  format: z.literal(EVIDENCE_FORMAT),
  takenAt: z.iso.datetime({ offset: true }),
  target: z.object({
    environment: z.string().exactOptional(),
    namespace: z.string(),
    cluster: z.string(),
    operatorNamespace: z.string(),
  }),
  intent: look(intent),
  kubernetes: look(z.string()),
  cluster: look(kubeObject),
  events: look(kubeObjects),
  admission: look(admission),
  logs: z.array(logEnd),
  instances: z.array(z.object({ pod: z.string(), answer: look(instanceAnswer) })),
  poolers: z.array(z.object({ pooler: z.string(), pod: z.string(), answer: look(poolerAnswer) })),
  reaches: z.array(reach),
  objectStore: look(storeAnswer),
  certificates: look(z.array(certificate)),
  secrets: z.array(secret),
  volumes: look(z.array(volumeUse)),
  proofs: look(z.array(proof)),
  watch: look(watch),
  alerts: look(z.array(alert)),
  cut: z.array(z.string()),
};

/** The parts of what is seen of the operator. */
export const OPERATOR_PARTS: { readonly [part in keyof Evidence['operator']]: z.ZodType<Evidence['operator'][part]> } =
  {
    deployment: look(kubeObject),
    pods: look(kubeObjects),
    plugin: look(kubeObject),
    pluginPods: look(kubeObjects),
    services: look(kubeObjects),
    endpoints: look(kubeObjects),
    logs: z.array(logEnd),
    access: look(z.array(access)),
    definitions: look(z.array(z.string())),
    webhooks: look(kubeObjects),
  };

/** The watched objects by kind: a kind that is missing was not looked at. */
export const OBJECT_LOOK: z.ZodType<Look<readonly KubeObject[]>> = look(kubeObjects);

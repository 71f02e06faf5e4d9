import { cpuMillicores, quantityBytes } from '@postgres-ha/kube-manifest';
import { z } from 'zod';
import { sixFieldSchedule } from './cron.ts';
import { DURATION_PATTERN, durationSeconds } from './duration.ts';

/** Text that must satisfy a predicate; `expected` completes the sentence "expected …". */
function text(expected: string, accepts: (value: string) => boolean) {
  return z
    .string({ error: expected })
    .refine(accepts, { error: expected })
    .describe(`${expected.charAt(0).toUpperCase()}${expected.slice(1)}.`);
}

const A_DURATION = 'a duration such as 30s, 5m or 1h30m';

/** A duration; becomes whole seconds, which is what CloudNativePG takes. */
export const duration = text(A_DURATION, (value) => durationSeconds(value) !== undefined)
  .regex(DURATION_PATTERN, { error: A_DURATION })
  .transform((value) => durationSeconds(value) ?? 0);

/** A schedule in UTC with five or six fields; becomes six. */
export const schedule = text(
  'a schedule with five or six fields such as "0 2 * * *", in UTC',
  (value) => sixFieldSchedule(value) !== undefined,
).transform((value) => sixFieldSchedule(value) ?? value);

export const quantity = text(
  'a size with a Kubernetes unit such as 100Gi',
  (value) => quantityBytes(value) !== undefined,
);

/** People write `2` as often as `"2"`. */
export const cpu = z
  .union([z.string(), z.number()], { error: 'an amount of CPU such as 2 or 500m' })
  .transform(String)
  .refine((value) => cpuMillicores(value) !== undefined, { error: 'an amount of CPU such as 2 or 500m' })
  .describe('An amount of CPU such as 2 or 500m.');

export const kubernetesName = text(
  'a Kubernetes name: lower-case letters, digits and hyphens, at most 63',
  (value) => value.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(value),
);

export const objectName = text(
  'a Kubernetes object name: lower-case letters, digits, hyphens and dots, at most 253',
  (value) => value.length <= 253 && /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(value),
);

/** Names that need no quotes in SQL, so that people can type them. */
export const sqlName = text('a PostgreSQL name: lower-case letters, digits and underscores, at most 63', (value) =>
  /^[a-z_][a-z0-9_]{0,62}$/.test(value),
);

/** CloudNativePG and PostgreSQL keep these for themselves. */
const RESERVED_ROLES = /^(?:postgres|streaming_replica|pg_.*|cnpg_.*)$/;
export const roleName = sqlName.refine((value) => !RESERVED_ROLES.test(value), {
  error:
    'a role name that neither PostgreSQL nor CloudNativePG keeps for itself (postgres, streaming_replica, pg_…, cnpg_…)',
});

export const databaseName = sqlName.refine((value) => !['postgres', 'template0', 'template1'].includes(value), {
  error: 'a database of your own (not postgres, template0 or template1)',
});

/** @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/internal/webhook/v1/cluster_webhook.go for what the webhook takes */
export const postgresImage = text(
  'a PostgreSQL image with a version tag such as ghcr.io/cloudnative-pg/postgresql:17.11-standard-trixie@sha256:…',
  (value) => /^[^\s@]+:\d+(?:\.\d+)*[^\s:/@]*(?:@sha256:[0-9a-f]{64})?$/.test(value),
);

export const image = text('an image with a tag or digest', (value) =>
  /^[^\s@]+(?::[^\s:/@]+(?:@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$/.test(value),
);

export const bucketPath = text('an address such as s3://bucket/ or s3://bucket/path', (value) =>
  /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[\w.!*'()/-]*)?$/.test(value),
);

export const httpUrl = text('an address such as https://s3.example.com', (value) => /^https?:\/\/[^\s/]+/.test(value));

/** @see the pattern of spec.retentionPolicy in the ObjectStore CRD of plugin-barman-cloud v0.14.0 */
export const retention = text('a retention such as 30d, 4w or 6m', (value) => /^[1-9][0-9]*[dwm]$/.test(value));

export const cidr = text('an address range such as 10.0.0.0/8', (value) =>
  /^(?:\d{1,3}\.){3}\d{1,3}\/\d{1,2}$|^[0-9a-f:]+\/\d{1,3}$/i.test(value),
);

/** Values as people write them in YAML; PostgreSQL takes text. */
export const parameterValue = z
  .union([z.string(), z.number(), z.boolean()], { error: 'a word, a number, true or false' })
  .transform((value) => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)));

export const version = text('a version such as 1.30.0', (value) => /^v?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(value));

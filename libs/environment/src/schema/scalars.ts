import { queryProblem } from '@postgres-ha/backup-proof/query-text';
import { cpuMillicores, quantityBytes } from '@postgres-ha/kube-manifest';
import { z } from 'zod';
import { comesRound, sixFieldSchedule, workerSchedule } from './cron.ts';
import { DURATION_PATTERN, durationSeconds } from './duration.ts';
import { SQL_WORDS } from './sql-words.ts';
import { isTimeZone } from './time-zone.ts';

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

/** A duration that leaves time for something; becomes whole seconds. */
export const someTime = duration.refine((seconds) => seconds > 0, { error: 'a duration above 0' });

const NEVER = 'a schedule that comes round: a day that is in one of its months';

/** A schedule in UTC with five or six fields; becomes six. */
export const schedule = text(
  'a schedule with five or six fields such as "0 2 * * *", in UTC',
  (value) => sixFieldSchedule(value) !== undefined,
)
  .refine(comesRound, { error: NEVER })
  .transform((value) => sixFieldSchedule(value) ?? value);

/** A schedule with five or six fields, in a time zone that is said beside it; becomes six. */
export const localSchedule = text(
  'a schedule with five or six fields such as "0 5 * * *": days of the month or of the week, not both; steps of * or of a range',
  (value) => workerSchedule(value) !== undefined,
)
  .refine(comesRound, { error: NEVER })
  .transform((value) => workerSchedule(value) ?? value);

export const timeZone = text('a time zone of the IANA database such as Europe/Berlin or UTC', isTimeZone);

/** A bare number would be bytes, which nobody means. */
export const quantity = text(
  'a size with a Kubernetes unit such as 100Gi',
  (value) => quantityBytes(value) !== undefined && /[a-zA-Z]$/.test(value),
);

/** People write `2` as often as `"2"`. */
export const cpu = z
  .union([z.string(), z.number()], { error: 'an amount of CPU such as 2 or 500m' })
  .transform(String)
  .refine((value) => cpuMillicores(value) !== undefined, { error: 'an amount of CPU such as 2 or 500m' })
  .describe('An amount of CPU such as 2 or 500m.');

const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

export const kubernetesName = text(
  'a Kubernetes name: lower-case letters, digits and hyphens, at most 63',
  (value) => value.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(value),
);

export const objectName = text(
  'a Kubernetes object name: lower-case letters, digits, hyphens and dots, at most 253',
  (value) => value.length <= 253 && SUBDOMAIN.test(value),
);

/** A key of a Secret. */
export const secretKeyName = text(
  'a key of a Secret: letters, digits, hyphens, underscores and dots, at most 253',
  (value) => /^[-._a-zA-Z0-9]{1,253}$/.test(value),
);

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const LABEL_WORD = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

export const labelKey = text('a label key such as team or example.com/team', (value) => {
  const [name = '', prefix, ...rest] = value.split('/').toReversed();
  return (
    LABEL_WORD.test(name) &&
    rest.length === 0 &&
    (prefix === undefined || (prefix.length <= 253 && SUBDOMAIN.test(prefix)))
  );
});

export const labelValue = text(
  'a label value: letters, digits, hyphens, underscores and dots, at most 63',
  (value) => value === '' || LABEL_WORD.test(value),
);

/** Names that need no quotes in SQL, so that people can type them. */
export const sqlName = text(
  'a PostgreSQL name: lower-case letters, digits and underscores, at most 63, no word of SQL',
  (value) => /^[a-z_][a-z0-9_]{0,62}$/.test(value) && !SQL_WORDS.has(value),
);

/** CloudNativePG quotes these; some, such as uuid-ossp, need it. */
export const extensionName = text('the name of an extension such as pg_trgm or uuid-ossp', (value) =>
  /^[a-z_][a-z0-9_-]{0,62}$/.test(value),
);

/** It becomes the name of a volume, tbs-<name>, which has at most 63 characters and cannot end in a hyphen. */
export const tablespaceName = sqlName
  .refine((value) => !/^pg_|_$/.test(value), { error: 'a name that neither starts with pg_ nor ends in an underscore' })
  .refine((value) => value.length <= 59, { error: 'at most 59 characters' });

/** CloudNativePG and PostgreSQL keep these for themselves. */
const RESERVED_ROLES = /^(?:postgres|streaming_replica|pg_.*|cnpg_.*)$/;
export const roleName = sqlName.refine((value) => !RESERVED_ROLES.test(value), {
  error:
    'a role name that neither PostgreSQL nor CloudNativePG keeps for itself (postgres, streaming_replica, pg_…, cnpg_…)',
});

/** A database to look into: one of a cluster's own, or the one that every cluster has. */
export const databaseOrPostgres = sqlName.refine((value) => !['template0', 'template1'].includes(value), {
  error: 'a database that can be asked (not template0 or template1)',
});

/** It becomes part of the names of an object and of the role <name>_connect. */
export const databaseName = sqlName
  .refine((value) => !['postgres', 'template0', 'template1'].includes(value), {
    error: 'a database of your own (not postgres, template0 or template1)',
  })
  .refine((value) => value.length + '_connect'.length <= 63 && !value.endsWith('_'), {
    error: 'at most 55 characters, the last not an underscore',
  });

/** @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/internal/webhook/v1/cluster_webhook.go for what the webhook takes */
export const postgresImage = text(
  'a PostgreSQL image with a version tag such as ghcr.io/cloudnative-pg/postgresql:17.11-standard-trixie@sha256:…',
  (value) => /^[^\s@]+:\d+(?:\.\d+)*(?:[^\s:/@.\d][^\s:/@]*)?(?:@sha256:[0-9a-f]{64})?$/.test(value),
);

export const image = text('an image with a tag or digest', (value) =>
  /^[^\s@]+(?::[^\s:/@]+(?:@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$/.test(value),
);

const isBucketPath = (value: string): boolean =>
  /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[\w.!*'()/-]*)?$/.test(value);

export const bucketPath = text('an address such as s3://bucket/ or s3://bucket/path', isBucketPath);

/** @see libs/object-store/src/store-address.ts, which reads it */
export const ledgerAddress = text(
  'an address such as s3://bucket/path, or a directory such as /var/lib/backup-verifier',
  (value) =>
    !/\/\.{1,2}(?:\/|$)/.test(value) &&
    (value.startsWith('s3:') ? isBucketPath(value) : /^\/[^\s\0]*[^\s\0/]$/.test(value)),
);

export const httpUrl = text('an address such as https://s3.example.com', (value) =>
  /^https?:\/\/[^\s/]+(?:\/\S*)?$/.test(value),
);

/** @see the pattern of spec.retentionPolicy in the ObjectStore CRD of plugin-barman-cloud v0.14.0 */
export const retention = text('a retention such as 30d, 4w or 6m', (value) => /^[1-9][0-9]*[dwm]$/.test(value));

const ADDRESS_RANGE = z.union([z.cidrv4(), z.cidrv6()]);
export const cidr = text('an address range such as 10.0.0.0/8', (value) => ADDRESS_RANGE.safeParse(value).success);

/** PostgreSQL takes any case; one spelling means that rules and readers find the parameter. */
export const parameterName = text('the name of a PostgreSQL parameter, in lower case', (value) =>
  /^[a-z_][a-z0-9_$]*(?:\.[a-z_][a-z0-9_$]*)?$/.test(value),
);

/** Values as people write them in YAML; PostgreSQL takes text. */
export const parameterValue = z
  .union([z.string(), z.number(), z.boolean()], { error: 'a word, a number, true or false' })
  .transform((value) => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)))
  .refine((value) => !/\p{Cc}/u.test(value), { error: 'a value on one line, without tabs' });

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** A moment as PostgreSQL and CloudNativePG both read it. */
export const moment = text('a moment with its time zone such as 2026-08-15 14:30:00+02:00', (value) => {
  const parts = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})$/.exec(value);
  if (parts === null) return false;
  const [, date = '', time = '', zone = ''] = parts;
  const local = new Date(`${date}T${time}Z`);
  // JavaScript reads 30 February as 2 March.
  return !Number.isNaN(Date.parse(`${date}T${time}${zone}`)) && local.toISOString().startsWith(`${date}T${time}`);
});

/** A moment as RFC 3339 writes it, which is what every program prints; becomes a Date. Without its zone nobody would know when. */
export const instant = text(
  'a moment with its time zone such as 2026-12-24T18:00:00Z',
  (value) => INSTANT.test(value) && moment.safeParse(value).success,
).transform((value) => new Date(value));

/** The id of a transaction, as pg_current_xact_id() prints its lower half. */
export const transactionId = text(
  'a transaction id, at most 4294967295',
  (value) => /^\d{1,10}$/.test(value) && Number(value) <= 0xffff_ffff,
);

/** PostgreSQL keeps 63 bytes of it. */
export const restorePoint = text(
  'the name of a restore point, at most 63 bytes',
  (value) => value !== '' && new TextEncoder().encode(value).length <= 63 && !/\p{Cc}/u.test(value),
);

export const version = text('a version such as 1.30.0', (value) => /^v?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(value));

/** One line: a second one would stand in pg_hba.conf unseen by the rules. */
export const hbaLine = text('one line of pg_hba.conf', (value) => value.trim() !== '' && !/[^\P{Cc}\t]/u.test(value));

/** Words for people that stand on a line of a report. */
export const line = text(
  'words on one line, at most 200 characters',
  (value) => value.trim() !== '' && value.length <= 200 && !/\p{Cc}/u.test(value),
);

export const sqlQuery = text(
  'one SELECT or WITH that writes nothing, at most 10,000 characters',
  (value) => value.length <= 10_000 && queryProblem(value) === undefined,
);

/** The id of a finding of backup verification; whether there is such a one, the verifier says when it starts. */
export const findingId = text('the id of a finding such as wal-hole', (value) => /^[a-z]+(?:-[a-z0-9]+)*$/.test(value));

export const calendarDate = text('a day such as 2026-08-15', (value) => {
  const day = new Date(`${value}T00:00:00Z`);
  // JavaScript reads 30 February as 2 March.
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
});

export const schemaHash = text('a hash that a report has shown: 64 hexadecimal digits', (value) =>
  /^[0-9a-f]{64}$/.test(value),
);

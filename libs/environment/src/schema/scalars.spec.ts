import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import {
  bucketPath,
  cidr,
  cpu,
  databaseName,
  duration,
  extensionName,
  hbaLine,
  httpUrl,
  image,
  instant,
  kubernetesName,
  labelKey,
  labelValue,
  moment,
  objectName,
  parameterName,
  parameterValue,
  postgresImage,
  quantity,
  restorePoint,
  retention,
  roleName,
  schedule,
  secretKeyName,
  sqlName,
  tablespaceName,
  transactionId,
  version,
} from './scalars.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

interface Scalar {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly takes: readonly unknown[];
  readonly refuses: readonly unknown[];
}

const SCALARS: readonly Scalar[] = [
  { name: 'duration', schema: duration, takes: ['30s', '1h30m'], refuses: ['', '30', 30, '1.5h', null, '2147483648s'] },
  {
    name: 'schedule',
    schema: schedule,
    takes: ['0 2 * * *', '@daily'],
    refuses: ['', 'daily', '* * * *', 5, 'constructor'],
  },
  {
    name: 'quantity',
    schema: quantity,
    takes: ['100Gi', '1.5G', '64Mi'],
    refuses: ['100', 100, '10GB', '0Gi', '-1Gi', '1e3'],
  },
  { name: 'cpu', schema: cpu, takes: [1, 0.5, '2', '500m'], refuses: [0, -1, '', '0.5m', 'two', true, 1e21, 0.0001] },
  {
    name: 'kubernetesName',
    schema: kubernetesName,
    takes: ['a', 'link-services', '9to5', 'a'.repeat(63)],
    refuses: ['', 'A', 'a_b', 'a.b', '-a', 'a-', 'a'.repeat(64), 'a\n', 'ä', 7],
  },
  {
    name: 'objectName',
    schema: objectName,
    takes: ['a', 'a.b-c.d', 'a'.repeat(253)],
    refuses: ['', 'a..b', 'a.-b', 'a-.b', '.a', 'a.', 'A', 'a/b', 'a'.repeat(254)],
  },
  {
    name: 'secretKeyName',
    schema: secretKeyName,
    takes: ['ACCESS_KEY_ID', 'access-key.id', 'ca.crt'],
    refuses: ['', 'a b', 'a/b', 'ä', 'a'.repeat(254), 'a}}'],
  },
  {
    name: 'labelKey',
    schema: labelKey,
    takes: ['team', 'Team_1.x', 'example.com/cost-center', `${'a'.repeat(63)}/b`],
    refuses: ['', 'a b', '-a', 'a-', 'a/', '/a', 'a/b/c', 'Example.com/a', 'a'.repeat(64), `${'a.'.repeat(127)}a/b`],
  },
  {
    name: 'labelValue',
    schema: labelValue,
    takes: ['', 'a', 'A_b.c-d', '4711'],
    refuses: ['-a', 'a-', 'a b', 'a'.repeat(64), 4711, true],
  },
  {
    name: 'sqlName',
    schema: sqlName,
    takes: ['a', '_a', 'link_db_2', 'a'.repeat(63)],
    refuses: ['', 'A', '2a', 'a-b', 'a b', 'a$b', 'order', 'user', 'a'.repeat(64), "a'"],
  },
  {
    name: 'extensionName',
    schema: extensionName,
    takes: ['pg_trgm', 'uuid-ossp', 'postgis'],
    refuses: ['', '-a', 'A', 'a b', 'a"b', 'a'.repeat(64)],
  },
  {
    name: 'tablespaceName',
    schema: tablespaceName,
    takes: ['archive', '_a', 'a_b', 'a'.repeat(59)],
    refuses: ['pg_archive', 'a_', '_', 'a-b', 'table', 'a'.repeat(60)],
  },
  {
    name: 'roleName',
    schema: roleName,
    takes: ['linkuser', 'postgres_owner', 'pgowner'],
    refuses: ['postgres', 'streaming_replica', 'pg_monitor', 'cnpg_metrics', 'user', 'a-b'],
  },
  {
    name: 'databaseName',
    schema: databaseName,
    takes: ['linkdb', '_a', 'a'.repeat(55)],
    refuses: ['postgres', 'template0', 'template1', 'order', 'linkdb_', 'a'.repeat(56)],
  },
  {
    name: 'postgresImage',
    schema: postgresImage,
    takes: ['r.example.com:5000/pg:17', 'pg:17.11-standard-trixie', 'pg:17beta1', 'pg:17.5.6-3', `pg:16.1@${DIGEST}`],
    refuses: [
      'pg',
      'pg:latest',
      'pg:v17',
      `pg@${DIGEST}`,
      'pg:17.-x',
      'pg:17.',
      'pg:17@sha256:abc',
      'pg 17:17',
      'host:5000/pg',
      'pg:17/x',
    ],
  },
  {
    name: 'image',
    schema: image,
    takes: ['a:1', `a@${DIGEST}`, `a:1@${DIGEST}`, 'host:5000/a:latest'],
    refuses: ['a', 'host:5000/a', 'a:1@sha256:abc', 'a b:1', ':1'],
  },
  {
    name: 'bucketPath',
    schema: bucketPath,
    takes: ['s3://bucket', 's3://bucket/', 's3://my.bucket-1/a/b_c'],
    refuses: [
      '',
      'bucket',
      's3://',
      's3://Bucket',
      's3://b',
      's3://bucket/a b',
      'https://bucket/',
      's3://-bucket',
      's3://bucket/a?b',
    ],
  },
  {
    name: 'httpUrl',
    schema: httpUrl,
    takes: ['https://s3.example.com', 'http://10.0.0.1:9000/', 'https://a/b?c'],
    refuses: ['', 's3.example.com', 'ftp://a', 'https://', 'https://a b', 'https://a/b c', 'https://a\n'],
  },
  {
    name: 'retention',
    schema: retention,
    takes: ['30d', '4w', '6m'],
    refuses: ['', '30', '0d', '030d', '1y', '30 d', '-1d', '30D', 30],
  },
  {
    name: 'cidr',
    schema: cidr,
    takes: ['10.0.0.0/8', '0.0.0.0/0', '::/0', 'fd00::/8', '192.0.2.1/32', '2001:db8::1/128'],
    refuses: [
      '',
      '10.0.0.0',
      '10.0.0.0/33',
      '256.0.0.0/8',
      '999.999.999.999/99',
      '10.0.0/8',
      ':::/0',
      '::/129',
      'abc/8',
      '10.0.0.0/',
    ],
  },
  {
    name: 'parameterName',
    schema: parameterName,
    takes: ['work_mem', 'pg_stat_statements.track', '_a', 'a$b'],
    refuses: ['', 'Port', 'a.b.c', 'a b', '.a', 'a.', 'a-b', '1a', 'ARCHIVE_MODE'],
  },
  {
    name: 'parameterValue',
    schema: parameterValue,
    takes: ['', 'on', 1, 1.5, false, "it's"],
    refuses: [null, [], {}, 'a\nb', 'a\tb', 'a\u0000b', NaN, Infinity],
  },
  {
    name: 'hbaLine',
    schema: hbaLine,
    takes: ['hostssl all all all cert', 'local\tall all reject'],
    refuses: ['', '  ', 'hostssl all all all cert\nhost all all all trust', 'a\rb', 'a\u0000b'],
  },
  {
    name: 'moment',
    schema: moment,
    takes: ['2026-08-15 14:30:00+02:00', '2026-08-15T14:30:00Z', '2026-08-15 14:30:00.123456Z', '2024-02-29 00:00:00Z'],
    refuses: [
      '',
      '2026-08-15',
      '2026-08-15 14:30:00',
      '2026-08-15 14:30Z',
      '2026-13-15 14:30:00Z',
      '2026-02-29 00:00:00Z',
      '2026-02-30 00:00:00Z',
      '2026-08-15 24:00:00Z',
      '2026-08-15 14:61:00Z',
      '2026-08-15 14:30:00+99:99',
      '2026-08-15 14:30:00 CEST',
      '15.08.2026 14:30:00Z',
    ],
  },
  {
    name: 'instant',
    schema: instant,
    takes: [
      '2026-12-24T18:00:00Z',
      '2026-12-24T18:00:00.000Z',
      '2026-12-24T18:00:00+01:00',
      '2024-02-29T23:59:59-11:30',
    ],
    refuses: [
      '',
      '2026-12-24',
      '2026-12-24T18:00Z',
      '2026-12-24T18:00:00',
      '2026-12-24 18:00:00Z',
      '2026-12-24T18:00:00z',
      '2026-12-24T18:00:60Z',
      '2026-02-29T18:00:00Z',
      '2026-12-24T18:00:00+24:00',
      '2026-12-24T18:00:00.Z',
      '+002026-12-24T18:00:00Z',
      1798135200,
    ],
  },
  {
    name: 'transactionId',
    schema: transactionId,
    takes: ['0', '5', '4294967295'],
    refuses: ['', '-1', '+5', '4294967296', '0x1', '1.0', 5],
  },
  {
    name: 'restorePoint',
    schema: restorePoint,
    takes: ['before the release', 'ä'.repeat(31), 'a'.repeat(63)],
    refuses: ['', 'a'.repeat(64), 'ä'.repeat(32), 'a\tb', 'a\u007fb'],
  },
  {
    name: 'version',
    schema: version,
    takes: ['1.30.0', 'v0.14.0', '1.0.0-rc.1'],
    refuses: ['', '1.30', '1', 1.3, 'latest', '1.30.0 '],
  },
];

describe.each(SCALARS)('$name', ({ schema, takes, refuses }) => {
  test.each(takes.map((value) => ({ value })))('takes $value', ({ value }) => {
    expect(schema.safeParse(value)).toMatchObject({ success: true });
  });
  test.each(refuses.map((value) => ({ value })))('refuses $value and says what it expected', ({ value }) => {
    const result = schema.safeParse(value);
    expect(result.success).toBe(false);
    expect(result.error?.issues[0]?.message).toMatch(/^(?!Invalid|Too|Unrecognized)./);
  });
});

test('values become what CloudNativePG takes', () => {
  expect(duration.parse('1h30m')).toBe(5400);
  expect(schedule.parse('0 2 * * *')).toBe('0 0 2 * * *');
  expect(cpu.parse(0.5)).toBe('0.5');
  expect([true, false, 200, 1.1, 'replica'].map((value) => parameterValue.parse(value))).toEqual([
    'on',
    'off',
    '200',
    '1.1',
    'replica',
  ]);
});

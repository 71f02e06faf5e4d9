import { quantityBytes } from '@postgres-ha/kube-manifest';
import type { Cluster } from '../cluster.ts';
import type { Backup } from '../schema/cluster-schema.ts';
import type { KeyPath } from '../source/key-path.ts';
import { retentionSeconds } from '../verification.ts';
import { ledgerRules } from './ledger-rules.ts';
import { positionsOfRepeats } from './repeats.ts';
import type { Breach, ClusterInEnvironment, Rule } from './rule.ts';

const AT: KeyPath = ['backup', 'verification'];
const DATA: KeyPath = [...AT, 'data'];

/** What CloudNativePG sets where nobody else does. */
const ARCHIVE_TIMEOUT_S = 300;

/** Rules about how the backups of a cluster are proven. */
export const verificationRules: readonly Rule<ClusterInEnvironment>[] = [
  ...ledgerRules,
  {
    id: 'verification-level-low',
    level: 'warning',
    summary: 'Below L4 no backup is ever proven.',
    detail:
      'L1 to L3 find faults, but only a replay shows that the WAL leads to the end of the archive. Reports then say "no fault found", and the age of the last proof grows without bound.',
    source: 'docs/backup-verification.md: levels',
    breaches: verified(({ level }) =>
      level === 'L4' || level === 'L5' ? [] : [{ path: [...AT, 'level'], found: level, expected: 'L4 or L5' }],
    ),
  },
  {
    id: 'verification-data-unused',
    level: 'warning',
    summary: 'Assertions, a canary and the schema are looked at from level L5 on.',
    detail: 'With a lower level they stand in the file, and nobody asks them. Set backup.verification.level to L5.',
    source: 'docs/verification-policy.md',
    breaches: verified(({ level, data: { assertions, canary, schema } }) =>
      level === 'L5'
        ? []
        : [
            { key: 'assertions', said: assertions.length > 0 },
            { key: 'canary', said: canary !== undefined },
            { key: 'schema', said: schema !== undefined },
          ]
            .filter(({ said }) => said)
            .map(({ key }) => ({ path: [...DATA, key], found: `${key} with level ${level}`, expected: 'level L5' })),
    ),
  },
  {
    id: 'canary-too-strict',
    level: 'warning',
    summary: 'A canary cannot be younger than the WAL that is archived.',
    detail:
      'A segment that is not full is archived after archive_timeout, 5 minutes unless postgresql.parameters says otherwise. A canary that may not be older than that is found stale on every quiet day. Allow at least twice the timeout, and the time between two of its rows.',
    source: 'PostgreSQL: archive_timeout; CloudNativePG 1.30: default parameters',
    breaches: verified(({ data: { canary } }, { postgresql: { parameters } }) => {
      const timeout = secondsOf(parameters['archive_timeout']);
      if (canary === undefined || timeout === undefined || (timeout > 0 && canary.maxAge > timeout)) return [];
      return [
        {
          path: [...DATA, 'canary', 'maxAge'],
          found: `${canary.maxAge} s, and ${timeout === 0 ? 'no archive_timeout' : `an archive_timeout of ${timeout} s`}`,
          expected: timeout === 0 ? 'an archive_timeout' : `more than ${timeout} s`,
        },
      ];
    }),
  },
  {
    id: 'assertion-name-twice',
    level: 'error',
    summary: 'Two assertions may not have the same name.',
    detail: 'A report names them, and the history of one would be that of the other.',
    source: 'house rule',
    breaches: verified(({ data: { assertions } }) =>
      positionsOfRepeats(assertions.map(({ name }) => name)).map((position) => ({
        path: [...DATA, 'assertions', position, 'name'],
        found: `${JSON.stringify(assertions[position]?.name)} a second time`,
        expected: 'each name once',
      })),
    ),
  },
  {
    id: 'verification-database-unknown',
    level: 'warning',
    summary: 'A database that is to be looked into should be one that the cluster has.',
    detail:
      'What cluster.yaml tells of is the application database and postgres. Where a name is misspelt, nothing is ever known of its data, and no backup is proven. A cluster that comes from elsewhere may have more.',
    source: 'house rule',
    breaches: verified(({ data }, cluster) => {
      if (cluster.import !== undefined || cluster.restore !== undefined || cluster.replicaOf !== undefined) return [];
      const known = [cluster.database.name, 'postgres'];
      return databasesOf(data)
        .filter(({ name }) => !known.includes(name))
        .map(({ name, path }) => ({ path: [...DATA, ...path], found: name, expected: `one of ${known.join(', ')}` }));
    }),
  },
  {
    id: 'schema-hash-unused',
    level: 'warning',
    summary: 'A schema hash that was approved is for a database whose schema is looked at.',
    detail: 'The hash of a database that is not under databases is compared with nothing.',
    source: 'docs/verification-policy.md',
    breaches: verified(({ data: { schema } }, { database }) => {
      const hashed = schema?.databases ?? [database.name];
      return Object.keys(schema?.expected ?? {})
        .filter((name) => !hashed.includes(name))
        .map((name) => ({
          path: [...DATA, 'schema', 'expected', name],
          found: name,
          expected: `one of ${hashed.join(', ')}`,
        }));
    }),
  },
  {
    id: 'acknowledgement-twice',
    level: 'error',
    summary: 'A finding is acknowledged once.',
    detail: 'Two entries for the same finding and object leave it open which day and which reason count.',
    source: 'house rule',
    breaches: verified(({ acknowledged }) =>
      positionsOfRepeats(acknowledged.map(({ finding, object = '' }) => `${finding} ${object}`)).map((position) => ({
        path: [...AT, 'acknowledged', position, 'finding'],
        found: `${acknowledged[position]?.finding ?? ''} a second time`,
        expected: 'one entry for each finding and object',
      })),
    ),
  },
  {
    id: 'reverify-beyond-retention',
    level: 'warning',
    summary: 'A proof that counts for longer than a backup is kept is never renewed.',
    detail:
      'Bytes that rot in the store after they were read once are then found only by the random sample. Leave reverifyAfter out, or set it below the retention.',
    source: 'house rule',
    breaches: verified(({ reverifyAfter = 0 }, { backup }) =>
      reverifyAfter <= retentionSeconds(backup)
        ? []
        : [
            {
              path: [...AT, 'reverifyAfter'],
              found: `${reverifyAfter} s, and a retention of ${backup.retention}`,
              expected: 'at most the retention',
            },
          ],
    ),
  },
  {
    id: 'verification-budget-small',
    level: 'warning',
    summary: 'A run should be allowed to read one whole backup.',
    detail:
      'A backup is at most as large as the volumes. With less than that, the newest one may take several runs, and is unknown until the last of them.',
    source: 'docs/verification-policy.md',
    breaches: verified(({ budget: { bytes } }, { storage, tablespaces }) => {
      const whole = [storage, ...tablespaces].reduce((sum, { size }) => sum + (quantityBytes(size) ?? 0), 0);
      return bytes === undefined || bytes >= whole
        ? []
        : [
            {
              path: [...AT, 'budget', 'bytes'],
              found: `${bytes} bytes`,
              expected: `the ${whole} bytes of the volumes, or none`,
            },
          ];
    }),
  },
];

type VerifiedCluster = Cluster & { readonly backup: Backup };

/** For clusters that have backups. */
function verified(
  breaches: (verification: Backup['verification'], cluster: VerifiedCluster) => readonly Breach[],
): Rule<ClusterInEnvironment>['breaches'] {
  return ({ cluster }) => {
    const { backup } = cluster;
    return backup === 'none' ? [] : breaches(backup.verification, { ...cluster, backup });
  };
}

/** Every database that is named, and where. */
function databasesOf({
  amcheck,
  assertions,
  canary,
  schema,
}: Backup['verification']['data']): readonly { readonly name: string; readonly path: KeyPath }[] {
  const listed = (names: readonly string[] | 'all' | undefined, path: KeyPath) =>
    names === 'all' || names === undefined ? [] : names.map((name, position) => ({ name, path: [...path, position] }));
  const one = (name: string | undefined, path: KeyPath) => (name === undefined ? [] : [{ name, path }]);
  return [
    ...listed(amcheck === 'none' ? undefined : amcheck.databases, ['amcheck', 'databases']),
    ...assertions.flatMap(({ database }, position) => one(database, ['assertions', position, 'database'])),
    ...one(canary?.database, ['canary', 'database']),
    ...listed(schema?.databases, ['schema', 'databases']),
  ];
}

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60, h: 3600, d: 86_400 };

/** archive_timeout in seconds, which are its unit where none is said; undefined where only PostgreSQL understands it. */
function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return ARCHIVE_TIMEOUT_S;
  const [, amount = '', unit = ''] = /^(\d+) *(ms|s|min|h|d)?$/.exec(text) ?? [];
  return amount === '' ? undefined : Number(amount) * (UNITS[unit === '' ? 's' : unit] ?? 1);
}

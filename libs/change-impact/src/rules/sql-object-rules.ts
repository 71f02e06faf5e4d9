import type { ImpactRule } from '../rule.ts';
import { rulesOf } from './define-rule.ts';
import { ensuresAbsence } from './ensured-absence.ts';

const DATABASE = 'CloudNativePG 1.30: internal/management/controller/database_controller.go';
const ROLE = 'CloudNativePG 1.30: internal/management/controller/databaserole_controller.go';
/** What a Database lists, and how deep an item of it is: `spec.schemas.0`. */
const PARTS = ['schemas', 'extensions', 'fdws', 'servers'];
const PART_DEPTH = 3;
const CRD = 'CloudNativePG 1.30: rules of the CRD';

/** Objects that the instance manager of the primary turns into SQL. */
export const sqlObjectRules: readonly ImpactRule[] = [
  ...rulesOf('Database', [
    {
      id: 'database-ensure',
      paths: ['spec.ensure'],
      absent: 'present',
      action: 'lose',
      reason: 'ensure: absent is DROP DATABASE.',
      source: DATABASE,
      judge: ({ after }) =>
        after === 'absent'
          ? { action: 'lose', effect: 'The database is dropped with all that is in it.' }
          : { action: 'sql', effect: 'The database is made, empty.' },
    },
    {
      id: 'database-immutable',
      paths: [
        'spec.cluster.**',
        'spec.name',
        'spec.builtinLocale',
        'spec.collationVersion',
        'spec.encoding',
        'spec.icuLocale',
        'spec.icuRules',
        'spec.locale',
        'spec.localeCType',
        'spec.localeCollate',
        'spec.localeProvider',
        'spec.template',
      ],
      action: 'refused',
      reason: 'The CRD keeps it as it was.',
      source: CRD,
      judge: ({ before, after }) =>
        before === undefined || after === undefined
          ? { action: 'nothing', effect: 'Nothing happens: it counts only when the database is made.' }
          : { action: 'refused' },
    },
    {
      id: 'database-reclaim-policy',
      paths: ['spec.databaseReclaimPolicy'],
      absent: 'retain',
      action: 'nothing',
      effect: 'Nothing happens now; it says whether the database is dropped when this object is deleted.',
      reason: 'It is read when the object is deleted.',
      source: DATABASE,
    },
    {
      id: 'database-part',
      paths: PARTS.flatMap((part) => [`spec.${part}`, `spec.${part}.*`, `spec.${part}.**`]),
      action: 'sql',
      reason: 'The instance manager of the primary compares it with the catalog and runs CREATE, ALTER or DROP.',
      source: DATABASE,
      judge: ({ path, after }) => {
        if (ensuresAbsence(path, after))
          return { action: 'lose', effect: 'It is dropped; without CASCADE, so not while something depends on it.' };
        return after === undefined && path.length <= PART_DEPTH
          ? {
              action: 'nothing',
              effect: 'It stays in the database as it is.',
              reason: 'Removing an entry drops nothing: only ensure: absent does.',
            }
          : { action: 'sql' };
      },
    },
    {
      id: 'database-attributes',
      paths: ['spec.owner', 'spec.isTemplate', 'spec.allowConnections', 'spec.connectionLimit'],
      action: 'sql',
      reason: 'The instance manager of the primary runs ALTER DATABASE.',
      source: DATABASE,
    },
    {
      id: 'database-tablespace',
      paths: ['spec.tablespace'],
      action: 'sql',
      effect: 'ALTER DATABASE … SET TABLESPACE copies the database, and works only while nobody is connected to it.',
      reason: 'The files of the database move.',
      source: 'PostgreSQL: ALTER DATABASE',
    },
  ]),
  ...rulesOf('DatabaseRole', [
    {
      id: 'role-immutable',
      paths: ['spec.cluster.**', 'spec.name', 'spec.ensure'],
      action: 'refused',
      reason: 'The CRD keeps it as it was.',
      source: CRD,
    },
    {
      id: 'role-reclaim-policy',
      paths: ['spec.databaseRoleReclaimPolicy', 'spec.clientCertificate.**'],
      action: 'nothing',
      effect: 'No SQL: a Secret is made or deleted, or a later deletion drops the role.',
      reason: 'It does not concern the role in the database.',
      source: ROLE,
    },
    {
      id: 'role-attributes',
      paths: [
        'spec.bypassrls',
        'spec.comment',
        'spec.connectionLimit',
        'spec.createdb',
        'spec.createrole',
        'spec.disablePassword',
        'spec.inRoles.**',
        'spec.inherit',
        'spec.login',
        'spec.passwordSecret.**',
        'spec.replication',
        'spec.superuser',
        'spec.validUntil',
      ],
      action: 'sql',
      reason: 'The instance manager of the primary runs ALTER ROLE, GRANT or REVOKE.',
      source: ROLE,
    },
  ]),
  ...rulesOf(
    ['Publication', 'Subscription'],
    [
      {
        id: 'logical-immutable',
        paths: ['spec.cluster.**', 'spec.name', 'spec.dbname', 'spec.target.allTables'],
        action: 'refused',
        reason: 'The CRD keeps it as it was.',
        source: CRD,
      },
      {
        id: 'logical-reclaim-policy',
        paths: ['spec.publicationReclaimPolicy', 'spec.subscriptionReclaimPolicy'],
        absent: 'retain',
        action: 'nothing',
        effect: 'Nothing happens now; it says what is dropped when this object is deleted.',
        reason: 'It is read when the object is deleted.',
        source: 'CloudNativePG 1.30: internal/management/controller/finalizers.go',
      },
      {
        id: 'logical-attributes',
        paths: [
          'spec.parameters.**',
          'spec.target.**',
          'spec.externalClusterName',
          'spec.publicationDBName',
          'spec.publicationName',
        ],
        action: 'sql',
        reason: 'The instance manager of the primary runs ALTER PUBLICATION or ALTER SUBSCRIPTION.',
        source: 'CloudNativePG 1.30: internal/management/controller/publication_controller_sql.go',
      },
    ],
  ),
];

import { z } from 'zod';
import {
  bucketPath,
  cpu,
  databaseName,
  duration,
  httpUrl,
  kubernetesName,
  objectName,
  parameterValue,
  postgresImage,
  quantity,
  retention,
  roleName,
  schedule,
  sqlName,
  hbaLine,
  extensionName,
  labelKey,
  labelValue,
  moment,
  parameterName,
  restorePoint,
  secretKeyName,
  tablespaceName,
  transactionId,
} from './scalars.ts';
import { clusterMonitoring } from './monitoring-schema.ts';
import { verification } from './verification-schema.ts';

const secretKey = z.strictObject({ secret: objectName, key: secretKeyName });

/** A block that can also be switched off by the word `none`, so that a cluster can refuse what its environment's defaults bring. */
function orNone<T extends z.ZodObject>(block: T) {
  return z.union([block, z.literal('none')]);
}

function valuesFit(operator: string, values: readonly string[]): boolean {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length > 0;
    case 'Gt':
    case 'Lt':
      return values.length === 1 && /^\d+$/.test(values[0] ?? '');
    default:
      return values.length === 0;
  }
}

const volume = z.strictObject({
  size: quantity.describe('Size of the volume of each instance. It can grow later, never shrink.'),
  class: objectName.optional().describe("StorageClass; the Kubernetes cluster's default where absent."),
});

const postgresql = z.strictObject({
  version: z
    .int()
    .min(14)
    .max(18)
    .describe('Major version of PostgreSQL. Raising it is an offline upgrade of the whole cluster.'),
  image: postgresImage.optional().describe("An image of your own instead of the environment's catalogue."),
  catalog: z
    .strictObject({ kind: z.enum(['ImageCatalog', 'ClusterImageCatalog']), name: objectName })
    .optional()
    .describe("A catalogue that exists already, instead of the environment's."),
  parameters: z
    .record(parameterName, parameterValue)
    .prefault({})
    .describe('postgresql.conf, in the words of PostgreSQL.'),
  preload: z.array(sqlName).prefault([]).describe('Libraries for shared_preload_libraries, in order.'),
  hba: z
    .array(hbaLine)
    .prefault([])
    .describe('Lines for pg_hba.conf, after the one that refuses connections without TLS.'),
});

const database = z.strictObject({
  name: databaseName.describe('The application database.'),
  owner: roleName.describe('Its owner, whose password CloudNativePG keeps in the Secret <cluster>-app.'),
  encoding: z.string().prefault('UTF8'),
  locale: z.string().prefault('C').describe('LC_COLLATE and LC_CTYPE.'),
  localeProvider: z.enum(['libc', 'icu', 'builtin']).optional().describe('PostgreSQL 16 and newer (builtin: 17).'),
  icuLocale: z.string().optional(),
  builtinLocale: z.string().optional(),
  dataChecksums: z
    .boolean()
    .prefault(true)
    .describe('Page checksums, without which no copy of the data can be told from a damaged one.'),
  walSegmentSize: z
    .int()
    .min(1)
    .max(1024)
    .refine((size) => Number.isInteger(Math.log2(size)), { error: 'a power of two' })
    .optional()
    .describe('Size of a WAL segment in MiB, a power of two.'),
  extensions: z
    .array(
      z.union([
        extensionName,
        z.strictObject({ name: extensionName, version: z.string().optional(), schema: sqlName.optional() }),
      ]),
    )
    .prefault([])
    .transform((extensions) =>
      extensions.map((extension) => (typeof extension === 'string' ? { name: extension } : extension)),
    )
    .describe('Extensions that exist in the database.'),
});

const service = z.strictObject({
  name: kubernetesName.describe('The application; its role and schema carry the same name with underscores.'),
  connections: z.int().min(1).optional().describe('Most connections that its role may hold; unlimited where absent.'),
});

const synchronous = z.strictObject({
  method: z.enum(['any', 'first']).prefault('any'),
  number: z.int().min(1).describe('Standbys that must have a commit before it is acknowledged.'),
  dataDurability: z
    .enum(['required', 'preferred'])
    .prefault('required')
    .describe('required: no commit without them; preferred: commits go on alone.'),
  failoverQuorum: z
    .boolean()
    .prefault(true)
    .describe('Fail over only to a standby that provably has every acknowledged commit.'),
});

const resources = z.strictObject({
  cpu,
  memory: quantity,
  limits: z
    .strictObject({ cpu: cpu.optional(), memory: quantity.optional() })
    .optional()
    .describe('Limits that differ from the requests; the same where absent, which is Guaranteed quality of service.'),
});

const spread = z.enum(['required', 'preferred', 'none']);
const placement = z.strictObject({
  nodes: spread.prefault('preferred').describe('Whether two instances may share a node.'),
  zones: spread.prefault('preferred').describe('Whether instances must be spread evenly over zones.'),
  nodeSelector: z.record(labelKey, labelValue).prefault({}),
  nodeAffinity: z
    .array(
      z
        .strictObject({
          key: labelKey,
          operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']),
          values: z.array(labelValue).prefault([]),
        })
        .refine(({ operator, values }) => valuesFit(operator, values), {
          path: ['values'],
          error: 'values with In and NotIn, none with Exists and DoesNotExist, one whole number with Gt and Lt',
        }),
    )
    .prefault([])
    .describe('Expressions that a node must match, all of them.'),
  tolerations: z
    .array(
      z
        .strictObject({
          key: labelKey.optional(),
          operator: z.enum(['Exists', 'Equal']).optional(),
          value: labelValue.optional(),
          effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
          tolerationSeconds: z.int().optional(),
        })
        .refine(({ key, operator }) => key !== undefined || operator === 'Exists', {
          path: ['operator'],
          error: 'Exists, where there is no key',
        })
        .refine(({ value = '', operator }) => value === '' || operator !== 'Exists', {
          path: ['value'],
          error: 'no value with Exists',
        })
        .refine(({ tolerationSeconds, effect }) => tolerationSeconds === undefined || effect === 'NoExecute', {
          path: ['effect'],
          error: 'NoExecute, where there are tolerationSeconds',
        }),
    )
    .prefault([]),
  priorityClass: objectName.optional(),
});

const tablespace = z.strictObject({
  name: tablespaceName,
  size: quantity,
  class: objectName.optional(),
  owner: roleName.optional(),
  temporary: z.boolean().prefault(false),
});

const credentials = z.union(
  [
    z.strictObject({
      iamRole: z.string().regex(/^arn:[\w-]+:iam::\d{12}:role\/\S+$/, { error: 'the ARN of an IAM role' }),
    }),
    z.strictObject({
      accessKeys: z.strictObject({
        secret: objectName,
        accessKeyId: secretKeyName.prefault('ACCESS_KEY_ID').describe('Key in the Secret.'),
        secretAccessKey: secretKeyName.prefault('ACCESS_SECRET_KEY').describe('Key in the Secret.'),
        region: secretKeyName.optional().describe('Key in the Secret that holds the region.'),
      }),
    }),
  ],
  { error: 'iamRole: <ARN> or accessKeys: {secret: <name>}' },
);

/** Where an archive of base backups and WAL lies, and how to get at it. */
const archive = z.strictObject({
  destination: bucketPath.describe('The archive is <destination>/<serverName>/.'),
  endpoint: httpUrl.optional().describe('Address of an S3-compatible store; AWS where absent.'),
  endpointCA: secretKey.optional().describe('Certificate authority of that address.'),
  credentials,
});

const compression = z.strictObject({
  data: z.enum(['none', 'bzip2', 'gzip', 'lz4', 'snappy']),
  wal: z.enum(['none', 'bzip2', 'gzip', 'lz4', 'snappy', 'xz', 'zstd']),
});

const backup = z.strictObject({
  ...archive.shape,
  serverName: kubernetesName
    .optional()
    .describe("Folder of the archive; the cluster's name where absent. Never one that another cluster wrote to."),
  schedule: schedule.describe('When base backups are taken.'),
  retention: retention.describe('How far back every moment can be restored.'),
  target: z
    .enum(['primary', 'prefer-standby'])
    .prefault('primary')
    .describe(
      'Which instance is copied. On a quiet database only the primary can make sure that the end of its own backup is archived.',
    ),
  compression: z
    .union([z.enum(['none', 'bzip2', 'gzip', 'lz4', 'snappy']), compression])
    .prefault('gzip')
    .transform((value) => (typeof value === 'string' ? { data: value, wal: value } : value)),
  encryption: z
    .enum(['AES256', 'aws:kms', 'none'])
    .prefault('AES256')
    .describe('Server-side encryption that is asked for with every object, WAL included.'),
  parallelJobs: z.int().min(1).max(32).prefault(2).describe('Parallel uploads of base backups and of WAL.'),
  verification,
});

const pooler = z.strictObject({
  instances: z.int().min(1).prefault(2),
  mode: z.enum(['transaction', 'session']).prefault('transaction'),
  poolSize: z.int().min(1).prefault(10).describe('Server connections per user and database, on each PgBouncer.'),
  clients: z.int().min(1).prefault(1000).describe('Client connections, on each PgBouncer.'),
  parameters: z.record(z.string(), parameterValue).prefault({}).describe('pgbouncer.ini, in the words of PgBouncer.'),
  resources: resources.prefault({ cpu: '250m', memory: '128Mi' }),
});

/** Where another cluster's archive is: a cluster of the same environment by name, or any archive by address. */
const fromArchive = z.union([
  z.strictObject({ cluster: kubernetesName }),
  z.strictObject({ ...archive.shape, serverName: kubernetesName }),
]);

const restore = z.strictObject({
  from: fromArchive,
  backupId: z
    .string()
    .regex(/^\d{8}T\d{6}$/, { error: 'the name of a backup in the archive such as 20260815T020000' })
    .optional()
    .describe('Base backup to start from; the newest that fits where absent.'),
  targetTime: moment.optional(),
  targetLSN: z
    .string()
    .regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/, { error: 'an LSN such as 16/B374D848' })
    .optional(),
  targetXID: transactionId.optional(),
  targetName: restorePoint.optional().describe('A restore point made with pg_create_restore_point().'),
  exclusive: z.boolean().prefault(false).describe('Stop just before the target rather than just after it.'),
  timeline: z.union([z.literal('latest'), z.int().min(1).max(0xffff_ffff)]).prefault('latest'),
});

const externalConnection = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).prefault(5432),
  user: z.string().min(1),
  database: z.string().min(1).prefault('postgres'),
  sslmode: z.enum(['require', 'verify-ca', 'verify-full']).prefault('verify-full'),
  password: secretKey.describe('The Secret, in the namespace of the cluster, that holds the password.'),
  ca: secretKey.optional().describe("The Secret that holds the server's certificate authority."),
});

const importFrom = z.strictObject({
  type: z.enum(['microservice', 'monolith']),
  databases: z.array(z.string().min(1)).min(1),
  roles: z.array(z.string().min(1)).prefault([]),
  schemaOnly: z.boolean().prefault(false),
  source: externalConnection,
});

const replicaOf = z.strictObject({
  from: fromArchive,
  enabled: z.boolean().prefault(true).describe('false promotes this cluster; it can never go back by itself.'),
});

/** One PostgreSQL cluster, as its file and its environment's defaults together say. */
export const clusterSchema = z.strictObject({
  description: z.string().optional().describe('What the cluster is for.'),
  namespace: kubernetesName.describe('Where it lives; its applications live there too.'),
  labels: z
    .record(labelKey, labelValue)
    .prefault({})
    .describe('Labels for every object of the cluster, for cost and ownership.'),
  instances: z.int().min(1).max(32).prefault(3).describe('One primary, the others are standbys.'),
  postgresql,
  database,
  services: z
    .array(service)
    .prefault([])
    .describe('Applications: each gets a role, a schema of its own and a connection Secret.'),
  storage: volume,
  walStorage: orNone(volume)
    .prefault('none')
    .describe(
      'A volume for WAL alone, so that a full archive queue cannot fill the data volume. It can be added later, never removed.',
    ),
  tablespaces: z.array(tablespace).prefault([]),
  resources,
  placement: placement.prefault({}),
  synchronous: orNone(synchronous).prefault('none'),
  failoverDelay: duration.prefault('0s').describe('How long a primary may be unhealthy before a standby is promoted.'),
  switchoverDelay: duration
    .prefault('1h')
    .describe(
      'How long the old primary has to stop and to archive its WAL before it is killed. WAL that was not archived is lost with it.',
    ),
  smartShutdownTimeout: duration
    .prefault('3m')
    .describe('How long a primary that was told to stop goes on serving the sessions it has.'),
  stopDelay: duration.prefault('30m').describe('How long an instance has to stop in all.'),
  startDelay: duration.prefault('1h').describe('How long an instance has to start.'),
  primaryUpdateStrategy: z
    .enum(['unsupervised', 'supervised'])
    .prefault('unsupervised')
    .describe('supervised: a person says when the primary is updated.'),
  primaryUpdateMethod: z.enum(['restart', 'switchover']).prefault('restart'),
  superuserAccess: z.boolean().prefault(false).describe('Whether postgres can log in with a password.'),
  logLevel: z.enum(['error', 'warning', 'info', 'debug', 'trace']).prefault('info'),
  poolers: z.strictObject({ rw: orNone(pooler).prefault('none'), ro: orNone(pooler).prefault('none') }).prefault({}),
  backup: orNone(backup).prefault('none'),
  monitoring: clusterMonitoring.prefault({}).describe('From when on numbers of this cluster are an alert.'),
  restore: restore.optional().describe('Make this cluster from an archive, once, when it is created.'),
  import: importFrom.optional().describe('Make this cluster from a running PostgreSQL, once, when it is created.'),
  replicaOf: replicaOf.optional().describe('Follow another cluster through its archive.'),
});

export type ClusterIntent = z.output<typeof clusterSchema>;
export type Volume = z.output<typeof volume>;
export type Tablespace = z.output<typeof tablespace>;
export type Service = z.output<typeof service>;
export type Pooler = z.output<typeof pooler>;
export type Backup = z.output<typeof backup>;
export type Archive = z.output<typeof archive>;
export type Credentials = z.output<typeof credentials>;
export type Resources = z.output<typeof resources>;
export type Restore = z.output<typeof restore>;
export type Import = z.output<typeof importFrom>;
export type Synchronous = z.output<typeof synchronous>;
export type Placement = z.output<typeof placement>;
export type ExternalConnection = z.output<typeof externalConnection>;

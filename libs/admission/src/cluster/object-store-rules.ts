import type { StateRule } from '../rule.ts';
import { CLUSTER_ERROR, type Faults, faultsOf } from './cluster-error.ts';
import type { BarmanObjectStore, ClusterResource } from './cluster-resource.ts';

const BARMAN = 'github.com/cloudnative-pg/barman-cloud v0.5.1';
const STORE = `${BARMAN}, pkg/api/webhooks/config.go: ValidateBackupConfiguration`;
const AZURE = `${BARMAN}, pkg/api/config.go: ValidateAzureCredentials`;
const S3 = `${BARMAN}, pkg/api/config.go: ValidateAwsCredentials`;
const GOOGLE = `${BARMAN}, pkg/api/config.go: ValidateGCSCredentials`;

const PATH = ['spec', 'backup', 'barmanObjectStore'] as const;
const KEY = { name: 'a', key: 'b' };
const ROLE = { inheritFromIAMRole: true };

/** Rules about the credentials of a backup that CloudNativePG makes without the plugin. */
export const objectStoreRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'object-store-no-credentials',
    summary: 'An object store has credentials: s3Credentials, azureCredentials or googleCredentials.',
    remedy: 'Add those of your provider.',
    source: STORE,
    breaches: (cluster) => faultsOf(storeFaults(cluster), 'object-store-no-credentials'),
    vectors: { fails: storing({}), passes: storing({ s3Credentials: ROLE }) },
  },
  {
    ...CLUSTER_ERROR,
    id: 'object-store-many-credentials',
    summary: 'An object store has the credentials of one provider.',
    remedy: 'Keep those of your provider.',
    source: STORE,
    breaches: (cluster) => faultsOf(storeFaults(cluster), 'object-store-many-credentials'),
    vectors: {
      fails: storing({ s3Credentials: ROLE, googleCredentials: { gkeEnvironment: true } }),
      passes: storing({ s3Credentials: ROLE }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'azure-one-method',
    summary:
      'Azure without a connection string has one way in: storageKey, storageSasToken, inheritFromAzureAD or useDefaultAzureCredentials.',
    remedy: 'Keep one of the four, or use connectionString alone.',
    source: AZURE,
    breaches: (cluster) => faultsOf(storeFaults(cluster), 'azure-one-method'),
    vectors: {
      fails: storing({ azureCredentials: {} }),
      passes: storing({ azureCredentials: { inheritFromAzureAD: true } }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'azure-connection-string-alone',
    summary: "Azure's connection string stands alone: it holds account and key.",
    remedy: 'Remove the others, or the connection string.',
    source: AZURE,
    breaches: (cluster) => faultsOf(storeFaults(cluster), 'azure-connection-string-alone'),
    vectors: {
      fails: storing({ azureCredentials: { connectionString: KEY, storageAccount: KEY } }),
      passes: storing({ azureCredentials: { connectionString: KEY } }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'azure-account',
    summary: 'A storage key or SAS token of Azure belongs to a storage account.',
    remedy: 'Add storageAccount.',
    source: AZURE,
    breaches: (cluster) => faultsOf(storeFaults(cluster), 'azure-account'),
    vectors: {
      fails: storing({ azureCredentials: { storageKey: KEY } }),
      passes: storing({ azureCredentials: { storageKey: KEY, storageAccount: KEY } }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 's3-key-pair',
    summary: 'Access keys of S3 are a pair: accessKeyId and secretAccessKey.',
    remedy: 'Add the other one.',
    source: S3,
    breaches: (cluster) => faultsOf(storeFaults(cluster), 's3-key-pair'),
    vectors: {
      fails: storing({ s3Credentials: { accessKeyId: KEY } }),
      passes: storing({ s3Credentials: { accessKeyId: KEY, secretAccessKey: KEY } }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 's3-no-method',
    summary: 'S3 has a way in: a pair of access keys, or inheritFromIAMRole.',
    remedy: 'Add one of the two.',
    source: S3,
    breaches: (cluster) => faultsOf(storeFaults(cluster), 's3-no-method'),
    vectors: {
      fails: storing({ s3Credentials: { inheritFromIAMRole: false } }),
      passes: storing({ s3Credentials: ROLE }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 's3-many-methods',
    summary: 'S3 has one way in: a pair of access keys, or inheritFromIAMRole.',
    remedy: 'Keep the one that is meant.',
    source: S3,
    breaches: (cluster) => faultsOf(storeFaults(cluster), 's3-many-methods'),
    vectors: {
      fails: storing({ s3Credentials: { ...ROLE, accessKeyId: KEY, secretAccessKey: KEY } }),
      passes: storing({ s3Credentials: { inheritFromIAMRole: false, accessKeyId: KEY, secretAccessKey: KEY } }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'gcs-no-credentials',
    summary: 'Outside of GKE, Google Cloud Storage needs a key file: applicationCredentials.',
    remedy: 'Name its Secret, or set gkeEnvironment: true on GKE.',
    source: GOOGLE,
    breaches: (cluster) => faultsOf(storeFaults(cluster), 'gcs-no-credentials'),
    vectors: {
      fails: storing({ googleCredentials: { gkeEnvironment: false } }),
      passes: storing({ googleCredentials: { gkeEnvironment: true } }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'gcs-both',
    summary: 'On GKE the credentials come from the node: gkeEnvironment excludes applicationCredentials.',
    remedy: 'Keep the one that is meant.',
    source: GOOGLE,
    breaches: (cluster) => faultsOf(storeFaults(cluster), 'gcs-both'),
    vectors: {
      fails: storing({ googleCredentials: { gkeEnvironment: true, applicationCredentials: KEY } }),
      passes: storing({ googleCredentials: { gkeEnvironment: false, applicationCredentials: KEY } }),
    },
  },
];

type ProviderRule =
  | 'azure-one-method'
  | 'azure-connection-string-alone'
  | 'azure-account'
  | 's3-key-pair'
  | 's3-no-method'
  | 's3-many-methods'
  | 'gcs-no-credentials'
  | 'gcs-both';
type StoreRule = ProviderRule | 'object-store-no-credentials' | 'object-store-many-credentials';

/** Of several providers only the last is looked at: Azure, S3, Google. */
function storeFaults({ spec: { backup } }: ClusterResource): Faults<StoreRule> {
  const store = backup?.barmanObjectStore;
  if (store === undefined) return [];
  const given = (['azureCredentials', 's3Credentials', 'googleCredentials'] as const).filter(
    (provider) => store[provider] !== undefined,
  );
  const last = given.at(-1);
  if (last === undefined) return [['object-store-no-credentials', { path: PATH, found: 'no credentials' }]];
  return [
    ...PROVIDERS[last](store),
    ...(given.length > 1
      ? ([['object-store-many-credentials', { path: PATH, found: given.join(' and ') }]] as const)
      : []),
  ];
}

const PROVIDERS = { azureCredentials: azureFaults, s3Credentials: s3Faults, googleCredentials: googleFaults } as const;

function azureFaults({ azureCredentials = {} }: BarmanObjectStore): Faults<ProviderRule> {
  const { connectionString, storageAccount, storageKey, storageSasToken } = azureCredentials;
  const methods = [
    ...(azureCredentials.inheritFromAzureAD === true ? ['inheritFromAzureAD'] : []),
    ...(azureCredentials.useDefaultAzureCredentials === true ? ['useDefaultAzureCredentials'] : []),
    ...(storageKey === undefined ? [] : ['storageKey']),
    ...(storageSasToken === undefined ? [] : ['storageSasToken']),
  ];
  const besides = [...methods, ...(storageAccount === undefined ? [] : ['storageAccount'])];
  const path = [...PATH, 'azureCredentials'];
  const faults: [ProviderRule, boolean, string][] = [
    ['azure-one-method', connectionString === undefined && methods.length !== 1, methods.join(' and ') || 'none'],
    [
      'azure-connection-string-alone',
      connectionString !== undefined && besides.length > 0,
      `connectionString and ${besides.join(' and ')}`,
    ],
    [
      'azure-account',
      storageAccount === undefined && (storageKey ?? storageSasToken) !== undefined,
      'no storageAccount',
    ],
  ];
  return faults.filter(([, is]) => is).map(([rule, , found]) => [rule, { path, found }]);
}

function s3Faults({ s3Credentials = {} }: BarmanObjectStore): Faults<ProviderRule> {
  const { accessKeyId, secretAccessKey, inheritFromIAMRole = false } = s3Credentials;
  const keys = [
    ...(accessKeyId === undefined ? [] : ['accessKeyId']),
    ...(secretAccessKey === undefined ? [] : ['secretAccessKey']),
  ];
  const place = { path: [...PATH, 's3Credentials'], reported: [...PATH, 'awsCredentials'].join('.') };
  const faults: [ProviderRule, boolean, string][] = [
    ['s3-key-pair', keys.length === 1, `${keys.join()} alone`],
    ['s3-no-method', keys.length === 0 && !inheritFromIAMRole, 'none'],
    ['s3-many-methods', keys.length > 0 && inheritFromIAMRole, `inheritFromIAMRole and ${keys.join(' and ')}`],
  ];
  return faults.filter(([, is]) => is).map(([rule, , found]) => [rule, { ...place, found }]);
}

function googleFaults({ googleCredentials = {} }: BarmanObjectStore): Faults<ProviderRule> {
  const { gkeEnvironment = false, applicationCredentials } = googleCredentials;
  if (gkeEnvironment !== (applicationCredentials !== undefined)) return [];
  const place = { path: [...PATH, 'googleCredentials'], reported: 'spec.backupConfiguration.googleCredentials' };
  return gkeEnvironment
    ? [['gcs-both', { ...place, found: 'gkeEnvironment and applicationCredentials' }]]
    : [['gcs-no-credentials', { ...place, found: 'neither gkeEnvironment nor applicationCredentials' }]];
}

function storing(credentials: BarmanObjectStore) {
  return { spec: { backup: { barmanObjectStore: { destinationPath: 's3://b', ...credentials } } } };
}

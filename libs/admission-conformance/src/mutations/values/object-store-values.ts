import type { FieldValues } from '../field-values.ts';
import { AMOUNTS } from './kubernetes-texts.ts';

/** An object store, wherever it is configured. */
export function objectStoreValues(at: string): FieldValues {
  return {
    [`${at}.destinationPath`]: ['s3://b', '', 'b', 'S3://B'],
    [`${at}.s3Credentials`]: [
      {},
      null,
      { inheritFromIAMRole: true },
      { inheritFromIAMRole: false },
      { accessKeyId: { name: 'a', key: 'b' } },
      { accessKeyId: { name: 'a', key: 'b' }, secretAccessKey: { name: 'a', key: 'b' }, inheritFromIAMRole: true },
    ],
    [`${at}.azureCredentials`]: [
      {},
      null,
      { useDefaultAzureCredentials: true },
      { storageKey: { name: 'a', key: 'b' } },
      { inheritFromAzureAD: true, useDefaultAzureCredentials: true },
      { connectionString: { name: 'a', key: 'b' }, storageAccount: { name: 'a', key: 'b' } },
      { storageAccount: { name: 'a', key: 'b' }, storageKey: { name: 'a', key: 'b' } },
    ],
    [`${at}.googleCredentials`]: [
      {},
      null,
      { gkeEnvironment: true },
      { gkeEnvironment: true, applicationCredentials: { name: 'a', key: 'b' } },
    ],
    [`${at}.serverName`]: ['x', ''],
  };
}

/** The kind ObjectStore. */
export const OBJECT_STORE_VALUES: FieldValues = {
  ...objectStoreValues('spec.configuration'),
  'spec.retentionPolicy': ['30d', '1w', '0d', '', '30', '30D', 'x30d'],
  'spec.instanceSidecarConfiguration.additionalContainerArgs': [
    ['--log-level'],
    ['--log-level=debug'],
    ['--log-levelx'],
    ['-v'],
    ['--Log-level'],
    [],
    [' --log-level'],
    null,
  ],
  'spec.instanceSidecarConfiguration.resources.requests.cpu': AMOUNTS,
  'spec.instanceSidecarConfiguration.retentionPolicyIntervalSeconds': [0, 1, -1],
  'spec.configuration.wal.compression': ['gzip', 'zstd', 'xz', 'none', ''],
  'spec.configuration.data.compression': ['gzip', 'zstd', 'xz', ''],
};

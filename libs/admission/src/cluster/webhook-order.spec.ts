import { describe, expect, test } from 'vitest';
import { admit } from '../admit.ts';
import type { JsonMap } from '../json-value.ts';
import { PLAIN_OBJECTS } from '../plain-objects.ts';

const { spec: PLAIN, ...HEAD } = PLAIN_OBJECTS.Cluster;

function denials(spec: JsonMap): readonly string[] {
  const object = { ...HEAD, spec: { ...PLAIN, ...spec } } as unknown as JsonMap;
  return admit({ object }).denials.map(({ rule, reported }) => `${rule} ${reported}`);
}

describe('one fault keeps others from being looked for', () => {
  test('nothing is said of parameters where the version of PostgreSQL is not known', () => {
    const postgresql = { parameters: { port: '5432', 'a.b.c': '1', shared_buffers: '1', max_wal_size: '1K' } };
    expect(denials({ imageName: 'pg:x', postgresql }).filter((denial) => denial.includes('parameters'))).toEqual([]);
    expect(denials({ imageName: 'pg:17', postgresql })).toHaveLength(3);
  });

  test('a name that is none is not compared with the fixed ones', () => {
    expect(denials({ postgresql: { parameters: { 'hba file': 'x' } } })).toEqual([
      'parameter-name spec.postgresql.parameters.hba file',
    ]);
  });

  test('a size of WAL that cannot be read is compared with nothing', () => {
    const postgresql = { parameters: { min_wal_size: '2Gi', max_wal_size: '1GB' } };
    expect(denials({ postgresql, walStorage: { size: '2Gi' } })).toEqual([
      'min-wal-size-syntax spec.postgresql.parameters.min_wal_size',
    ]);
  });

  test('the default of max_wal_size is not compared with the volume', () => {
    expect(denials({ walStorage: { size: '512Mi' } })).toEqual([]);
  });

  test('before PostgreSQL 17 it is not asked for parameters that came with it', () => {
    const replicationSlots = { highAvailability: { synchronizeLogicalDecoding: true } };
    expect(denials({ imageName: 'pg:16.1', replicationSlots })).toHaveLength(1);
    expect(denials({ imageName: 'pg:17.1', replicationSlots })).toHaveLength(2);
  });

  test('of a promotion token, the first fault alone is reported', () => {
    const externalClusters = [{ name: 'x', connectionParameters: { host: 'h' } }];
    const bootstrap = { pg_basebackup: { source: 'x' } };
    const replica = { source: 'x', promotionToken: '@' };
    expect(denials({ externalClusters, bootstrap, replica: { ...replica, minApplyDelay: '1h' } })).toEqual([
      'promotion-token-delay spec.replicaCluster.minApplyDelay',
    ]);
    expect(denials({ externalClusters, bootstrap, replica })).toEqual([
      'promotion-token-replica spec.replicaCluster.token',
    ]);
  });

  test('of a line of pg_hba, the first fault alone is reported', () => {
    const podSelectorRefs = [{ name: 'a', selector: {} }];
    const pg_hba = ['${podselector:z} ${foo:a}', '${foo:a} ${podselector:z}', '${podselector:a} ${podselector:a}'];
    expect(denials({ podSelectorRefs, postgresql: { pg_hba } })).toEqual([
      'hba-descriptor-type spec.postgresql.pg_hba[1]',
      'hba-selector-unknown spec.postgresql.pg_hba[0]',
      'hba-selector-many spec.postgresql.pg_hba[2]',
    ]);
  });

  test('a path that leads out of an extension does not make its repetition a duplicate', () => {
    const image = { reference: 'r' };
    const bin_path = ['../a', '../a', 'b', 'b', ''];
    expect(denials({ postgresql: { extensions: [{ name: 'e', image, bin_path }] } })).toEqual([
      'extension-path-empty spec.postgresql.extensions[0].bin_path[4]',
      'extension-path-duplicate spec.postgresql.extensions[0].bin_path[3]',
      'extension-path-escape spec.postgresql.extensions[0].bin_path[0]',
      'extension-path-escape spec.postgresql.extensions[0].bin_path[1]',
    ]);
  });
});

describe('every place is reported', () => {
  test('several faults of one managed role', () => {
    const role = { name: 'pg_x', connectionLimit: -2, disablePassword: true, passwordSecret: { name: 's' } };
    expect(denials({ managed: { roles: [{ name: 'a' }, role, role] } })).toEqual([
      'role-duplicate spec.managed.roles',
      'role-connection-limit spec.managed.roles',
      'role-connection-limit spec.managed.roles',
      'role-reserved spec.managed.roles',
      'role-reserved spec.managed.roles',
      'role-password-conflict spec.managed.roles',
      'role-password-conflict spec.managed.roles',
    ]);
  });

  test('services without a name, and that they have the same one', () => {
    const service = { selectorType: 'rw', serviceTemplate: {} };
    expect(denials({ managed: { services: { additional: [service, service] } } })).toEqual([
      'service-name-missing spec.managed.services.additional[0]',
      'service-name-missing spec.managed.services.additional[1]',
      'service-duplicate spec.managed.services.additional',
    ]);
  });

  test('shared_buffers may lie in huge pages', () => {
    const postgresql = { parameters: { shared_buffers: '2GB' } };
    const requests = { memory: '1Gi', 'hugepages-2Mi': '2Gi' };
    expect(denials({ postgresql, resources: { requests, limits: { 'hugepages-2Mi': '2Gi' } } })).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStoreAddress, type StoreAddress } from './store-address.ts';

describe('the address of a store', () => {
  const s3 = (bucket: string, prefix = ''): StoreAddress => ({ kind: 's3', bucket, prefix });
  const directory = (path: string): StoreAddress => ({ kind: 'directory', directory: path });

  test.each<readonly [string, StoreAddress]>([
    ['s3://backups', s3('backups')],
    ['s3://backups/', s3('backups')],
    ['s3://backups/a/b', s3('backups', 'a/b')],
    ['s3://backups//a/b//', s3('backups', 'a/b')],
    ['S3://my.old_Bucket/a b', s3('my.old_Bucket', 'a b')],
    ['s3://backups/100%25/ü', s3('backups', '100%25/ü')],
    ['/srv/backups', directory('/srv/backups')],
    ['backups', directory('backups')],
    ['./a:b', directory('./a:b')],
    ['/srv/s3://odd', directory('/srv/s3://odd')],
    ['file:///srv/back%20ups', directory('/srv/back ups')],
    ['file://localhost/srv', directory('/srv')],
  ])('%s is read', (text, address) => {
    expect(parseStoreAddress(text)).toEqual(address);
  });

  test.each([
    '',
    ' s3://backups',
    '/srv/backups\n',
    's3:backups',
    's3:/backups',
    's3://',
    's3:///path',
    's3://x',
    's3://-x-',
    's3://back ups',
    's3://backups?versionId=1',
    'https://objects.example.org/backups',
    'gs://backups',
    'azure://backups',
    'file://elsewhere/srv',
    'file:///srv?a',
    'file:///srv#a',
    'file:///srv/%00',
    '/srv/\0',
  ])('%j is refused with what was expected', (text) => {
    const address = parseStoreAddress(text);
    expect(address.kind).toBe('malformed');
    expect(address.kind === 'malformed' && address.problem).toContain('s3://bucket/path');
  });

  test('with a password in it is refused without being repeated', () => {
    const address = parseStoreAddress('s3://AKIA:hunter2@backups/path');
    expect(address.kind).toBe('malformed');
    expect(JSON.stringify(address)).not.toMatch(/hunter2|AKIA/);
  });

  test('is read or refused, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `s3://${rest}`),
          fc.string().map((rest) => `file:${rest}`),
        ),
        (text) => {
          expect(['s3', 'directory', 'malformed']).toContain(parseStoreAddress(text).kind);
        },
      ),
    );
  });
});

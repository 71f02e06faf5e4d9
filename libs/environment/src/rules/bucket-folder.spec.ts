import { expect, test } from 'vitest';
import { bucketFolder, foldersAbove } from './bucket-folder.ts';

test('a folder of a bucket has one spelling', () => {
  expect(bucketFolder('s3://backups/a/b')).toBe('backups/a/b');
  expect(bucketFolder('s3://backups//a/b/')).toBe('backups/a/b');
  expect(bucketFolder('s3://backups/')).toBe('backups');
});

test('a directory is no folder of a bucket', () => {
  expect(bucketFolder('/srv/backups')).toBeUndefined();
});

test('what a folder lies in is the bucket and each folder on the way, and not the folder itself', () => {
  expect(foldersAbove('backups/a/b')).toEqual(['backups', 'backups/a']);
  expect(foldersAbove('backups')).toEqual([]);
});

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { secret } from '../secret.ts';
import { openS3Store } from './open-s3-store.ts';

describe('a store in a bucket', () => {
  test('is named for people', () => {
    expect(openS3Store({ bucket: 'backups', prefix: '/a/b/' }).name).toBe('s3://backups/a/b');
    expect(openS3Store({ bucket: 'backups', endpoint: 'https://objects.example.org/' }).name).toBe(
      's3://backups at https://objects.example.org',
    );
  });

  test.each(['objects.example.org', 'ftp://objects.example.org', 'localhost:9000', ''])(
    'has no endpoint %j',
    (endpoint) => {
      expect(() => openS3Store({ bucket: 'backups', endpoint })).toThrow(RangeError);
    },
  );

  test('takes no password in its endpoint, and does not repeat it', () => {
    const open = (): unknown => openS3Store({ bucket: 'backups', endpoint: 'https://me:hunter2@objects.example.org' });
    expect(open).toThrow(RangeError);
    expect(open).not.toThrow('hunter2');
  });

  test('refuses parts that are too small, and no attempt at all', () => {
    expect(() => openS3Store({ bucket: 'backups', partSizeBytes: 1024 })).toThrow(RangeError);
    expect(() => openS3Store({ bucket: 'backups', retry: { attempts: 0 } })).toThrow(RangeError);
    expect(() => openS3Store({ bucket: 'backups', keysPerPage: 1001 })).toThrow(RangeError);
  });

  test('has no credentials in it that a printed one would show', () => {
    const options = {
      bucket: 'backups',
      credentials: {
        kind: 'explicit',
        accessKeyId: 'id',
        secretAccessKey: secret('hunter2'),
        sessionToken: secret('hunter3'),
      },
    } as const;
    const printed = [
      inspect(openS3Store(options), { depth: 20, showHidden: true }),
      inspect(options, { depth: 20 }),
      JSON.stringify(options),
    ];
    for (const text of printed) expect(text).not.toMatch(/hunter/);
  });
});

import { openS3Store, secret, type S3Credentials, type WritableObjectStore } from '@postgres-ha/object-store';
import { needPart } from '@postgres-ha/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { keysBelow, problemOf, readWhole } from './read-whole.ts';
import { accessTo, createBucket } from './servers/s3-server.ts';
import { startVersityServer, versityPart, type VersityServer } from './servers/versitygw.ts';
import { testClock } from './test-clock.ts';

const need = needPart(versityPart());

describe.skipIf(need.absent)(`credentials for versitygw${need.note}`, () => {
  let server: VersityServer;
  let bucket: string;
  beforeAll(async () => {
    server = await startVersityServer();
    bucket = await createBucket(server);
    await using store = openS3Store({ ...accessTo(server), bucket });
    await store.put('object', Buffer.from('bytes'));
  });
  afterAll(() => server[Symbol.asyncDispose]());
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });

  function openWith(credentials: S3Credentials): WritableObjectStore {
    return openS3Store({ endpoint: server.endpoint, bucket, credentials, clock: testClock() });
  }

  async function problems(store: WritableObjectStore): Promise<readonly string[]> {
    return [
      await problemOf(readWhole(store, 'object')),
      await problemOf(store.stat('object')),
      await problemOf(keysBelow(store)),
      await problemOf(store.put('other', Buffer.from('x'))),
    ];
  }

  test('that are of nobody are refused', async () => {
    await using store = openWith({ kind: 'explicit', accessKeyId: 'nobody', secretAccessKey: secret('x') });
    expect(new Set(await problems(store))).toEqual(new Set(['credentials-refused']));
  });

  test('with another secret key are refused', async () => {
    await using store = openWith({ kind: 'explicit', accessKeyId: server.accessKeyId, secretAccessKey: secret('x') });
    expect(new Set(await problems(store))).toEqual(new Set(['credentials-refused']));
  });

  test('that are none are not let in where the bucket is not open to all', async () => {
    await using store = openWith({ kind: 'anonymous' });
    expect(new Set(await problems(store))).toEqual(new Set(['access-denied']));
  });

  test('are found where the SDK looks for them', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
    await using store = openWith({ kind: 'default-chain' });
    expect((await readWhole(store, 'object')).toString()).toBe('bytes');
  });

  test('that are nowhere on this machine are refused', async () => {
    for (const name of [
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_PROFILE',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    ]) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent');
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent');
    await using store = openWith({ kind: 'default-chain' });
    expect(new Set(await problems(store))).toEqual(new Set(['credentials-refused']));
  });

  test('work on a machine whose clock is an hour ahead, after one refusal', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    const clock = testClock();
    await using store = openS3Store({ ...accessTo(server), bucket, clock });
    expect((await readWhole(store, 'object')).toString()).toBe('bytes');
    expect(clock.waits).toHaveLength(1);
    expect((await readWhole(store, 'object')).toString()).toBe('bytes');
    expect(clock.waits).toHaveLength(1);
  });
});

import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { openS3Store, secret, StoreError } from '@postgres-ha/object-store';
import type { Fault, SeenRequest } from '@postgres-ha/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFaultyStore, type FaultyStore } from './faulty-store.ts';
import { keysBelow, problemOf, readWhole } from './read-whole.ts';
import { startFauxqsServer } from './servers/fauxqs.ts';
import { createBucket, type S3Server } from './servers/s3-server.ts';

const KEY = createHash('sha256').update('a key that must not be seen').digest();
const REFUSED: Fault = { kind: 'status', status: 400, code: 'InvalidRequest' };
const HEADER = 'x-amz-server-side-encryption-customer-key';

let server: S3Server;
let bucket: string;
beforeAll(async () => {
  server = await startFauxqsServer();
  bucket = await createBucket(server);
  await using plain = await open(() => undefined);
  await plain.store.put('object', Buffer.from('bytes'));
});
afterAll(() => server[Symbol.asyncDispose]());

function open(faultOf: (request: SeenRequest) => Fault | undefined): Promise<FaultyStore> {
  return openFaultyStore({ server, bucket, faultOf, store: { sseCustomerKey: secret(new Uint8Array(KEY)) } });
}

test('the key goes with every request for an object and with none for a list', async () => {
  await using faulty = await open(() => undefined);
  await keysBelow(faulty.store);
  await faulty.store.stat('object');
  await readWhole(faulty.store, 'object');
  const [list, ...ofObject] = faulty.proxy.requests;
  expect(list?.headers[HEADER]).toBeUndefined();
  expect(ofObject.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  for (const { headers } of ofObject) {
    expect(headers[HEADER]).toBe(KEY.toString('base64'));
    expect(headers[`${HEADER}-md5`]).toBe(createHash('md5').update(KEY).digest('base64'));
    expect(headers['x-amz-server-side-encryption-customer-algorithm']).toBe('AES256');
  }
});

test('an object that needs no key is read without', async () => {
  await using faulty = await open(({ headers }) => (headers[HEADER] === undefined ? undefined : REFUSED));
  expect((await readWhole(faulty.store, 'object')).toString()).toBe('bytes');
  expect((await faulty.store.stat('object')).sizeBytes).toBe(5);
});

test('an object that is refused with and without the key needs another', async () => {
  await using faulty = await open(() => REFUSED);
  expect(await problemOf(readWhole(faulty.store, 'object'))).toBe('key-needed');
  expect(await problemOf(faulty.store.stat('object'))).toBe('key-needed');
});

test('a customer key has 32 bytes', () => {
  expect(() => openS3Store({ bucket, sseCustomerKey: secret(new Uint8Array(31)) })).toThrow(RangeError);
});

test('neither the key nor the credentials are seen in a store or in an error, however it is printed', async () => {
  await using faulty = await open(() => ({ kind: 'status', status: 403, code: 'AccessDenied' }));
  const error: unknown = await readWhole(faulty.store, 'object').catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(StoreError);
  const deep = { depth: 50, showHidden: true, maxStringLength: null, maxArrayLength: null } as const;
  const printed = [
    inspect(error, deep),
    inspect(faulty.store, deep),
    JSON.stringify(error),
    JSON.stringify(faulty.store),
    String(error),
  ];
  for (const text of printed) {
    expect(text).not.toContain(KEY.toString('base64'));
    expect(text).not.toContain('authorization');
    expect(text).not.toContain('Credential=');
  }
});

import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { StoreError } from '@postgres-ha/object-store';
import { motoPart, needPart, type Fault } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFaultyStore, type FaultyStore } from './faulty-store.ts';
import { inChunks, keysBelow, noise, readWhole } from './read-whole.ts';
import { startMotoServer } from './servers/moto.ts';
import { createBucket, type S3Server } from './servers/s3-server.ts';

const MIB = 1024 * 1024;
const BYTES = noise(11 * MIB);
/** It begins, sends three parts and completes. */
const REQUESTS = [0, 1, 2, 3, 4];
const LAST = 4;
const need = needPart(motoPart());

describe.skipIf(need.absent)(`an upload in parts to moto${need.note}`, () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startMotoServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function upload(fault: Fault | undefined, position: number, controller?: AbortController): Promise<Upload> {
    const bucket = await createBucket(server);
    await using faulty = await openFaultyStore({
      server,
      bucket,
      faultOf: ({ index }) => {
        if (index !== position) return undefined;
        if (controller !== undefined)
          setImmediate(() => {
            controller.abort(new Error('the caller has had enough'));
          });
        return fault;
      },
      store: { partSizeBytes: 5 * MIB },
    });
    const options = controller === undefined ? {} : { signal: controller.signal };
    const outcome = await faulty.store.put('object', inChunks(BYTES, MIB), options).then(
      () => 'stored',
      (error: unknown) => (error instanceof StoreError ? error.problem : String(error)),
    );
    return { outcome, bytes: await storedBytes(faulty), unfinished: await unfinishedUploads(server, bucket) };
  }

  const whole = { bytes: 'whole', unfinished: 0 };
  const nothing = { bytes: 'none', unfinished: 0 };

  test.each(REQUESTS.slice(0, LAST))('that is interrupted at request %i goes on', async (position) => {
    const faults: readonly Fault[] = [
      { kind: 'status', status: 503, code: 'SlowDown' },
      { kind: 'status', status: 500 },
      { kind: 'refused' },
      { kind: 'silence' },
    ];
    for (const fault of faults)
      expect(await upload(fault, position), fault.kind).toEqual({ outcome: 'stored', ...whole });
  });

  test.each(REQUESTS)('that is refused at request %i leaves nothing', async (position) => {
    expect(await upload({ kind: 'status', status: 403, code: 'AccessDenied' }, position)).toEqual({
      outcome: 'access-denied',
      ...nothing,
    });
  });

  test.each(REQUESTS)('that is aborted at request %i leaves nothing', async (position) => {
    expect(await upload({ kind: 'silence' }, position, new AbortController())).toEqual({
      outcome: 'aborted',
      ...nothing,
    });
  });

  test('whose end is asked to wait is ended then', async () => {
    expect(await upload({ kind: 'status', status: 503, code: 'SlowDown' }, LAST)).toEqual({
      outcome: 'stored',
      ...whole,
    });
  });

  test('whose end may have been done is not ended twice, and the caller has to look', async () => {
    expect(await upload({ kind: 'reset', afterBytes: 0 }, LAST)).toEqual({ outcome: 'unavailable', ...whole });
    expect(await upload({ kind: 'refused' }, LAST)).toEqual({ outcome: 'unavailable', ...nothing });
  });
});

interface Upload {
  readonly outcome: string;
  readonly bytes: 'whole' | 'none' | 'others';
  readonly unfinished: number;
}

async function storedBytes({ store }: FaultyStore): Promise<Upload['bytes']> {
  if ((await keysBelow(store)).length === 0) return 'none';
  return (await readWhole(store, 'object')).equals(BYTES) ? 'whole' : 'others';
}

async function unfinishedUploads(
  { endpoint, accessKeyId, secretAccessKey }: S3Server,
  bucket: string,
): Promise<number> {
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { Uploads: uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  client.destroy();
  return uploads.length;
}

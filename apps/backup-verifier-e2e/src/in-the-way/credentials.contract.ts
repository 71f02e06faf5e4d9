import { openS3Store, secret } from '@postgres-ha/object-store';
import { needPart, objectServerPart, type Fault, type FaultProxy } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startVerifier, type Verifier } from '../verify.ts';
import { watch } from './attempt.ts';
import { startCli, type CliEnd } from './cli.ts';
import { makeGoodArchive, type GoodArchive } from './good-archive.ts';
import { admitReader, type Reader } from './reader.ts';

const need = needPart(objectServerPart());
const TOKEN = 'a-session-token-that-nobody-may-see';

describe.skipIf(need.absent)(`with credentials${need.note}`, () => {
  let archive: GoodArchive;
  let verifier: Verifier;
  let before: ReadonlyMap<string, string>;
  let reader: Reader;
  let proxy: FaultProxy;
  let fault: Fault | undefined;
  beforeAll(async () => {
    archive = await makeGoodArchive();
    verifier = await startVerifier();
    before = await archive.fingerprints();
    reader = await admitReader(archive);
    proxy = await watch(archive, { faultOf: () => fault });
  });
  afterAll(async () => {
    expect(archive.writes).toEqual([]);
    expect(await archive.fingerprints()).toEqual(before);
    await proxy[Symbol.asyncDispose]();
    await verifier[Symbol.asyncDispose]();
    await archive[Symbol.asyncDispose]();
  });

  interface Run {
    readonly env?: Readonly<Record<string, string>>;
    readonly bucket?: string;
    readonly json?: boolean;
    readonly fault?: Fault;
  }

  async function run({ env = {}, bucket = archive.bucket, json = false, fault: planted }: Run = {}): Promise<CliEnd> {
    fault = planted;
    const args = ['run', `s3://${bucket}`, '--server', archive.serverName, '--endpoint', proxy.endpoint];
    const place = ['--scratch', verifier.scratch, ...verifier.binaries.flatMap((each) => ['--postgres-bin', each])];
    return startCli([...args, ...place, '--backup', 'newest', ...(json ? ['--json'] : [])], {
      AWS_ACCESS_KEY_ID: reader.accessKeyId,
      AWS_SECRET_ACCESS_KEY: reader.secretAccessKey,
      ...env,
    }).ended;
  }

  function expectNoSecret({ stdout, stderr }: CliEnd, more: readonly string[] = []): void {
    for (const value of [reader.secretAccessKey, reader.accessKeyId, ...more]) {
      for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')]) {
        expect(stdout).not.toContain(form);
        expect(stderr).not.toContain(form);
      }
    }
    expect(stdout + stderr).not.toMatch(/Signature=|AWS4-HMAC/);
  }

  test('that may only list and read, an archive is proven', async () => {
    await using store = openS3Store({
      ...{ bucket: archive.bucket, endpoint: archive.endpoint },
      credentials: {
        kind: 'explicit',
        accessKeyId: reader.accessKeyId,
        secretAccessKey: secret(reader.secretAccessKey),
      },
    });
    const denied = { problem: 'access-denied' };
    await expect(store.put('new', new Uint8Array(1))).rejects.toMatchObject(denied);
    await expect(store.remove(archive.keys[0] ?? '')).rejects.toMatchObject(denied);
    for (const json of [false, true]) {
      const end = await run({ json });
      expect({ code: end.code, stderr: end.stderr }).toEqual({ code: 0, stderr: '' });
      expect(end.stdout).toMatch(json ? /"overall": "proven"/ : /PROVEN/);
      expectNoSecret(end);
    }
  });

  test.each<Run & { readonly name: string; readonly says: RegExp }>([
    {
      name: 'another secret',
      env: { AWS_SECRET_ACCESS_KEY: 'this is another secret key' },
      says: /does not belong to the access key/,
    },
    {
      name: 'another name',
      env: { AWS_ACCESS_KEY_ID: 'somebody-else-entirely' },
      says: /does not know the access key/,
    },
    { name: 'a bucket that is not there', bucket: 'no-such-bucket', says: /there is no such bucket/ },
    { name: 'a refusal', fault: { kind: 'status', status: 403, code: 'AccessDenied' }, says: /may not do this/ },
    {
      name: 'an expired token',
      env: { AWS_SESSION_TOKEN: TOKEN },
      fault: { kind: 'status', status: 400, code: 'ExpiredToken' },
      says: /session token has expired/,
    },
    { name: 'a clock that is off', fault: { kind: 'skewed-clock', byMs: -3_600_000 }, says: /clocks .* differ by/ },
    {
      name: 'a server that repeats what it was sent',
      fault: {
        kind: 'answer',
        status: 403,
        body: `<Error><Code>Odd</Code><Message>reader-of-backups secret+of/the reader&amp;of=backups ${TOKEN}</Message></Error>`,
      },
      env: { AWS_SESSION_TOKEN: TOKEN },
      says: /may not do this/,
    },
  ])('$name ends in 3, with the reason, and no secret is printed', async ({ says, ...how }) => {
    for (const json of [false, true]) {
      const end = await run({ ...how, json });
      expect(end.code).toBe(3);
      expect(end.stdout).toMatch(says);
      expect(end.stdout).toMatch(/[Nn]othing is known/);
      expectNoSecret(end, [TOKEN, ...Object.values(how.env ?? {})]);
    }
  });
});

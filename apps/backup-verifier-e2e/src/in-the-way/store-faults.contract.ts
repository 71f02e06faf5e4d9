import { needPart, objectServerPart, sampled, sampledMoments, type Fault } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startVerifier, type Verifier } from '../verify.ts';
import { attempt, type Attempt } from './attempt.ts';
import {
  accusationsOf,
  backupOf,
  doubtsOf,
  gistOf,
  keysOf,
  provenUnread,
  reportOf,
  segmentStartOf,
} from './expectations.ts';
import { makeGoodArchive, type GoodArchive } from './good-archive.ts';

const need = needPart(objectServerPart());

interface Planted {
  readonly name: string;
  readonly fault: Fault;
  /** What is said of it when it lasts. */
  readonly said: RegExp;
}

/** What passes when one asks again. */
const PASSING: readonly Planted[] = [
  { name: '500', fault: { kind: 'status', status: 500, code: 'InternalError' }, said: /InternalError, 500/ },
  {
    name: '503 SlowDown',
    fault: { kind: 'status', status: 503, code: 'SlowDown', headers: { 'retry-after': '1' } },
    said: /SlowDown, 503/,
  },
  { name: 'a refused connection', fault: { kind: 'refused' }, said: /ECONNRESET|broke/ },
  { name: 'a reset in mid-stream', fault: { kind: 'reset', afterBytes: 100 }, said: /ECONNRESET|broke/ },
  { name: 'an end in mid-stream', fault: { kind: 'short', afterBytes: 100 }, said: /broke/ },
  { name: 'a stall in mid-stream', fault: { kind: 'stall', afterBytes: 100 }, said: /nothing came for 60 s/ },
  { name: 'silence', fault: { kind: 'silence' }, said: /nothing came for 60 s/ },
];
const SLOW: readonly Planted[] = [
  { name: 'a slow answer', fault: { kind: 'delay', ms: 30 }, said: /never/ },
  { name: 'an answer in crumbs', fault: { kind: 'cut', sizes: [1, 7, 4_000] }, said: /never/ },
];
/** What stays. */
const REFUSING: readonly (Planted & { readonly problem: string })[] = [
  {
    name: '403 AccessDenied',
    fault: { kind: 'status', status: 403, code: 'AccessDenied' },
    said: /may not do this \(AccessDenied, 403/,
    problem: 'access-denied',
  },
  {
    name: 'an expired token',
    fault: { kind: 'status', status: 400, code: 'ExpiredToken' },
    said: /session token has expired/,
    problem: 'credentials-refused',
  },
  {
    name: 'a bucket that is gone',
    fault: { kind: 'status', status: 404, code: 'NoSuchBucket' },
    said: /there is no such bucket/,
    problem: 'bucket-missing',
  },
  {
    name: 'a clock that is an hour off',
    fault: { kind: 'skewed-clock', byMs: 3_600_000 },
    said: /clocks .* differ by 3[56]\d\d s/,
    problem: 'clocks-differ',
  },
  {
    name: 'a page of something else',
    fault: { kind: 'answer', status: 404, body: '<html>no such page</html>' },
    said: /no S3 server/,
    problem: 'unavailable',
  },
];

describe.skipIf(need.absent)(`a store that fails${need.note}`, () => {
  let archive: GoodArchive;
  let verifier: Verifier;
  let before: ReadonlyMap<string, string>;
  let good: Attempt;
  beforeAll(async () => {
    archive = await makeGoodArchive();
    verifier = await startVerifier();
    before = await archive.fingerprints();
    good = await attempt(archive);
  });
  afterAll(async () => {
    expect(archive.writes).toEqual([]);
    expect(await archive.fingerprints()).toEqual(before);
    await verifier[Symbol.asyncDispose]();
    await archive[Symbol.asyncDispose]();
  });

  /** Objects that have been read for the good verdict. */
  const readKeys = (): readonly string[] => [...good.delivered].toSorted();

  test('without a fault the archive is proven', () => {
    expect(reportOf(good).overall).toBe('proven');
    expect(reportOf(good).backups.map(({ id }) => id)).toEqual([archive.first, archive.last]);
    for (const { verdict } of reportOf(good).backups) expect(verdict).toMatchObject({ kind: 'proven', level: 'L2' });
    expect(provenUnread(good, archive)).toEqual([]);
    expect(readKeys().length).toBeGreaterThan(12);
  });

  test.each([...PASSING, ...SLOW])('$name at the first attempt at everything changes nothing', async ({ fault }) => {
    const seen = new Set<string>();
    const found = await attempt(archive, {
      faultOf: ({ path }) => {
        if (seen.has(path)) return undefined;
        seen.add(path);
        return fault;
      },
    });
    expect(gistOf(found)).toEqual(gistOf(good));
    expect(found.requests.length).toBeGreaterThanOrEqual(good.requests.length);
  });

  test('whatever passes, at each single request, changes nothing', async () => {
    for (const n of sampledMoments(good.requests.length)) {
      const fault = PASSING[n % PASSING.length]?.fault;
      const found = await attempt(archive, { faultOf: ({ index }) => (index === n ? fault : undefined) });
      expect(gistOf(found)).toEqual(gistOf(good));
    }
  });

  test('a store that cannot be listed ends the run, with the reason', async () => {
    for (const { fault, said } of PASSING) {
      const found = await attempt(archive, { faultOf: () => fault });
      expect(found).toMatchObject({ kind: 'no-look', error: { problem: 'unavailable', message: said } });
    }
    for (const { fault, said, problem } of REFUSING) {
      const found = await attempt(archive, { faultOf: () => fault });
      expect(found).toMatchObject({ kind: 'no-look', error: { problem, message: said } });
    }
  });

  test('what lasts, from each single request on, leaves unknown what was not read, and says why', async () => {
    const lasting = [...PASSING, ...REFUSING];
    for (const n of sampledMoments(good.requests.length)) {
      if (n === 0) continue;
      const { fault, said } = lasting[n % lasting.length] ?? { fault: undefined, said: /never/ };
      const found = await attempt(archive, { faultOf: ({ index }) => (index >= n ? fault : undefined) });
      expect(accusationsOf(found)).toEqual([]);
      expect(provenUnread(found, archive)).toEqual([]);
      expect(reportOf(found).overall).toBe('unknown');
      expect(doubtsOf(found).map(({ found: why }) => why)).toContainEqual(expect.stringMatching(said));
      for (const { object } of doubtsOf(found)) expect(object).toBeDefined();
    }
  });

  test('an object that stays unreadable leaves unknown what needs it, and nothing else', async () => {
    for (const [n, key] of sampled([...readKeys().entries()])) {
      const lasting = [...PASSING, ...REFUSING];
      const { fault, said } = lasting[n % lasting.length] ?? { fault: undefined, said: /never/ };
      const found = await attempt(archive, { faultOf: (request) => (request.key === key ? fault : undefined) });
      expect(accusationsOf(found)).toEqual([]);
      expect(provenUnread(found, archive)).toEqual([]);
      expect(reportOf(found).overall).toBe('unknown');
      const named = doubtsOf(found).filter(({ object, found: why }) => object === key && said.test(why));
      expect(named).not.toEqual([]);
      const position = segmentStartOf(key);
      for (const { id } of reportOf(good).backups) {
        const needed = keysOf(backupOf(good, id), archive).includes(key);
        const { verdict } = backupOf(found, id);
        expect([key, id, verdict.kind]).toEqual([key, id, needed ? 'unknown' : 'proven']);
        // WAL behind it has not been seen to follow
        if (verdict.kind === 'proven' && position !== undefined && backupOf(good, id).begin !== undefined) {
          const reach = backupOf(good, id).verdict;
          if (reach.kind === 'proven' && reach.upTo.lsn < position) expect(verdict).toEqual(reach);
          else if ((backupOf(good, id).end ?? 0n) <= position) expect(verdict.upTo.lsn < position).toBe(true);
        }
      }
    }
  });

  test('a bucket that is not there and credentials that are wrong are named', async () => {
    expect(await attempt(archive, { bucket: 'no-such-bucket' })).toMatchObject({
      kind: 'no-look',
      error: { problem: 'bucket-missing' },
    });
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = archive.env;
    for (const credentials of [
      { accessKeyId: 'somebody', secretAccessKey },
      { accessKeyId, secretAccessKey: 'another-secret-key' },
    ]) {
      const found = await attempt(archive, { credentials });
      expect(found).toMatchObject({ kind: 'no-look', error: { problem: 'credentials-refused' } });
      if (found.kind === 'no-look') expect(found.error.message).not.toContain(credentials.secretAccessKey);
    }
  });

  const middleOf = async (key: string): Promise<number> => Math.trunc((await archive.store.stat(key)).sizeBytes / 2);

  test('a bit that is another on the way, once, is not held against the archive', async () => {
    for (const [n, key] of sampled([...readKeys().entries()])) {
      let reads = 0;
      const at = n % 2 === 0 ? await middleOf(key) : 60;
      const found = await attempt(archive, {
        faultOf: (request) => (request.key === key && reads++ === 0 ? { kind: 'wrong', at } : undefined),
      });
      expect([key, accusationsOf(found)]).toEqual([key, []]);
      const said = doubtsOf(found).filter(({ object, found: why }) => object === key && why.includes('on the way'));
      if (reportOf(found).overall === 'proven') expect(gistOf(found)).toEqual(gistOf(good));
      else expect(said).not.toEqual([]);
    }
  });

  test('a bit that is another every time is', async () => {
    for (const key of sampled(readKeys().filter((each) => each.endsWith('.tar.gz') || each.endsWith('F.gz')))) {
      const at = await middleOf(key);
      const found = await attempt(archive, {
        faultOf: (request) => (request.key === key ? { kind: 'wrong', at } : undefined),
      });
      expect(reportOf(found).overall).toBe('damaged');
      expect(accusationsOf(found)).toContainEqual(expect.objectContaining({ object: key, weight: 'damaged' }));
    }
  });

  describe('while it is replayed', () => {
    const atL4 = () => ({ level: 'L4', scratch: { parent: verifier.scratch, binaries: verifier.binaries } }) as const;

    test('what passes, at the first attempt at everything, changes nothing', async () => {
      const whole = await attempt(archive, { options: atL4() });
      expect(reportOf(whole).overall).toBe('proven');
      for (const { verdict } of reportOf(whole).backups) expect(verdict).toMatchObject({ kind: 'proven', level: 'L4' });
      const seen = new Set<string>();
      const found = await attempt(archive, {
        options: atL4(),
        faultOf: ({ path, index }) => {
          if (seen.has(path)) return undefined;
          seen.add(path);
          return PASSING[index % PASSING.length]?.fault;
        },
      });
      expect(gistOf(found)).toEqual(gistOf(whole));
    });

    test('a history that cannot be read a second time leaves the replay unknown', async () => {
      const history = archive.keys.find((key) => key.includes('.history')) ?? '';
      let reads = 0;
      const found = await attempt(archive, {
        options: { ...atL4(), backups: 'newest' },
        faultOf: ({ key }) => (key === history && ++reads > 1 ? PASSING[0]?.fault : undefined),
      });
      expect(reads).toBeGreaterThan(1);
      expect(accusationsOf(found)).toEqual([]);
      expect(backupOf(found, archive.last).verdict).toMatchObject({
        kind: 'unknown',
        passed: 'L2',
        because: [{ id: 'object-unreadable', found: expect.stringMatching(/InternalError, 500/) as string }],
      });
    });

    test('later WAL that cannot be read takes nothing from the backups, and is proven up to there', async () => {
      const key = archive.keys.find((each) => each.endsWith('00000001000000000000000B.gz')) ?? '';
      const found = await attempt(archive, {
        options: atL4(),
        faultOf: (request) => (request.key === key ? REFUSING[0]?.fault : undefined),
      });
      expect(accusationsOf(found)).toEqual([]);
      expect(reportOf(found).overall).toBe('unknown');
      const position = segmentStartOf(key) ?? 0n;
      const { verdict } = backupOf(found, archive.first);
      expect(verdict).toMatchObject({ kind: 'proven', level: 'L4' });
      if (verdict.kind === 'proven') expect(verdict.upTo.lsn <= position).toBe(true);
      expect(
        reportOf(found).moments.filter(
          ({ state, timeline, to }) => state === 'proven' && timeline === 1 && to > position,
        ),
      ).toEqual([]);
    });
  });
});

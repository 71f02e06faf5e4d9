import { removeAbandonedScratch } from '@postgres-ha/scratch-postgres';
import { eventually, needPart, objectServerPart, type FaultProxy } from '@postgres-ha/testkit';
import { mkdtemp, readdir, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startVerifier, type Verifier } from '../verify.ts';
import { watch } from './attempt.ts';
import { processesBelow, startCli, type Cli, type CliEnd } from './cli.ts';
import { makeGoodArchive, type GoodArchive } from './good-archive.ts';

const need = needPart(objectServerPart());
const KILLS = 12;
const SOON_MS = 300_000;
const TRIES = 5;

describe.skipIf(need.absent)(`runs of the program${need.note}`, () => {
  const signal = AbortSignal.timeout(1_800_000);
  let archive: GoodArchive;
  let verifier: Verifier;
  let proxy: FaultProxy;
  let before: ReadonlyMap<string, string>;
  let scratch: string;
  let requests = 0;
  let onRequest: (count: number) => void = () => undefined;
  beforeAll(async () => {
    archive = await makeGoodArchive();
    verifier = await startVerifier();
    before = await archive.fingerprints();
    proxy = await watch(archive, {
      faultOf: () => {
        onRequest(++requests);
        return undefined;
      },
    });
    scratch = await mkdtemp(join(tmpdir(), 'pgha-ended-'));
    await chmod(scratch, 0o711);
  });
  beforeEach(() => {
    requests = 0;
    onRequest = () => undefined;
  });
  afterAll(async () => {
    expect(archive.writes).toEqual([]);
    expect(await archive.fingerprints()).toEqual(before);
    await proxy[Symbol.asyncDispose]();
    await verifier[Symbol.asyncDispose]();
    await archive[Symbol.asyncDispose]();
    await rm(scratch, { recursive: true });
  });

  function start(...more: readonly string[]): Cli {
    const { bucket, serverName, env } = archive;
    return startCli(
      [
        ...['run', `s3://${bucket}`, '--server', serverName, '--endpoint', proxy.endpoint, '--json'],
        ...['--scratch', scratch, ...verifier.binaries.flatMap((directory) => ['--postgres-bin', directory])],
        ...more,
      ],
      env,
    );
  }

  /** @throws when the program says anything but that all is proven at L4 */
  function expectProven({ code, stdout, stderr }: CliEnd): void {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout) as { readonly overall: string; readonly archives: readonly { asked: string }[] };
    expect(report).toMatchObject({ overall: 'proven', archives: [{ asked: 'L4' }] });
  }

  /** How long a whole run takes, ms. */
  async function whole(): Promise<number> {
    const begun = performance.now();
    expectProven(await start('--backup', 'newest').ended);
    return performance.now() - begun;
  }

  async function expectNothingLeft(): Promise<void> {
    expect(await readdir(scratch)).toEqual([]);
    expect(await processesBelow(scratch)).toEqual([]);
  }

  test('two at once in the same scratch directory are both right, and both clean up', async () => {
    const ends = await Promise.all([start().ended, start().ended]);
    ends.forEach(expectProven);
    await expectNothingLeft();
  });

  test(`killed at ${KILLS} moments, no server outlives a run for long, and the next run is right and cleans up`, async () => {
    let [left, killed, faster] = [0, 0, 0];
    let wholeMs = await whole();
    for (let n = 0; n < KILLS; n = killed) {
      const begun = performance.now();
      const run = start('--backup', 'newest');
      const ended = run.ended.then((end) => ({ ...end, tookMs: performance.now() - begun }));
      // whatever it is doing by then
      await wait((wholeMs * (n + 0.5)) / KILLS);
      run.signal('SIGKILL', n % 2 === 0 ? 'program' : 'group');
      const { killedBy, code, tookMs } = await ended;
      if (killedBy === null) {
        // the machine has more time for it than it had
        expect(code).toBe(0);
        wholeMs = tookMs;
        expect((faster += 1)).toBeLessThan(KILLS * 3);
        continue;
      }
      killed += 1;
      await eventually(
        'no server to be left',
        async () => ((await processesBelow(scratch)).length === 0 ? true : undefined),
        { timeoutMs: SOON_MS, intervalMs: 20 },
      );
      left += (await readdir(scratch)).length;
      // every third one is left for a whole run to clean up
      if (n % 3 !== 2) {
        await removeAbandonedScratch(scratch, { signal });
        await expectNothingLeft();
      }
      if (n % 6 === 5) {
        wholeMs = await whole();
        await expectNothingLeft();
      }
    }
    expect(left).toBeGreaterThan(0);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a run with 3 at any moment, and nothing is left', async (name) => {
    for (const at of [1, 3, 5, 8]) {
      const run = start('--backup', 'newest');
      onRequest = (count) => {
        if (count === at) run.signal(name, name === 'SIGINT' ? 'group' : 'program');
      };
      requests = 0;
      const { code, stdout } = await run.ended;
      expect({ at, code }).toEqual({ at, code: 3 });
      expect(stdout).toMatch(/interrupted/);
      expect(stdout).not.toMatch(/"kind": "damaged"/);
      await expectNothingLeft();
    }
  });

  /** A replay that had ended before the signal came ends with 0: then another one is tried, and one that hears no signal is found out. */
  async function signalledInReplay(name: 'SIGINT' | 'SIGTERM'): Promise<CliEnd> {
    for (let tries = 1; ; tries += 1) {
      const run = start('--backup', 'newest');
      await eventually('a server to run', async () => ((await processesBelow(scratch)).length > 1 ? true : undefined), {
        timeoutMs: SOON_MS,
        intervalMs: 5,
      });
      run.signal(name, name === 'SIGINT' ? 'group' : 'program');
      const end = await run.ended;
      if (end.code !== 0 || tries === TRIES) return end;
    }
  }

  test.each(['SIGINT', 'SIGTERM'] as const)('%s in the midst of the replay ends it too', async (name) => {
    const { code, stdout } = await signalledInReplay(name);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      overall: 'unknown',
      archives: [{ backups: [{}, { verdict: { kind: 'unknown', passed: 'L2', because: [{ id: 'interrupted' }] } }] }],
    });
    await expectNothingLeft();
  });

  test('a time limit ends a run with 3, and nothing is left', async () => {
    const { code, stdout } = await start('--timeout', '1s').ended;
    expect(code).toBe(3);
    expect(stdout).toMatch(/time/);
    await expectNothingLeft();
  });
});

import { eventually, needPart } from '@postgres-ha/testkit';
import { chmod, link, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { archiveOf } from '../archives/archive-spec.ts';
import { archiveParts, makeArchives } from '../archives/make-archives.ts';
import { openArchive, type Archive } from '../archives/open-archive.ts';
import { processesBelow } from '../in-the-way/cli.ts';
import { startVerifier, type Verifier } from '../verify.ts';
import { startWorker, type ServedWorker } from './served-worker.ts';

const needs = archiveParts().map((part) => needPart(part));
const absent = needs.some((need) => need.absent);
const note = needs.map((need) => need.note).join('');
/** More than a busy machine needs to stop; a worker that does not stop by itself is abandoned then, and ends with 3. */
const GRACE = '2m';
const MOMENTS = 8;
const SOON = { timeoutMs: 300_000, intervalMs: 20 } as const;

describe.skipIf(absent)(`serve, on an archive by Barman${note}`, () => {
  let verifier: Verifier;
  let archive: Archive;
  let directory: string;
  let scratch: string;
  const running: ServedWorker[] = [];

  beforeAll(async () => {
    verifier = await startVerifier();
    archive = await openArchive(archiveOf(17, '3.20', { data: 'gzip', wal: 'gzip' }), await makeArchives());
    directory = await mkdtemp(join(tmpdir(), 'pgha-serve-'));
    scratch = await mkdtemp(join(tmpdir(), 'pgha-s-'));
    await chmod(scratch, 0o711);
  });
  afterEach(async () => {
    for (const worker of running.splice(0)) {
      worker.signal('SIGKILL');
      await worker.ended;
    }
  });
  afterAll(async () => {
    await rm(directory, { recursive: true });
    await rm(scratch, { recursive: true });
    await archive[Symbol.asyncDispose]();
    await verifier[Symbol.asyncDispose]();
  });

  /** Looks every second; each look takes longer than that. */
  function start(...more: readonly string[]): Promise<ServedWorker> {
    return startBy({}, ...more);
  }

  /** @param asked sections of the policy beside those that each has */
  async function startBy(asked: Readonly<Record<string, unknown>>, ...more: readonly string[]): Promise<ServedWorker> {
    const policy = join(directory, 'policy.yaml');
    await writeFile(
      policy,
      JSON.stringify({
        cluster: { namespace: 'shop', name: archive.server, postgresql: 17 },
        archive: {
          destination: archive.directory,
          serverName: archive.server,
          objectStore: 'backups',
          encryption: 'none',
          retention: '30d',
        },
        schedule: { cron: '* * * * * *', timeZone: 'Europe/Berlin' },
        newestBackupMaxAgeSeconds: 864_000,
        ...asked,
      }),
    );
    const binaries = verifier.binaries.flatMap((each) => ['--postgres-bin', each]);
    const worker = startWorker(['--policy', policy, '--scratch', scratch, '--grace', GRACE, ...binaries, ...more]);
    running.push(worker);
    return worker;
  }

  async function expectNothingLeft(): Promise<void> {
    expect(await processesBelow(scratch)).toEqual([]);
    expect(await readdir(scratch)).toEqual([]);
  }

  /** Replaces a file by one with another byte in the middle: the archive is made of links that others share. */
  async function breakObject(path: string): Promise<{ readonly mend: () => Promise<void> }> {
    const kept = join(directory, 'kept');
    // The same file, and so with its time: one that was written after its backup.info is no longer the backup's.
    await link(path, kept);
    const bytes = await readFile(path);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 0x55;
    await writeFile(`${kept}-broken`, bytes);
    await rename(`${kept}-broken`, path);
    return { mend: () => rename(kept, path) };
  }

  test('proves by its schedule, tells a finding once when it comes and once when it goes, and stops within its grace', async () => {
    const worker = await start();
    expect(await worker.line('run-finished')).toMatchObject({
      overall: 'proven',
      servers: [{ serverName: archive.server, asked: 'L4', backups: 2 }],
    });
    expect(await worker.get('/readyz')).toEqual({ status: 200, text: 'ok\n' });
    expect(await worker.get('/healthz')).toEqual({ status: 200, text: 'ok\n' });
    expect((await worker.get('/report.txt')).text).toMatch(new RegExp(`^${archive.server}: PROVEN up to `));
    expect((await worker.get('/')).text).toContain('<svg');
    expect((await worker.get('/report.md')).text).toContain(archive.last.id);
    expect(await worker.metric('backup_verifier_runs_total{outcome="proven"}')).toBeGreaterThan(0);
    expect(await worker.metric('backup_verifier_skipped_runs_total{because="overlap"}')).toBeGreaterThan(0);
    const verdict = `backup_verifier_verdict{server="${archive.server}",verdict=`;
    expect(await worker.metric(`${verdict}"proven"}`)).toBe(1);

    const broken = worker.lines().length;
    const object = `${archive.server}/base/${archive.last.id}/data.tar.gz`;
    const { mend } = await breakObject(join(archive.directory, object));
    await worker.line('finding-opened', {
      from: broken,
      fits: ({ finding }) => (finding as { readonly object: string }).object === object,
    });
    await worker.line('run-finished', { from: broken, fits: ({ overall }) => overall === 'damaged' });
    await worker.line('run-finished', { from: worker.lines().length });
    expect(await worker.metric(`${verdict}"damaged"}`)).toBe(1);
    expect(JSON.parse((await worker.get('/report.json')).text)).toMatchObject({ overall: 'damaged' });
    expect(await worker.get('/readyz')).toMatchObject({ status: 200 });

    const mended = worker.lines().length;
    await mend();
    await worker.line('finding-resolved', { from: mended });
    await worker.line('run-finished', { from: mended, fits: ({ overall }) => overall === 'proven' });
    const told = worker.lines().filter(({ event }) => event.startsWith('finding-'));
    const of = (event: string): readonly unknown[] => told.filter((each) => each.event === event);
    // Damage is told once for each thing that is damaged, whatever number of looks saw it.
    const keys = told
      .filter(({ event }) => event === 'finding-opened')
      .map(({ finding }) => JSON.stringify([(finding as { id: string }).id, (finding as { object: string }).object]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(of('finding-resolved').length).toBe(keys.length);

    worker.signal('SIGTERM');
    // 3 where it was not within its grace
    const { code, stderr } = await worker.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(worker.lines().at(-1)).toMatchObject({ event: 'worker-stopped' });
    await expectNothingLeft();
  });

  test(`SIGTERM at ${MOMENTS} moments of a run ends it with 0, and neither a server nor a directory is left`, async () => {
    const measured = await start('--run-at-start');
    const { seconds } = await measured.line('run-finished');
    measured.signal('SIGTERM');
    await measured.ended;
    for (let n = 0; n < MOMENTS; n += 1) {
      const worker = await start('--run-at-start');
      await worker.line('run-started');
      // Whatever it is doing by then.
      await wait((Number(seconds) * 1000 * (n + 0.5)) / MOMENTS);
      worker.signal('SIGTERM');
      const { code, stderr } = await worker.ended;
      expect({ n, code, stderr }).toEqual({ n, code: 0, stderr: '' });
      await expectNothingLeft();
    }
  });

  test('killed in the midst of a replay, no server outlives it for long, and the next one cleans up and goes on', async () => {
    const killed = await start('--run-at-start');
    await eventually(
      'a server to run',
      async () => ((await processesBelow(scratch)).length > 1 ? true : undefined),
      SOON,
    );
    killed.signal('SIGKILL');
    await killed.ended;
    await eventually(
      'no server to be left',
      async () => ((await processesBelow(scratch)).length === 0 ? true : undefined),
      SOON,
    );
    expect(await readdir(scratch)).not.toEqual([]);
    const next = await start();
    await next.line('scratch-removed');
    expect(await next.line('run-finished')).toMatchObject({ overall: 'proven' });
    next.signal('SIGTERM');
    expect((await next.ended).code).toBe(0);
    await expectNothingLeft();
  });

  test('with a ledger the next process reads nothing again, and tells nothing again', async () => {
    const verification = {
      ...{ level: 'L5', jitterSeconds: 0, reverifyAfterSeconds: 2_592_000, sample: 0 },
      ledger: join(directory, 'ledger'),
    };
    const data = { assertions: [] };
    const first = await startBy({ verification, data }, '--run-at-start');
    expect(await first.line('run-finished')).toMatchObject({ overall: 'proven', servers: [{ asked: 'L5' }] });
    const read = `backup_verifier_read_bytes{server="${archive.server}"}`;
    const proofs = `backup_verifier_last_proof_timestamp_seconds{server="${archive.server}",level="L5"}`;
    expect(await first.metric(read)).toBeGreaterThan(1_000_000);
    const provenAt = await first.metric(proofs);
    first.signal('SIGTERM');
    await first.ended;

    const second = await startBy({ verification, data }, '--run-at-start');
    await second.line('run-finished');
    expect(await second.metric(read)).toBe(0);
    expect(await second.metric(`backup_verifier_remembered_bytes{server="${archive.server}"}`)).toBeGreaterThan(
      1_000_000,
    );
    // a proof keeps its age
    expect(await second.metric(proofs)).toBe(provenAt);
    expect(second.lines().filter(({ event }) => /^(?:finding|verdict)-/.test(event))).toEqual([]);
    second.signal('SIGTERM');
    expect((await second.ended).code).toBe(0);
  });
});

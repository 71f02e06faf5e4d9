import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TarOrigin } from '@postgres-ha/backup-proof';
import { timelineId } from '@postgres-ha/postgres-storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ScratchError,
  createScratch,
  findPostgresBinaries,
  replay,
  type PostgresBinaries,
  type ReplayOptions,
  type ReplayOutcome,
  type Scratch,
} from '../index.ts';
import { copyBinaries, needPostgres } from './binaries.ts';
import { archiveOf, restoreBackup, without, type Tamper } from './restoring.ts';
import { makeSourceCluster, type SourceCluster } from './source-cluster.ts';
import { setTrap, type SetTrap } from './trap.ts';

const need = needPostgres(17);

describe.skipIf(need.absent)(`what a replay says${need.note}`, () => {
  const signal = AbortSignal.timeout(1_800_000);
  let directory: string;
  let source: SourceCluster;
  let trap: SetTrap;
  let binaries: readonly PostgresBinaries[];
  let runs = 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'scratch-contract-'));
    await chmod(directory, 0o755);
    trap = await setTrap(directory);
    const binDirectory = await copyBinaries(17, directory);
    source = await makeSourceCluster(join(directory, 'source'), { major: 17, binDirectory, trap });
    binaries = await findPostgresBinaries([binDirectory], { signal });
  });
  afterAll(async () => {
    expect(await trap.caught()).toEqual([]);
    await trap[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  interface Attempt {
    readonly tamper?: Tamper;
    /** All if not given. */
    readonly archives?: readonly TarOrigin['kind'][];
    readonly wal?: Parameters<typeof archiveOf>[2];
    readonly options?: (scratch: Scratch) => Partial<ReplayOptions>;
    readonly parent?: string;
  }

  async function attempt({ tamper, archives, wal, options, parent = directory }: Attempt): Promise<ReplayOutcome> {
    await using scratch = await createScratch({ parent, runId: `run-${runs++}`, signal });
    await restoreBackup(scratch, source, { tamper, archives });
    return await replay(scratch, {
      binaries,
      stops: [{ kind: 'lsn', lsn: source.points.last.lsn }],
      timeline: timelineId(2),
      requestWal: archiveOf(scratch, source, wal),
      pages: 'leave',
      signal,
      ...options?.(scratch),
    });
  }

  async function segments(): Promise<readonly string[]> {
    return (await readdir(source.archive)).filter((name) => /^[0-9A-F]{24}$/.test(name)).sort();
  }

  test('without the segment that the backup begins in, that segment is missing', async () => {
    const label = await readFile(join(source.backup.data, 'backup_label'), 'latin1');
    const begin = /file ([0-9A-F]{24})/.exec(label)?.[1] ?? '';
    expect(await attempt({ wal: { [begin]: { kind: 'absent' } } })).toMatchObject({
      kind: 'stopped-short',
      missing: begin,
      stops: [],
    });
  });

  test('without the history of its timeline, the history is missing', async () => {
    const outcome = await attempt({ wal: { '00000002.history': { kind: 'absent' } } });
    expect(outcome).toMatchObject({ kind: 'stopped-short', missing: '00000002.history' });
  });

  test('on the timeline that was left, what came behind it is not reached', async () => {
    const outcome = await attempt({ options: () => ({ timeline: timelineId(1) }) });
    expect(outcome).toMatchObject({
      kind: 'stopped-short',
      missing: (await segments()).at(-3)?.replace('00000002', '00000001'),
    });
  });

  test('a time behind the last commit is not reached', async () => {
    const at = source.points.afterBackup.committedAt + 3_600_000_000n;
    expect(await attempt({ options: () => ({ stops: [{ kind: 'time', at }] }) })).toMatchObject({
      kind: 'stopped-short',
    });
  });

  test('a segment that cannot be looked up is unknown, one that is damaged is named', async () => {
    const name = (await segments()).at(-4) ?? '';
    expect(await attempt({ wal: { [name]: { kind: 'failed', because: 'HTTP 503' } } })).toMatchObject({
      kind: 'unknown',
      because: 'wal-unavailable',
    });
    expect(await attempt({ wal: { [name]: { kind: 'damaged', because: 'CRC' } } })).toMatchObject({
      kind: 'wal-damaged',
      fileName: name,
    });
    expect(await attempt({ wal: { [name]: new Uint8Array(4096) } })).toMatchObject({
      kind: 'wal-damaged',
      fileName: name,
    });
  });

  test.each(['backup_label', 'global/pg_control', 'PG_VERSION'])('without %s no server is started', async (path) => {
    const outcome = await attempt({ tamper: without((member) => member === path) });
    expect(outcome).toMatchObject({ kind: 'refused-to-start', because: [expect.stringContaining(path)] });
  });

  test('binaries of another major, a missing library or role are no finding', async () => {
    expect(await attempt({ options: () => ({ binaries: [] }) })).toMatchObject({
      kind: 'unknown',
      because: 'major-mismatch',
    });
    expect(await attempt({ options: () => ({ preloadLibraries: ['not_there'] }) })).toMatchObject({
      kind: 'unknown',
      because: 'missing-library',
    });
    expect(await attempt({ options: () => ({ roles: ['nobody_there'] }) })).toMatchObject({
      kind: 'unknown',
      because: 'no-superuser',
    });
  });

  test('a relation whose file was not in the backup is named', async () => {
    let path = '';
    await attempt({
      options: () => ({
        stops: [{ kind: 'consistency' }],
        inspect: async (client, database) => {
          if (database !== 'shop') return;
          const { rows } = await client.query<{ path: string }>(
            `SELECT pg_relation_filepath('pg_rewrite'::regclass) AS path`,
          );
          path = rows[0]?.path ?? '';
        },
      }),
    });
    const outcome = await attempt({
      tamper: without((member) => member === path),
      options: () => ({ stops: [{ kind: 'consistency' }] }),
    });
    expect(outcome).toMatchObject({ kind: 'replayed' });
    const missing = outcome.kind === 'replayed' ? outcome.stops[0]?.evidence.missingFiles : [];
    expect(missing).toEqual([{ database: 'shop', relation: 'pg_rewrite', path }]);
  });

  /** Flips a bit in the second page of the first file that matches. */
  function flipping(matches: RegExp, onFlip: (path: string) => void): Tamper {
    return async function* (events) {
      let path = '';
      let done = false;
      for await (const event of events) {
        if (event.kind === 'member') path = event.member.path;
        if (event.kind === 'content' && !done && matches.test(path) && event.bytes.length > 16_384) {
          done = true;
          event.bytes[8192 + 4000] = (event.bytes[8192 + 4000] ?? 0) ^ 1;
          onFlip(path);
        }
        yield event;
      }
    };
  }

  test('a damaged page that nobody reads is found at the end', async () => {
    let damaged = '';
    const tamper = flipping(/^base\/4\/\d+$/, (path) => (damaged = path));
    const outcome = await attempt({ tamper, options: () => ({ pages: 'check' }) });
    expect(damaged).not.toBe('');
    expect(outcome).toMatchObject({
      kind: 'replayed',
      pages: { damaged: [{ path: damaged, findings: [{ block: 1, problem: 'checksum' }] }] },
    });
  });

  test('a catalogue that cannot be read is told by the error of the server', async () => {
    const outcome = await attempt({ tamper: flipping(/^base\/1\/1247$/, () => undefined) });
    const databases = outcome.kind === 'replayed' ? outcome.stops[0]?.evidence.databases : [];
    expect(databases?.find(({ name }) => name === 'template1')?.closed).toMatchObject({
      because: 'failed',
      sqlState: 'XX001',
    });
  });

  test('a tablespace that was not restored is named, and WAL for it fails', async () => {
    const consistent = await attempt({ archives: ['data'], options: () => ({ stops: [{ kind: 'consistency' }] }) });
    expect(consistent).toMatchObject({
      kind: 'replayed',
      stops: [{ evidence: { missingTablespaces: [{ name: 'first' }] } }],
    });
    // the source goes on to write into it
    expect(await attempt({ archives: ['data'] })).toMatchObject({ kind: 'failed' });
  });

  test('two at once do not disturb each other', async () => {
    const outcomes = await Promise.all([attempt({}), attempt({})]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['replayed', 'replayed']);
  });

  test.each([0, 1, 4, 12])(
    'a signal after request %i for WAL ends it as unknown, and nothing is left',
    async (after) => {
      const abort = new AbortController();
      let requests = 0;
      if (after === 0) abort.abort();
      const outcome = await attempt({
        options: (scratch) => ({
          signal: abort.signal,
          requestWal: (fileName, own) => {
            if (++requests === after) abort.abort();
            return archiveOf(scratch, source)(fileName, own);
          },
        }),
      });
      expect(outcome).toMatchObject({ kind: 'unknown', because: 'aborted' });
      expect((await readdir(directory)).filter((name) => name.startsWith('scratch-postgres-'))).toEqual([]);
    },
  );

  test('a deadline is a limit of time, also while WAL is waited for', async () => {
    const outcome = await attempt({
      options: () => ({
        signal: AbortSignal.timeout(500),
        requestWal: (_, own) =>
          new Promise((_resolve, reject) => {
            own.addEventListener('abort', () => {
              reject(new Error('aborted'));
            });
          }),
      }),
    });
    expect(outcome).toMatchObject({ kind: 'unknown', because: 'time-limit' });
  });

  describe.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')(
    'on a small disk (needs root, to mount one)',
    () => {
      async function onDisk<T>(megabytes: number, use: (parent: string) => Promise<T>): Promise<T> {
        const parent = join(directory, `disk-${megabytes}`);
        await mkdir(parent);
        await promisify(execFile)('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'none', parent]);
        try {
          return await use(parent);
        } finally {
          await promisify(execFile)('umount', [parent]);
        }
      }

      test('a restore that finds no room says so', async () => {
        await onDisk(10, async (parent) => {
          const failed = await attempt({ parent }).catch((error: unknown) => error);
          expect(failed).toBeInstanceOf(ScratchError);
          expect(failed).toMatchObject({ problem: 'disk-full' });
        });
      });

      test('a replay that finds no room is unknown', async () => {
        await onDisk(44, async (parent) => {
          expect(await attempt({ parent })).toMatchObject({ kind: 'unknown', because: 'disk-full' });
        });
      });
    },
  );
});

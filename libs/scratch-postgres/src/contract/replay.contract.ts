import { chmod, mkdtemp, readFile, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timelineId } from '@postgres-ha/postgres-storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createScratch,
  findPostgresBinaries,
  replay,
  type PostgresBinaries,
  type ReplayOptions,
  type Scratch,
  type ScratchClient,
} from '../index.ts';
import { copyBinaries, needPostgres } from './binaries.ts';
import { archiveOf, restoreBackup } from './restoring.ts';
import { makeSourceCluster, type SourceCluster } from './source-cluster.ts';
import { setTrap, type SetTrap } from './trap.ts';

describe.each([16, 17, 18])('PostgreSQL %i', (major) => {
  const need = needPostgres(major);
  describe.skipIf(need.absent)(`a restored backup${need.note}`, () => {
    const signal = AbortSignal.timeout(1_800_000);
    let directory: string;
    let source: SourceCluster;
    let trap: SetTrap;
    let binaries: readonly PostgresBinaries[];

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'scratch-contract-'));
      await chmod(directory, 0o755);
      trap = await setTrap(directory);
      const binDirectory = await copyBinaries(major, directory);
      source = await makeSourceCluster(join(directory, 'source'), { major, binDirectory, trap });
      binaries = await findPostgresBinaries([binDirectory], { signal });
    });
    afterAll(async () => {
      await trap[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    });

    async function restored(runId: string): Promise<Scratch> {
      const scratch = await createScratch({ parent: directory, runId, signal });
      await restoreBackup(scratch, source);
      return scratch;
    }

    function options(scratch: Scratch): ReplayOptions {
      const { afterBackup, lastOfFirstTimeline, last } = source.points;
      return {
        binaries,
        stops: [
          { kind: 'lsn', lsn: afterBackup.lsn },
          { kind: 'time', at: afterBackup.committedAt },
          { kind: 'lsn', lsn: lastOfFirstTimeline.lsn },
          { kind: 'lsn', lsn: last.lsn },
        ],
        timeline: timelineId(2),
        requestWal: archiveOf(scratch, source),
        pages: 'check',
        signal,
      };
    }

    test('is replayed to every stop, over a promotion, and holds what the source held there', async () => {
      await using scratch = await restored('chain');
      const rows: number[] = [];
      const sockets: string[] = [];
      const outcome = await replay(scratch, {
        ...options(scratch),
        inspect: async (client, database) => {
          if (database !== 'postgres') return;
          const counted = await client.query<{ rows: string }>('SELECT count(*) AS rows FROM public.orders');
          rows.push(Number(counted.rows[0]?.rows));
          sockets.push(...(await internetSockets(scratch)));
        },
      });
      expect(outcome).toMatchObject({ kind: 'replayed', pages: { damaged: [] } });
      if (outcome.kind !== 'replayed') return;
      const { points } = source;
      expect(rows).toEqual([6000, 6000, points.lastOfFirstTimeline.rows, points.last.rows]);
      expect(outcome.stops.map(({ timeline }) => timeline)).toEqual([1, 1, 1, 2]);
      expect(outcome.stops.at(-1)?.reachedLsn).toBeGreaterThan(points.last.lsn);
      expect(outcome.stops.map(({ evidence }) => evidence.missingFiles)).toEqual([[], [], [], []]);
      expect(outcome.stops[0]?.evidence.collationMismatches).toEqual([]);
      expect(outcome.createdTablespaces.map(({ location }) => location)).toEqual([source.laterTablespace]);
      expect(sockets).toEqual([]);
      expect(await trap.caught()).toEqual([]);
      expect(await readdir(join(directory, 'source'))).not.toContain('space-2');
    });

    test('is looked at once more at the last stop, where nothing can write, and after the promotion, where it can', async () => {
      await using scratch = await restored('looks');
      const looks: string[] = [];
      const look = (name: string) => async (client: ScratchClient, database: string) => {
        const wrote = await client.query('CREATE TABLE public.written (n int)').then(
          () => 'wrote',
          (error: unknown) => (error as { readonly code?: string }).code,
        );
        looks.push(`${name} ${database} ${wrote ?? ''}`);
      };
      const outcome = await replay(scratch, {
        ...options(scratch),
        inspectAtEnd: look('at the end'),
        inspectPromoted: look('promoted'),
      });
      expect(outcome).toMatchObject({ kind: 'replayed', pages: { damaged: [] } });
      const databases = outcome.kind === 'replayed' ? (outcome.stops.at(-1)?.evidence.databases ?? []) : [];
      const open = databases.filter(({ closed }) => closed === undefined).map(({ name }) => name);
      expect(looks).toEqual([
        ...open.map((name) => `at the end ${name} 25006`),
        ...open.map((name) => `promoted ${name} wrote`),
      ]);
    });

    test('of which the server dies while somebody looks at it is unknown, and what a look throws is thrown', async () => {
      const { last } = source.points;
      {
        await using scratch = await restored('dies');
        const outcome = await replay(scratch, {
          ...options(scratch),
          stops: [{ kind: 'lsn', lsn: last.lsn }],
          inspectPromoted: async (client) => {
            const [pid] = (await readFile(join(scratch.paths.data, 'postmaster.pid'), 'utf8')).split('\n');
            process.kill(Number(pid), 'SIGQUIT');
            await client.query('SELECT pg_sleep(60)');
          },
        });
        expect(outcome).toMatchObject({ kind: 'unknown', because: 'killed' });
      }
      await using scratch = await restored('throws');
      const replaying = replay(scratch, {
        ...options(scratch),
        stops: [{ kind: 'lsn', lsn: last.lsn }],
        inspectPromoted: () => Promise.reject(new RangeError('no such thing')),
      });
      await expect(replaying).rejects.toThrow('no such thing');
    });

    test('stops short of a missing segment, which is named, and keeps what it saw before', async () => {
      await using scratch = await restored('gap');
      const gap = segmentsOf(await readdir(source.archive)).at(-2) ?? '';
      const outcome = await replay(scratch, {
        ...options(scratch),
        requestWal: archiveOf(scratch, source, { [gap]: { kind: 'absent' } }),
      });
      expect(outcome).toMatchObject({ kind: 'stopped-short', missing: gap });
      expect(outcome.kind === 'stopped-short' && outcome.stops.length).toBe(3);
    });

    test('stops short in a segment with one flipped bit', async () => {
      await using scratch = await restored('flip');
      const [, , flipped = ''] = segmentsOf(await readdir(source.archive)).slice(-5);
      const bytes = await readFile(join(source.archive, flipped));
      bytes.writeUInt8(bytes.readUInt8(300_000) ^ 0x10, 300_000);
      const outcome = await replay(scratch, {
        ...options(scratch),
        requestWal: archiveOf(scratch, source, { [flipped]: bytes }),
      });
      expect(outcome).toMatchObject({ kind: 'stopped-short', lastFile: flipped });
    });
  });
});

function segmentsOf(names: readonly string[]): readonly string[] {
  return names.filter((name) => /^[0-9A-F]{24}$/.test(name)).sort();
}

/** Sockets of the internet that a process of the scratch server holds. */
async function internetSockets(scratch: Scratch): Promise<readonly string[]> {
  const tables = await Promise.all(
    ['tcp', 'tcp6', 'udp', 'udp6'].map((name) => readFile(`/proc/net/${name}`, 'latin1').catch(() => '')),
  );
  const inodes = new Set(
    tables.flatMap((table) =>
      table
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(/\s+/)[9] ?? ''),
    ),
  );
  const held: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if ((await readlink(`/proc/${pid}/cwd`).catch(() => '')) !== scratch.paths.data) continue;
    for (const file of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode !== undefined && inodes.has(inode)) held.push(`${pid}: ${target}`);
    }
  }
  return held;
}

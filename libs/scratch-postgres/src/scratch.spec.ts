import { mkdtemp, readFile, readdir, readlink, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TarEvent, TarMember } from '@postgres-ha/backup-proof';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeAbandonedScratch } from './abandoned-scratch.ts';
import { identityOf } from './process-identity.ts';
import { ScratchError } from './scratch-error.ts';
import { createScratch, type Scratch } from './scratch.ts';

const { signal } = new AbortController();
let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'scratch-'));
});
afterEach(async () => {
  await rm(parent, { recursive: true });
});

function member(path: string, more: Partial<TarMember> = {}): TarMember {
  return { path, kind: 'file', sizeBytes: 0, mode: 0o644, modifiedAt: new Date(0), offsetBytes: 0, ...more };
}

async function restoreFiles(
  scratch: Scratch,
  members: readonly (readonly [TarMember, Uint8Array?])[],
  origin: Parameters<Scratch['restore']>[0] = { kind: 'data' },
): Promise<void> {
  await using sink = scratch.restore(origin);
  for (const [header, bytes = new Uint8Array()] of members) {
    const events: TarEvent[] = [{ kind: 'member', member: header }];
    for (let at = 0; at < bytes.length; at += 100_000)
      events.push({ kind: 'content', bytes: bytes.slice(at, at + 100_000) });
    for (const event of [...events, { kind: 'member-end' } as const]) {
      await sink.write(event);
      // the reader uses its memory again
      if (event.kind === 'content') event.bytes.fill(0xee);
    }
  }
}

test.each([0, 1, 8192, 1024 * 1024, 5 * 1024 * 1024 + 1])(
  'a file of %i bytes comes out as it went in',
  async (size) => {
    await using scratch = await createScratch({ parent, runId: 'bytes', signal });
    const bytes = Uint8Array.from({ length: size }, (_, index) => index % 251);
    await restoreFiles(scratch, [[member('base/1/1259'), bytes]]);
    const file = join(scratch.paths.data, 'base/1/1259');
    expect(Buffer.compare(await readFile(file), bytes)).toBe(0);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(file)).uid).toBe(scratch.user.uid);
  },
);

test('what would take the server elsewhere is left out and told', async () => {
  await using scratch = await createScratch({ parent, runId: 'left-out', signal });
  await restoreFiles(scratch, [
    [member('postgresql.auto.conf')],
    [member('standby.signal')],
    [member('tablespace_map')],
    [member('pg_tblspc/16400', { kind: 'symlink', target: '/var/lib/space' })],
    [member('pg_wal', { kind: 'symlink', target: '/var/lib/wal' })],
    [member('base/5', { kind: 'symlink', target: '/etc' })],
    [member('PG_VERSION'), Buffer.from('17\n')],
  ]);
  expect((await readdir(scratch.paths.data)).sort()).toEqual(['PG_VERSION', 'pg_tblspc']);
  expect(scratch.ignored.map(({ path, because }) => `${path} ${because}`)).toEqual([
    'postgresql.auto.conf setting',
    'standby.signal setting',
    'tablespace_map tablespace-link',
    'pg_tblspc/16400 tablespace-link',
    'pg_wal wal',
    'base/5 symlink',
  ]);
});

test('nothing is written outside, be it by path or by link', async () => {
  await using scratch = await createScratch({ parent, runId: 'outside', signal });
  await writeFile(join(parent, 'victim'), 'whole');
  await expect(restoreFiles(scratch, [[member('../../victim'), Buffer.from('x')]])).rejects.toThrow(RangeError);
  await expect(restoreFiles(scratch, [[member('/victim'), Buffer.from('x')]])).rejects.toThrow(RangeError);
  await symlink(join(parent, 'victim'), join(scratch.paths.data, 'linked'));
  await expect(restoreFiles(scratch, [[member('linked'), Buffer.from('x')]])).rejects.toMatchObject({ code: 'ELOOP' });
  expect(await readFile(join(parent, 'victim'), 'utf8')).toBe('whole');
});

test('a tablespace is linked below the scratch directory', async () => {
  await using scratch = await createScratch({ parent, runId: 'space', signal });
  await restoreFiles(scratch, [[member('PG_17_202406281/5/16390'), Buffer.from('x')]], {
    kind: 'tablespace',
    oid: 16_400,
  });
  const link = join(scratch.paths.data, 'pg_tblspc/16400');
  expect(await readlink(link)).toBe('../../tablespaces/16400');
  expect(await readFile(join(link, 'PG_17_202406281/5/16390'), 'utf8')).toBe('x');
  expect([...scratch.tablespaces]).toEqual([16_400]);
});

test('a run id is used once, and a directory too deep for a socket is refused', async () => {
  await using scratch = await createScratch({ parent, runId: 'once', signal });
  await expect(createScratch({ parent, runId: 'once', signal })).rejects.toMatchObject({ problem: 'in-use' });
  const deep = createScratch({ parent: join(parent, 'x'.repeat(80)), runId: 'deep', signal });
  await expect(deep).rejects.toThrow(ScratchError);
  await expect(deep).rejects.toMatchObject({ problem: 'path-too-long' });
  expect(await readdir(parent)).toEqual(['scratch-postgres-once']);
  expect((await stat(scratch.directory)).mode & 0o777).toBe(0o700);
});

test('a process that got the id of an owner that is gone is not taken for it', async () => {
  await using scratch = await createScratch({ parent, runId: 'reused', signal });
  const own = await identityOf(process.pid);
  await writeFile(join(scratch.directory, 'claim.json'), JSON.stringify({ ...own, startedAt: '1' }));
  expect(await removeAbandonedScratch(parent, { signal })).toEqual(['scratch-postgres-reused']);
});

test('a directory of another container, whose processes cannot be seen, stays', async () => {
  await using scratch = await createScratch({ parent, runId: 'elsewhere', signal });
  const own = await identityOf(process.pid);
  const [boot = ''] = own?.space.split(' ') ?? [];
  const claim = { pid: 1, startedAt: '1', space: `${boot} pid:[1]` };
  await writeFile(join(scratch.directory, 'claim.json'), JSON.stringify(claim));
  expect(await removeAbandonedScratch(parent, { signal })).toEqual([]);
});

test('a directory that was being made, or removed, when its owner ended, is removed', async () => {
  await using scratch = await createScratch({ parent, runId: 'half', signal });
  const own = await identityOf(process.pid);
  const space = Buffer.from(own?.space ?? '').toString('base64url');
  await rename(scratch.directory, `${scratch.directory}~${process.pid}~1~${space}`);
  expect((await removeAbandonedScratch(parent, { signal })).length).toBe(1);
  expect(await readdir(parent)).toEqual([]);
});

test('a claim that was cut off tells nothing of its owner: the directory stays, and nobody stumbles over it', async () => {
  await using scratch = await createScratch({ parent, runId: 'cut-off', signal });
  for (const text of ['', '{"pid":', 'null', '[]']) {
    await writeFile(join(scratch.directory, 'claim.json'), text);
    expect(await removeAbandonedScratch(parent, { signal })).toEqual([]);
  }
});

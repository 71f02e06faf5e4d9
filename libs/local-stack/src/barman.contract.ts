import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { barmanPart, eventually, needPart, outputOf, runCommand, type CommandResult } from '@postgres-ha/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimDirectory } from './claimed-directory.ts';
import { SHIPPED_MAJORS, startObjectServer, startPostgres, takeBaseBackup } from './index.ts';
import { memoryStore, type MemoryStore } from './memory-store.ts';
import type { ObjectServer } from './object-server.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { startServer } from './postgres-server.ts';
import { pythonLiteral } from './python-literal.ts';
import { serverAccount } from './server-account.ts';
import { openTarSeries } from './tar-series.ts';
import type { TarMember } from './tar-member.ts';

const part = barmanPart('3.19');
const programs = join(part.directory, 'bin');
const need = needPart(part);

const PATIENCE = { timeoutMs: 500_000, intervalMs: 20 };
const ADDRESS = 's3://backups';
const MEBIBYTE = 1024 * 1024;

/** Barman against S3 of this process, with a bucket that has what a memory store has. */
interface Barman extends AsyncDisposable {
  readonly upload: (store: MemoryStore) => Promise<void>;
  readonly download: (key: string) => Promise<Buffer>;
  readonly keys: (prefix: string) => Promise<readonly string[]>;
  readonly run: (program: string, args: readonly string[]) => Promise<CommandResult>;
}

async function startBarman(): Promise<Barman> {
  const server: ObjectServer = await startObjectServer();
  await server.createBucket('backups');
  const env = {
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
    AWS_DEFAULT_REGION: server.region,
  };
  return {
    upload: async (store) => {
      for (const [key, body] of store.objects) {
        const { status } = await fetch(`${server.endpoint}/backups/${key}`, { method: 'PUT', body: Buffer.from(body) });
        expect([key, status]).toEqual([key, 200]);
      }
    },
    download: async (key) => Buffer.from(await (await fetch(`${server.endpoint}/backups/${key}`)).arrayBuffer()),
    keys: async (prefix) => {
      const listed = await (await fetch(`${server.endpoint}/backups?list-type=2&prefix=${prefix}`)).text();
      // fauxqs lists in the order of a language, not of bytes
      return [...listed.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key ?? '').sort();
    },
    run: (program, args) => runCommand(join(programs, program), ['--endpoint-url', server.endpoint, ...args], { env }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Each member of tars, read by Python's own library. */
const LIST_TARS = `
import json, sys, tarfile
fields = ('name', 'type', 'mode', 'uid', 'gid', 'uname', 'gname')
def fields_of(member):
    return [str(getattr(member, field)) for field in fields] + sorted(member.pax_headers)
print(json.dumps([fields_of(member) for path in sys.argv[1:] for member in tarfile.open(path)]))
`;

async function listTars(paths: readonly string[]): Promise<readonly (readonly string[])[]> {
  return JSON.parse(await outputOf(join(programs, 'python'), ['-c', LIST_TARS, ...paths])) as readonly string[][];
}

/** Zeros at their ends are as many as miss to a block. */
function blocksOf(tar: Uint8Array): readonly string[] {
  const count = Math.ceil(tar.length / 512);
  return Array.from({ length: count }, (_, n) =>
    Buffer.from(tar.subarray(n * 512, n * 512 + 512))
      .toString('latin1')
      .replace(/\0+$/, ''),
  );
}

function valuesOf(info: string): ReadonlyMap<string, string> {
  const lines = info.trimEnd().split('\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

describe.skipIf(need.absent)(`Barman 3.19${need.note}`, () => {
  test.each([
    { major: 16, segmentSizeBytes: 16 * MEBIBYTE },
    { major: 17, segmentSizeBytes: MEBIBYTE },
    { major: 18, segmentSizeBytes: 64 * MEBIBYTE },
  ])(
    'lists and restores a backup of PostgreSQL $major, and it replays the whole archive',
    async ({ major, segmentSizeBytes }) => {
      const store = memoryStore();
      const archive = { store, serverName: 'orders' };
      await using primary = await startPostgres({ major, segmentSizeBytes, tablespaces: ['fast'], archive });
      await primary.query('CREATE TABLE sold TABLESPACE fast AS SELECT n FROM generate_series(1, 1000) AS n');
      const backup = await takeBaseBackup(primary, { ...archive, name: 'nightly', maxArchiveSizeBytes: 2_000_000 });
      expect(backup.tars.length).toBeGreaterThan(2);
      await primary.query('INSERT INTO sold SELECT n FROM generate_series(1001, 1500) AS n');
      const last = await primary.switchWal();

      await using barman = await startBarman();
      await barman.upload(store);
      const listed = await barman.run('barman-cloud-backup-list', ['--format', 'json', ADDRESS, 'orders']);
      expect(JSON.parse(listed.stdout)).toMatchObject({
        backups_list: [
          { backup_id: backup.id, backup_name: 'nightly', status: 'DONE', begin_wal: backup.info.begin.segment },
        ],
      });

      const account = await serverAccount();
      await using resources = new AsyncDisposableStack();
      const binaries = resources.use(await postgresBinaries(major));
      const claim = resources.use(await claimDirectory(account));
      const [directory, fast, wal] = ['data', 'fast', 'wal'].map((name) => join(claim.path, name));
      if (directory === undefined || fast === undefined || wal === undefined)
        throw new Error('three names make three paths');
      const restored = await barman.run('barman-cloud-restore', [
        ADDRESS,
        'orders',
        'nightly',
        directory,
        '--tablespace',
        `fast:${fast}`,
      ]);
      expect(restored).toMatchObject({ exitCode: 0 });

      await mkdir(wal);
      const segments = [...store.objects.keys()].flatMap((key) => /\/([0-9A-F]{24})\.gz$/.exec(key)?.[1] ?? []);
      const needed = segments.filter((name) => name >= backup.info.begin.segment);
      expect(needed).toContain(last);
      for (const name of needed) {
        const fetched = await barman.run('barman-cloud-wal-restore', [ADDRESS, 'orders', name, join(wal, name)]);
        expect(fetched).toMatchObject({ exitCode: 0 });
      }
      await writeFile(join(directory, 'recovery.signal'), '');
      await appendFile(join(directory, 'postgresql.conf'), `restore_command = 'cp ${wal}/%f %p'\n`);
      await outputOf('chown', ['-R', `${account.uid}:${account.gid}`, directory, fast, wal]);
      await outputOf('chmod', ['0700', directory]);

      await using copy = await startServer({
        kind: 'standby',
        claim,
        account,
        binaries,
        directory,
        superuser: primary.superuser,
        password: primary.password,
        segmentSizeBytes: primary.segmentSizeBytes,
        resources: resources.move(),
      });
      const promoted = async (): Promise<true | undefined> =>
        (await copy.value('SELECT pg_is_in_recovery()')) === 'false' ? true : undefined;
      await eventually('the end of recovery', promoted, PATIENCE);
      expect(await copy.value('SELECT count(*) FROM sold')).toBe('1500');
    },
  );

  test.each(SHIPPED_MAJORS)('backs PostgreSQL %i up to the same members and the same backup.info', async (major) => {
    await using primary = await startPostgres({
      major,
      tablespaces: ['fast'],
      checksums: major === 17 ? 'off' : 'on',
      settings: { autovacuum: 'off' },
    });
    await primary.query('CREATE TABLE sold TABLESPACE fast AS SELECT n FROM generate_series(1, 1000) AS n');
    await primary.query('CREATE UNLOGGED TABLE drafts AS SELECT n FROM generate_series(1, 1000) AS n');
    const client = await primary.connect();
    await client.query('CREATE TEMPORARY TABLE scratch AS SELECT n FROM generate_series(1, 1000) AS n');
    await client.query(`SELECT pg_create_physical_replication_slot('slot', true)`);

    await using barman = await startBarman();
    const connection = ['-h', primary.socketDirectory, '-p', String(primary.port), '-U', primary.superuser];
    const theirs = await barman.run('barman-cloud-backup', [
      ...connection,
      '--immediate-checkpoint',
      '-S',
      '20MB',
      ADDRESS,
      'orders',
    ]);
    expect(theirs).toMatchObject({ exitCode: 0 });
    const listed = await barman.run('barman-cloud-backup-list', ['--format', 'json', ADDRESS, 'orders']);
    const { backups_list: backups } = JSON.parse(listed.stdout) as { backups_list: readonly { backup_id: string }[] };
    const their = `orders/base/${backups[0]?.backup_id ?? ''}/`;
    const store = memoryStore();
    const ours = await takeBaseBackup(primary, { store, serverName: 'orders', compression: 'none' });
    await client.end();

    await using claim = await claimDirectory(await serverAccount());
    const save = async (name: string, content: Uint8Array): Promise<string> => {
      const path = join(claim.path, name.replaceAll('/', '-'));
      await writeFile(path, content);
      return path;
    };
    const oid = ours.info.tablespaces[0]?.oid ?? 0;
    for (const series of [String(oid), 'data']) {
      const ourPaths: string[] = [];
      for (const key of ours.tars.filter((tar) => tar.startsWith(ours.prefix + series))) {
        ourPaths.push(await save(`our-${key}`, store.objects.get(key) ?? new Uint8Array()));
      }
      const theirPaths: string[] = [];
      for (const key of await barman.keys(their + series))
        theirPaths.push(await save(`their-${key}`, await barman.download(key)));
      const [our, theirMembers] = [await listTars(ourPaths), await listTars(theirPaths)];
      expect(our.map(String).toSorted()).toEqual(theirMembers.map(String).toSorted());
      if (series === 'data') expect(our.slice(-2)).toEqual(theirMembers.slice(-2));
    }

    const [our, theirInfo] = [
      valuesOf(Buffer.from(store.objects.get(`${ours.prefix}backup.info`) ?? '').toString()),
      valuesOf((await barman.download(`${their}backup.info`)).toString()),
    ];
    expect([...our.keys()]).toEqual([...theirInfo.keys()]);
    const mayDiffer = /^(?:backup_label|begin_.*|end_.*|copy_stats|cluster_size)$/;
    const settled = (info: ReadonlyMap<string, string>): unknown =>
      Object.fromEntries([...info].filter(([key]) => !mayDiffer.test(key)));
    expect(settled(our)).toEqual(settled(theirInfo));
  });

  test('its Python writes the same bytes of a tar', async () => {
    const base: TarMember = {
      name: 'base/5/1259',
      kind: 'file',
      mode: 0o600,
      uid: 26,
      gid: 26,
      userName: 'postgres',
      groupName: 'postgres',
      sizeBytes: 0,
      modifiedAt: 1_764_095_299,
    };
    const members: readonly TarMember[] = [
      base,
      { ...base, name: '.', kind: 'directory', mode: 0o700, modifiedAt: 1_764_095_299.123456 },
      { ...base, name: `base/${'x'.repeat(100)}`, modifiedAt: 0.25 },
      { ...base, name: 'base/größe', uid: 4_294_967_294, gid: 2_097_152 },
      { ...base, name: 'x'.repeat(99), modifiedAt: 0 },
      { ...base, name: 'x'.repeat(100) },
      { ...base, name: 'y'.repeat(99), kind: 'directory' },
      { ...base, name: 'y'.repeat(100), kind: 'directory' },
      { ...base, name: 'link', kind: 'symlink', linkTarget: `../${'y'.repeat(98)}` },
    ];
    const store = memoryStore();
    const series = openTarSeries('data', { store, compression: 'none', maxArchiveSizeBytes: 1e9 });
    for (const member of members) await series.add(member);
    await series.close();
    const write = `
import io, json, sys, tarfile
types = {'file': tarfile.REGTYPE, 'directory': tarfile.DIRTYPE, 'symlink': tarfile.SYMTYPE}
out = io.BytesIO()
with tarfile.open(fileobj=out, mode='w', format=tarfile.PAX_FORMAT) as tar:
    for member in json.load(sys.stdin):
        info = tarfile.TarInfo(member['name'])
        info.type, info.mode, info.uid, info.gid = types[member['kind']], member['mode'], member['uid'], member['gid']
        info.uname, info.gname, info.size = member['userName'], member['groupName'], member['sizeBytes']
        info.mtime, info.linkname = member['modifiedAt'] and float(member['modifiedAt']), member.get('linkTarget', '')
        tar.addfile(info)
print(out.getvalue().hex())
`;
    const hex = await outputOf(join(programs, 'python'), ['-c', write], { input: JSON.stringify(members) });
    expect(blocksOf(store.objects.get('data.tar') ?? new Uint8Array())).toEqual(
      blocksOf(Buffer.from(hex.trim(), 'hex')),
    );
  });

  test('its Python writes the same literals', async () => {
    const unit = fc.constantFrom(
      ...Array.from({ length: 0x180 }, (_, code) => String.fromCodePoint(code)),
      '東',
      '\u2028',
      '\u{1f600}',
    );
    const texts = fc.sample(fc.string({ unit, maxLength: 20 }), { numRuns: 2000, seed: 19 });
    const program = 'import json, sys; print(json.dumps([repr(text) for text in json.load(sys.stdin)]))';
    const literals = await outputOf(join(programs, 'python'), ['-c', program], { input: JSON.stringify(texts) });
    expect(texts.map(pythonLiteral)).toEqual(JSON.parse(literals));
  });
});

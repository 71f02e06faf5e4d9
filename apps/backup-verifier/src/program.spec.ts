import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError, type ObjectStore, type StoreProblem } from '@postgres-ha/object-store';
import { describe, expect, test } from 'vitest';
import { ARCHIVED, exampleMachine, proverOf, temporaryDirectory } from './example-machine.ts';
import { Interrupted } from '@postgres-ha/worker-runtime/process';
import type { Machine } from './machine.ts';
import type { Outcome } from '@postgres-ha/command-line';
import { start } from './program.ts';
import { reportSchema } from '@postgres-ha/proof-report';
import { DAMAGED, LISTED, PROVEN, UNKNOWN } from '@postgres-ha/proof-report/examples';

const ROOT = join(import.meta.dirname, '../../..');
const POLICY = join(ROOT, 'environments/production/postgres-cluster/02-backup-configuration.yaml');

const outcomeOf = async (args: readonly string[], machine: Partial<Machine> = {}): Promise<Outcome> =>
  start(args, exampleMachine(machine)).outcome;

describe('run', () => {
  test.each([
    { name: 'proven', report: PROVEN, code: 0 },
    { name: 'damaged', report: DAMAGED, code: 1 },
    { name: 'unknown', report: UNKNOWN, code: 3 },
  ])('of an archive that is $name ends with $code, and its JSON has the published shape', async ({ report, code }) => {
    using archive = temporaryDirectory(ARCHIVED);
    const outcome = await outcomeOf(['run', archive.path, '--level', 'L2'], { proveArchive: proverOf([report]) });
    expect(outcome.code).toBe(code);
    expect(reportSchema.parse(outcome.json).archives).toHaveLength(1);
  });

  test('of several archives ends as the worst of them', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    const code = async (...reports: readonly (typeof PROVEN)[]) =>
      (await outcomeOf(['run', archive.path, '--level', 'L2'], { proveArchive: proverOf(reports) })).code;
    expect([await code(PROVEN, UNKNOWN), await code(UNKNOWN, DAMAGED), await code(PROVEN, PROVEN)]).toEqual([3, 1, 0]);
  });

  test('asks for everything up to L4 of every backup, unless told otherwise', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    using tools = temporaryDirectory(['postgres']);
    const prover = proverOf([PROVEN]);
    await outcomeOf(['run', archive.path, '--postgres-bin', tools.path], { proveArchive: prover });
    expect(prover.asked).toEqual([
      expect.objectContaining({
        prefix: '',
        level: 'L4',
        backups: 'all',
        now: new Date('2026-11-25T14:10:00Z'),
        scratch: { parent: exampleMachine().temporaryDirectory, binaries: [tools.path] },
      }),
    ]);
  });

  test('takes from the policy where to look, for what, and what to expect', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    const prover = proverOf([PROVEN]);
    const args = ['run', archive.path, '--policy', POLICY, '--level', 'L2'];
    expect((await outcomeOf(args, { proveArchive: prover })).code).toBe(0);
    expect(prover.asked).toEqual([
      expect.objectContaining({ serverName: 'postgres-cluster', newestBackupMaxAgeSeconds: 93_600, retentionDays: 30 }),
    ]);
  });

  test.each([
    { name: 'the level of the policy', args: ['--policy', POLICY], level: 'L5' },
    { name: 'another level beside the policy', args: ['--policy', POLICY, '--level', 'L3'], level: 'L3' },
    { name: 'L4 where nothing says it', args: [], level: 'L4' },
  ])('proves up to $name', async ({ args, level }) => {
    using archive = temporaryDirectory(ARCHIVED);
    const prover = proverOf([PROVEN]);
    await outcomeOf(['run', archive.path, ...args], { proveArchive: prover });
    expect(prover.asked).toMatchObject([{ level }]);
  });

  test.each([
    { name: "the policy's bucket", args: ['--policy', POLICY], place: { bucket: 'link-app-backups-production' } },
    { name: 'an address beside the policy', args: ['s3://other/path', '--policy', POLICY], place: { bucket: 'other' } },
    {
      name: 'a server of its own',
      args: ['s3://bucket', '--endpoint', 'https://s3.example.org', '--region', 'eu-1', '--no-path-style'],
      place: { bucket: 'bucket', endpoint: 'https://s3.example.org', region: 'eu-1', forcePathStyle: false },
    },
  ])('looks at $name', async ({ args, place }) => {
    const opened: unknown[] = [];
    const openStore = (asked: unknown): ObjectStore => {
      opened.push(asked);
      return storeThat('unavailable');
    };
    expect((await outcomeOf(['run', ...args, '--level', 'L2'], { openStore })).code).toBe(3);
    expect(opened).toEqual([expect.objectContaining({ kind: 's3', ...place })]);
  });

  test('names backups that were asked for, once each', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    const prover = proverOf([PROVEN]);
    const ids = ['--backup', '20261125T020000', '--backup', '20261124T020000', '--backup', '20261125T020000'];
    await outcomeOf(['run', archive.path, '--level', 'L2', ...ids], { proveArchive: prover });
    expect(prover.asked).toMatchObject([{ backups: ['20261125T020000', '20261124T020000'] }]);
  });

  test('says so when there is no PostgreSQL, in text and in JSON, and goes on', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    const prover = proverOf([UNKNOWN]);
    const outcome = await outcomeOf(['run', archive.path], {
      proveArchive: prover,
      env: { POSTGRES_BIN: archive.path },
    });
    expect(outcome).toMatchObject({ code: 3, json: { notes: [expect.stringContaining('No PostgreSQL was found')] } });
    expect(outcome.text).toContain('Note: No PostgreSQL was found');
    expect(prover.asked).toMatchObject([{ level: 'L4' }]);
    expect(prover.asked[0]).not.toHaveProperty('scratch');
  });

  test('takes the directories of POSTGRES_BIN, and of PATH where there is none', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    using tools = temporaryDirectory(['17/postgres', '18/postgres']);
    const binaries = async (env: Machine['env']) => {
      const prover = proverOf([PROVEN]);
      await outcomeOf(['run', archive.path], { proveArchive: prover, env });
      return prover.asked[0]?.scratch?.binaries ?? [];
    };
    const list = [join(tools.path, '17'), join(tools.path, '18'), '/nowhere'].join(':');
    expect(await binaries({ POSTGRES_BIN: list })).toEqual([join(tools.path, '17'), join(tools.path, '18')]);
    expect(await binaries({ PATH: list })).toEqual(expect.arrayContaining([join(tools.path, '17')]));
  });

  test('an archive that the policy promises and that is not there is for the prover to judge, and no slip', async () => {
    const { proveArchive } = await import('@postgres-ha/backup-prover');
    using other = temporaryDirectory(['orders/base/20261124T020000/backup.info']);
    const outcome = await outcomeOf(['run', other.path, '--policy', POLICY, '--level', 'L2'], { proveArchive });
    expect(outcome).toMatchObject({ code: 1, text: expect.stringMatching(/^postgres-cluster: DAMAGED: /) as unknown });
    expect(reportSchema.parse(outcome.json).archives).toMatchObject([{ serverName: 'postgres-cluster', backups: [] }]);
  });

  test('a prover that recognises nothing leaves everything unknown', async () => {
    using archive = temporaryDirectory(['readme/file.txt']);
    expect(await outcomeOf(['run', archive.path, '--level', 'L2'])).toMatchObject({ code: 3 });
  });
});

describe('catalog', () => {
  test('asks for the listing alone, of every backup, and needs no PostgreSQL', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    const prover = proverOf([LISTED]);
    const outcome = await outcomeOf(['catalog', archive.path, '--server', 'postgres-cluster'], {
      proveArchive: prover,
    });
    expect(prover.asked).toMatchObject([{ level: 'L1', backups: 'all', serverName: 'postgres-cluster' }]);
    expect(outcome).toMatchObject({ code: 0, json: { notes: [] } });
    expect(outcome.text).not.toMatch(/proven/i);
  });
});

describe('bad input', () => {
  const ID = '20261125T020000';
  test.each([
    { name: 'no address', args: ['run'], problem: /^address: found nothing/ },
    {
      name: 'an address of another kind',
      args: ['run', 'gs://bucket'],
      problem: /^address: found stores of kind gs: are not known, expected s3:/,
    },
    { name: 'no such directory', args: ['catalog', 'no/where'], problem: /no\/where": found nothing there/ },
    { name: 'a file for a directory', args: ['catalog', 'policy.yaml'], problem: /found no directory/ },
    {
      name: 'the folder of one server',
      args: ['catalog', 'archive/orders'],
      problem: /the folder of one server .*--server/,
    },
    { name: 'an empty directory', args: ['catalog', 'empty'], problem: /found no object in/ },
    {
      name: 'an option of S3 beside a directory',
      args: ['catalog', 'archive', '--region', 'x'],
      problem: /^--region: /,
    },
    {
      name: 'an endpoint that is none',
      args: ['catalog', 's3://bucket', '--endpoint', 'host'],
      problem: /^--endpoint: found "host"/,
    },
    {
      name: 'a region that is none',
      args: ['catalog', 's3://bucket', '--region', 'a b'],
      problem: /^--region: found "a b"/,
    },
    {
      name: 'an unknown server',
      args: ['run', 'archive', '--server', 'order'],
      problem: /one of orders, postgres-cluster/,
    },
    { name: 'a path for a server', args: ['run', 'archive', '--server', 'a/b'], problem: /^--server: found "a\/b"/ },
    { name: 'an unknown backup', args: ['run', 'archive', '--backup', '1'], problem: /^--backup: found no backup "1"/ },
    {
      name: "a backup of another server's",
      args: ['run', 'archive', '--server', 'orders', '--backup', ID],
      problem: /no backup "20261125T020000" of orders/,
    },
    {
      name: 'all beside one',
      args: ['run', 'archive', '--backup', 'all', '--backup', ID],
      problem: /all beside others/,
    },
    {
      name: 'a level that is none',
      args: ['run', 'archive', '--level', 'l3'],
      problem: /found "l3".*Did you mean L3\?/,
    },
    {
      name: 'a level beyond',
      args: ['run', 'archive', '--level', 'L6'],
      problem: /found "L6".*Leave it out for the policy's, or L4/,
    },
    { name: 'a time without a unit', args: ['run', 'archive', '--timeout', '90'], problem: /^--timeout: found "90"/ },
    {
      name: 'no such scratch',
      args: ['run', 'archive', '--scratch', 'nowhere'],
      problem: /^--scratch .*nothing there/,
    },
    {
      name: 'a file for scratch',
      args: ['run', 'archive', '--scratch', 'policy.yaml'],
      problem: /^--scratch .*no directory/,
    },
    {
      name: 'no PostgreSQL where one was named',
      args: ['run', 'archive', '--postgres-bin', 'empty'],
      problem: /no program postgres/,
    },
    {
      name: 'no such policy',
      args: ['run', '--policy', 'none.yaml'],
      problem: /^--policy none\.yaml: found no such file/,
    },
    {
      name: 'a policy that is none',
      args: ['run', '--policy', 'policy.yaml'],
      problem: /^policy\.yaml: found no ConfigMap/,
    },
    { name: 'two policies', args: ['run', '--policy', 'a', '--policy', 'b'], problem: /^--policy: found 2 policies/ },
    { name: 'an unknown option', args: ['run', 'archive', '--leval', 'L2'], problem: /unknown option '--leval'/ },
    { name: 'an unknown command', args: ['prove'], problem: /unknown command 'prove'/ },
    { name: 'no command', args: [], problem: /Usage: backup-verifier/ },
    { name: 'two addresses', args: ['run', 'archive', 'empty'], problem: /too many arguments/ },
    { name: 'an unknown finding', args: ['explain', 'page-damage'], problem: /Did you mean page-damaged\?/ },
  ])('$name is refused with a clear error, in JSON too, and nothing is proven', async ({ args, problem }) => {
    using place = temporaryDirectory([...ARCHIVED.map((file) => `archive/${file}`), 'policy.yaml', 'empty/']);
    const prover = proverOf([PROVEN]);
    const machine = exampleMachine({ workingDirectory: place.path, proveArchive: prover });
    const outcome = await start(args, machine).outcome;
    expect(outcome).toMatchObject({ code: 2, text: expect.stringMatching(problem) as unknown });
    expect(Object.keys(outcome.json as object)).toEqual([expect.stringMatching(/^problems?$/)]);
    expect(prover.asked).toEqual([]);
  });

  test('every mistake is said at once', async () => {
    const { text } = await outcomeOf(['run', '--level', '9', '--timeout', 'soon', '--backup', 'a/b', '--server', '/']);
    for (const where of ['address', '--server', '--level', '--backup', '--timeout']) {
      expect(text).toMatch(new RegExp(`^${where}: found `, 'm'));
    }
  });

  test.each([
    { name: 'an address', args: ['run', 's3://AKIAPLANTED:planted-secret@bucket/path'] },
    { name: 'an endpoint', args: ['run', 's3://bucket', '--endpoint', 'https://AKIAPLANTED:planted-secret@host'] },
    { name: 'an option that does not exist', args: ['run', 's3://bucket', '--secret-key=planted-secret'] },
  ])('a password in $name is not repeated', async ({ args }) => {
    const outcome = await outcomeOf(args);
    expect(outcome.code).toBe(2);
    expect(JSON.stringify(outcome)).not.toMatch(/planted/i);
  });
});

test('nothing is asked of a server while Node would print what it is told', async () => {
  const env = { NODE_DEBUG: 'http' };
  expect(await outcomeOf(['catalog', 's3://bucket'], { env })).toMatchObject({
    code: 2,
    text: expect.stringMatching(/^NODE_DEBUG: found "http", expected nothing/) as unknown,
  });
});

describe('a look that fails', () => {
  test.each<StoreProblem>(['access-denied', 'bucket-missing', 'credentials-refused', 'unavailable', 'aborted'])(
    'because of %s ends with 3: unknown, not damaged and not proven',
    async (problem) => {
      const prover = proverOf([PROVEN]);
      const outcome = await outcomeOf(['run', 's3://bucket', '--level', 'L2'], {
        openStore: () => storeThat(problem),
        proveArchive: prover,
      });
      expect(outcome).toMatchObject({
        code: 3,
        text: expect.stringMatching(/^UNKNOWN: s3:\/\/bucket: it failed\. \S/) as unknown,
      });
      expect(prover.asked).toEqual([]);
    },
  );

  test('half-way is unknown as a whole when nothing is left to report', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    const outcome = await outcomeOf(['run', archive.path, '--level', 'L2'], {
      proveArchive: () => Promise.reject(new StoreError('unavailable', { message: 'gone' })),
    });
    expect(outcome).toMatchObject({ code: 3, json: { problem: expect.stringContaining('gone') as unknown } });
  });

  test('that nobody foresaw is not swallowed', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    const proveArchive = () => Promise.reject(new TypeError('a fault of ours'));
    await expect(outcomeOf(['run', archive.path, '--level', 'L2'], { proveArchive })).rejects.toThrow(
      'a fault of ours',
    );
  });

  test.each([
    {
      name: 'a signal',
      machine: { signal: AbortSignal.abort(new Interrupted('SIGTERM')) },
      args: [],
      says: /interrupted by SIGTERM/,
    },
    { name: 'the time limit', machine: {}, args: ['--timeout', '1s'], says: /the time limit passed/ },
  ])('because of $name says so, and gives the store back', async ({ machine, args, says }) => {
    let closed = 0;
    const openStore = (): ObjectStore => ({
      ...storeThat('aborted'),
      list: (_, { signal } = {}) => waitsFor(signal),
      [Symbol.asyncDispose]: () => {
        closed += 1;
        return Promise.resolve();
      },
    });
    const outcome = await outcomeOf(['run', 's3://bucket', '--level', 'L2', ...args], { ...machine, openStore });
    expect(outcome).toMatchObject({ code: 3, text: expect.stringMatching(says) as unknown });
    expect(closed).toBe(1);
  });

  test('because of a signal gives what was known until then, when the prover does', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    const stopping = new AbortController();
    const outcome = await outcomeOf(['run', archive.path, '--level', 'L2'], {
      signal: stopping.signal,
      proveArchive: ({ signal }) => {
        stopping.abort(new Interrupted('SIGINT'));
        expect(signal.reason).toBeInstanceOf(Interrupted);
        return Promise.resolve([UNKNOWN]);
      },
    });
    expect(outcome).toMatchObject({ code: 3, json: { archives: [{ overall: 'unknown' }] } });
  });
});

describe('help', () => {
  test.each([
    { name: 'backup-verifier', args: [] },
    ...['catalog', 'run', 'serve', 'explain'].map((name) => ({ name, args: [name] })),
  ])('of $name is what golden/help-$name.txt says', async ({ name, args }) => {
    const { json, outcome } = start([...args, '--help'], exampleMachine());
    expect({ json, code: (await outcome).code }).toEqual({ json: false, code: 0 });
    expect(`${(await outcome).text}\n`).toBe(
      readFileSync(join(import.meta.dirname, `golden/help-${name}.txt`), 'utf8'),
    );
  });
});

describe('progress', () => {
  test('goes to a terminal when there is one, and changes nothing of the report', async () => {
    using archive = temporaryDirectory(ARCHIVED);
    let shown = '';
    const proveArchive: Machine['proveArchive'] = ({ onProgress }) => {
      onProgress?.({ kind: 'listing', objects: 5 });
      return Promise.resolve([PROVEN]);
    };
    const args = ['run', archive.path, '--level', 'L2'];
    const terminal = { write: (text: string) => void (shown += text), columns: () => 80, elapsedMs: () => 0 };
    const watched = await outcomeOf(args, { proveArchive, terminal });
    expect(shown).toContain('5 objects listed');
    expect(watched).toEqual(await outcomeOf(args, { proveArchive }));
  });
});

/** A store that fails in one way, whatever it is asked. */
function storeThat(problem: StoreProblem): ObjectStore {
  const fails = (): never => {
    throw new StoreError(problem, { message: 'it failed' });
  };
  return {
    name: 's3://bucket',
    list: fails,
    read: fails,
    stat: fails,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Answers nothing until it is told to stop, as a server does that hangs. */
// eslint-disable-next-line require-yield -- that is the point
async function* waitsFor(signal: AbortSignal | undefined): AsyncGenerator<never> {
  await new Promise<void>((resolve) => {
    if (signal === undefined || signal.aborted) resolve();
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
  throw new StoreError('aborted', { message: 'it was aborted' });
}

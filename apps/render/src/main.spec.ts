import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeDisk, type Disk } from './atomic-write.ts';
import { render } from './commands/render.ts';
import { run } from './program.ts';
import { temporaryRepository, type TemporaryRepository } from './temporary-repository.ts';

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const source = (name: string): string => join(import.meta.dirname, name);

function ended(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
      });
    }
    child.on('error', reject).on('close', (code, signal) => {
      resolve({ code, signal, ...output });
    });
  });
}

const node = (args: readonly string[], cwd: string): Promise<Ended> => ended(process.execPath, args, cwd);
const main = (args: readonly string[], cwd: string): Promise<Ended> => node([source('main.ts'), ...args], cwd);

describe('the command itself', () => {
  test('prints what it found on standard output, and bad input on standard error, with the exit code of each', async () => {
    using repository = temporaryRepository();
    repository.remove('environments/production/00-operator-install.yaml');
    const [found, bad] = await Promise.all([
      main(['check'], repository.root),
      main(['render', 'nowhere'], repository.root),
    ]);
    expect(found).toMatchObject({
      code: 1,
      stderr: '',
      stdout: expect.stringContaining('[missing-file]\n') as unknown,
    });
    expect(bad).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('[environment-unknown]\n') as unknown,
    });
  });

  test.each([
    { name: 'done', args: ['check'], code: 0 },
    {
      name: 'found something',
      args: ['check'],
      spoil: (repository: TemporaryRepository) => {
        repository.remove('environments/production/00-operator-install.yaml');
      },
      code: 1,
    },
    {
      name: 'bad input',
      args: ['render'],
      spoil: (repository: TemporaryRepository) => {
        repository.write('environments/production/environment.yaml', '[]\n');
      },
      code: 2,
    },
    { name: 'bad usage', args: ['render', '--force'], code: 2 },
    {
      name: 'could not look',
      args: ['check'],
      spoil: (repository: TemporaryRepository) => {
        repository.remove('environments');
        repository.write('environments', '');
      },
      code: 3,
    },
  ])('with --json it prints one JSON document and nothing else when it is $name', async ({ args, spoil, code }) => {
    using repository = temporaryRepository();
    spoil?.(repository);
    const result = await main([...args, '--json'], repository.root);
    expect(result.code).toBe(code);
    expect(typeof JSON.parse(result.stdout)).toBe('object');
    expect(result.stdout).toMatch(/^\{[\s\S]*\}\n$/);
  });

  test('a reader that goes away, as head does, is no finding and no failure', async () => {
    const child = spawn(process.execPath, [source('main.ts'), 'explain'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('a folder that cannot be read is named, with exit code 3 and nothing written', async () => {
    using repository = temporaryRepository();
    repository.remove('environments/staging/00-operator-install.yaml');
    // Root reads every folder, so the refusal comes from a module that is loaded first.
    const forbidden = join(repository.root, 'environments/production');
    const refusal = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module'; const read = fs.readdirSync;
      fs.readdirSync = (path, ...rest) => { if (path === ${JSON.stringify(forbidden)}) throw new Error('EACCES: permission denied, scandir ' + path); return read(path, ...rest); };
      syncBuiltinESMExports();`;
    const before = repository.state();
    const result = await node(
      ['--import', `data:text/javascript,${encodeURIComponent(refusal)}`, source('main.ts'), 'render'],
      repository.root,
    );
    expect(result).toMatchObject({
      code: 3,
      stdout: '',
      stderr: `postgres-ha: EACCES: permission denied, scandir ${forbidden}\n`,
    });
    expect(repository.state()).toEqual(before);
  });

  test.skipIf(process.platform === 'win32')(
    'a file that the system cuts short never takes the place of a whole one',
    async () => {
      using repository = temporaryRepository();
      const path = 'environments/production/postgres-cluster/01-postgres-cluster.yaml';
      const whole = repository.read(path);
      repository.write(path, `${whole}# old\n`);
      const before = repository.state();
      // The shell counts in blocks of 512 bytes or of 1024; the file has more than 20,000.
      expect(whole.length).toBeGreaterThan(20_000);
      const result = await ended(
        'sh',
        ['-c', `ulimit -f 8; exec "$0" "$@"`, process.execPath, source('main.ts'), 'render'],
        repository.root,
      );
      expect(result.stderr).toContain('EFBIG');
      expect(result.code).toBe(3);
      expect(pathsAndTexts(repository.state())).toEqual(pathsAndTexts(before));
    },
  );
});

/** Without times: a folder knows that something was in it for a while. */
function pathsAndTexts(state: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(state).map(([path, known]) => [path, known.split(' ')[2] ?? ''] as const);
}

describe('a rendering that is killed', () => {
  const FOLDER = 'environments/production/postgres-cluster';
  const KEPT = `${FOLDER}/01-postgres-cluster.yaml`;
  const NEW = `${FOLDER}/02-backup-configuration.yaml`;
  const GONE = `${FOLDER}/03-old.yaml`;

  /** One file to replace, one to make, one to remove. */
  const drifted = (): TemporaryRepository => {
    const repository = temporaryRepository();
    repository.write(GONE, repository.read(NEW));
    repository.remove(NEW);
    repository.write(KEPT, `${repository.read(KEPT)}# old\n`);
    return repository;
  };
  const read = (repository: TemporaryRepository, path: string): string | undefined =>
    repository.paths().includes(path.replace('environments/', '')) ? repository.read(path) : undefined;
  const expected = (): readonly {
    readonly path: string;
    readonly old: string | undefined;
    readonly new: string | undefined;
  }[] => {
    using repository = drifted();
    const old = [KEPT, NEW, GONE].map((path) => read(repository, path));
    run(['render'], repository.root);
    return [KEPT, NEW, GONE].map((path, index) => ({ path, old: old[index], new: read(repository, path) }));
  };

  const MOMENTS = [1, 2, 3, 4, 5].flatMap((operation) =>
    (operation <= 2 ? ['before', 'during', 'after'] : ['before', 'after']).map((moment) => ({ operation, moment })),
  );

  test('leaves every file wholly old or wholly new at whatever operation; check names the old ones, and the next rendering completes', async () => {
    const files = expected();
    const judge = async ({ operation, moment }: (typeof MOMENTS)[number]) => {
      using repository = drifted();
      const { signal, stderr } = await node(
        [source('killed-rendering.ts'), repository.root, String(operation), moment],
        repository.root,
      );
      expect({ operation, moment, signal, stderr }).toEqual({ operation, moment, signal: 'SIGKILL', stderr: '' });
      const stillOld = files.flatMap((file) => {
        const now = read(repository, file.path);
        expect([file.old, file.new]).toContain(now);
        return now === file.new ? [] : [file.path];
      });
      // Texts are renamed into their places one by one, then what is extra goes.
      const done = operation + (moment === 'after' ? 0 : -1) - 2;
      expect(stillOld).toEqual([KEPT, NEW, GONE].slice(Math.max(0, done)));
      const { json } = run(['check'], repository.root).outcome;
      expect((json as { readonly drift: readonly { readonly path: string }[] }).drift.map(({ path }) => path)).toEqual(
        stillOld,
      );
      expect(run(['render'], repository.root).outcome.code).toBe(0);
      expect(files.map(({ path }) => read(repository, path))).toEqual(files.map((file) => file.new));
      expect(repository.paths().filter((path) => path.endsWith('.rendering'))).toEqual([]);
      expect(run(['check'], repository.root).outcome.code).toBe(0);
    };
    const waiting = [...MOMENTS];
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await judge(next);
    };
    await Promise.all([worker(), worker()]);
  }, 120_000);

  test('never lends its half-written text to another one that runs at the same time', () => {
    using repository = drifted();
    const files = expected();
    let begun = false;
    const disk: Disk = {
      ...nodeDisk,
      rename: (from, to) => {
        if (!begun) {
          begun = true;
          const other = spawnSync(process.execPath, [source('killed-rendering.ts'), repository.root, '1', 'during']);
          expect(other.signal).toBe('SIGKILL');
        }
        nodeDisk.rename(from, to);
      },
    };
    expect(render(repository.root, [], disk).code).toBe(0);
    expect(files.map(({ path }) => read(repository, path))).toEqual(files.map((file) => file.new));
    expect(render(repository.root, []).code).toBe(0);
    expect(repository.paths().filter((path) => path.endsWith('.rendering'))).toEqual([]);
  });

  test('is not killed where there are no more operations', async () => {
    using repository = drifted();
    expect(await node([source('killed-rendering.ts'), repository.root, '6', 'before'], repository.root)).toMatchObject({
      code: 0,
      signal: null,
    });
  });
});

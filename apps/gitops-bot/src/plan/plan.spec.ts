import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_CODES } from '@postgres-ha/command-line';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exampleMachine } from '../example-machine.ts';
import { start } from '../program.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../temporary-directory.ts';

const SHIPPED = join(import.meta.dirname, '../../../../environments');
const CLUSTER = 'environments/production/postgres-cluster/cluster.yaml';
const SCALE = '/scale production/postgres-cluster instances=5';

let directory: TemporaryDirectory;
const git = (...args: readonly string[]): string => {
  const as = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...as, ...args], { cwd: directory.path, encoding: 'utf8' });
};
beforeAll(() => {
  directory = temporaryDirectory();
  cpSync(SHIPPED, join(directory.path, 'environments'), { recursive: true });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message=start');
});
beforeEach(() => {
  git('checkout', '--quiet', '.');
});
afterAll(() => {
  directory[Symbol.dispose]();
});

async function plan(...args: readonly string[]) {
  const { outcome } = start(['plan', ...args], exampleMachine({ workingDirectory: directory.path }));
  return await outcome;
}

const edit = (from: string, to: string): void => {
  const path = join(directory.path, CLUSTER);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
};

describe('a plan', () => {
  test('is a title, a text as it is read, and a diff that git takes, which edits one line of cluster.yaml', async () => {
    const { code, text } = await plan(SCALE);
    expect(code).toBe(EXIT_CODES.ok);
    expect(text).toContain('# production/postgres-cluster: scale from 3 to 5 instances');
    expect(text).toContain('branch postgres-ha/production/postgres-cluster');
    expect(text).not.toContain('<!--');
    expect(text).not.toContain('<details>');
    const diff = `${text.slice(text.indexOf('diff --git'))}\n`;
    execFileSync('git', ['apply', '--index', '-'], { cwd: directory.path, input: diff });
    expect(git('diff', '--cached', '--numstat').trim().split('\n')).toEqual([
      expect.stringMatching(/^1\t1\t.*01-postgres-cluster\.yaml$/),
      // the alerts know how many instances there must be
      expect.stringMatching(/^2\t2\t.*03-monitoring\.yaml$/),
      `1\t1\t${CLUSTER}`,
    ]);
    git('reset', '--quiet', '--hard');
  });

  test('writes nothing', async () => {
    await plan(SCALE);
    expect(git('status', '--porcelain')).toBe('');
  });

  test('is the same each time, and has the same hash from a folder below', async () => {
    const [one, two] = [await plan(SCALE, '--json'), await plan(SCALE, '--json', '--root', '.')];
    const hashes = [one, two].map(({ json }) => (json as Planned).plans[0]?.hash);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[1]).toBe(hashes[0]);
  });

  test('is made of the working tree, and says so; of a commit where one is named', async () => {
    edit('instances: 3', 'instances: 4');
    const here = await plan(SCALE);
    expect(here.text).toContain('with 1 file not committed');
    expect(here.text).toContain('-instances: 4');
    const there = await plan(SCALE, '--base', 'HEAD');
    expect(there.text).not.toContain('not committed');
    expect(there.text).toContain('-instances: 3');
  });

  test('of several commands is one for each', async () => {
    const { code, json } = await plan(
      `${SCALE}\n/freeze staging reason="end of year" until=2027-01-04T00:00:00Z`,
      '--json',
    );
    expect(code).toBe(EXIT_CODES.ok);
    expect((json as Planned).plans.map(({ kind, pullRequest }) => `${kind} ${pullRequest?.branch ?? ''}`)).toEqual([
      'plan postgres-ha/production/postgres-cluster',
      'plan postgres-ha/staging/_environment',
    ]);
  });

  test('takes facts from a directory', async () => {
    directory.write('facts/production/postgres-cluster.json', '{}');
    const { text } = await plan(SCALE, '--facts', 'facts');
    expect(text).toContain('unknown: not readable');
    mkdirSync(join(directory.path, 'none'), { recursive: true });
    expect((await plan(SCALE, '--facts', 'none')).text).toContain('never published');
    git('clean', '--quiet', '-fd');
  });
});

describe('no plan', () => {
  test('where the files say so already is no fault', async () => {
    const { code, text } = await plan('/scale production/postgres-cluster instances=3');
    expect(code).toBe(EXIT_CODES.ok);
    expect(text).toContain(`No pull request: ${CLUSTER} says so already.`);
  });

  test.each([
    ['of a cluster that there is not', '/scale production/orders instances=3', 'production'],
    ['that the rules refuse', '/resize production/postgres-cluster storage=1Gi', 'cluster.yaml'],
    ['on a pull request that there is not', '/render', 'expected in a comment on a pull request'],
    ['of a lock, of which there is none here', '/unlock production', 'in a comment on any issue or pull request'],
    ['of a mistake', '/scale production/postgres-cluster instance=5', 'command, line 1: found'],
    ['of what a fence hides', '```\n/help\n```', 'expected a line that begins with a command'],
  ])('%s is refused, and says where and why', async (_, text, says) => {
    const { code, text: said } = await plan(text);
    expect(code).toBe(EXIT_CODES.badInput);
    expect(said).toContain(says);
  });

  test('of files that were edited by hand where they are rendered', async () => {
    const path = join(directory.path, 'environments/production/postgres-cluster/01-postgres-cluster.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('instances: 3', 'instances: 2'));
    const { text } = await plan(SCALE);
    expect(text).toMatch(/drift|edited/);
  });

  test('where there is no folder of facts, which is not taken for clusters that published none', async () => {
    const { code, text } = await plan(SCALE, '--facts', 'no-such-folder');
    expect(code).toBe(EXIT_CODES.badInput);
    expect(text).toContain('--facts: found "no-such-folder", which is no folder');
  });

  test('without Git is unknown, and without that commit bad input', async () => {
    using elsewhere = temporaryDirectory();
    elsewhere.write('environments/a/environment.yaml', 'a: 1\n');
    const { code } = await plan(SCALE, '--root', elsewhere.path);
    expect(code).toBe(EXIT_CODES.couldNotLook);
    expect((await plan(SCALE, '--base', 'no-such-branch')).text).toContain('--base: found "no-such-branch"');
  });
});

test('help is the help that comments get', async () => {
  const { code, text } = await plan('/help scale');
  expect(code).toBe(EXIT_CODES.ok);
  expect(text).toContain('/scale');
});

interface Planned {
  readonly plans: readonly {
    readonly kind: string;
    readonly hash?: string;
    readonly pullRequest?: { readonly branch: string };
  }[];
}

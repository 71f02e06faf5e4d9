import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { committedState, workingState, type CheckoutReading } from './checkout-state.ts';
import { directoryState, NO_COMMIT } from './directory-state.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'postgres-ha-checkout-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function git(...args: readonly string[]): string {
  const as = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...as, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function committed(files: Readonly<Record<string, string>>): string {
  git('init', '--quiet');
  for (const [path, text] of Object.entries(files)) write(path, text);
  git('add', '--all');
  git('commit', '--quiet', '--message=start');
  return git('rev-parse', 'HEAD');
}

function stateOf(reading: CheckoutReading) {
  if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
  return reading.checkout;
}

const ONE = 'environments/dev/environment.yaml';
const TWO = 'environments/dev/orders/cluster.yaml';
const never = new AbortController().signal;

async function textOf(reading: CheckoutReading, path: string): Promise<string | undefined> {
  const bytes = (await stateOf(reading).state.read([path], never)).get(path);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

describe('a commit', () => {
  test('has the regular files below environments/ under the ids that Git gives them, and nothing else', async () => {
    const commit = committed({ [ONE]: 'a: 1\n', [TWO]: 'b: ü\n', 'README.md': 'no\n' });
    const reading = committedState(root, 'HEAD');
    expect(stateOf(reading).state.commit).toBe(commit);
    expect([...stateOf(reading).state.files]).toEqual(
      [ONE, TWO].map((path) => [path, git('rev-parse', `HEAD:${path}`)]),
    );
    expect(await textOf(reading, TWO)).toBe('b: ü\n');
    expect(await textOf(reading, 'environments/dev/none.yaml')).toBeUndefined();
  });

  test('says which files are links or can be run', () => {
    git('init', '--quiet');
    write(ONE, 'a: 1\n');
    write(TWO, 'b: 1\n');
    chmodSync(join(root, TWO), 0o755);
    symlinkSync('environment.yaml', join(root, 'environments/dev/link.yaml'));
    git('add', '--all');
    git('commit', '--quiet', '--message=start');
    for (const reading of [committedState(root, 'HEAD'), workingState(root)]) {
      expect([...stateOf(reading).state.irregular].toSorted()).toEqual(['environments/dev/link.yaml', TWO]);
      expect([...stateOf(reading).state.files.keys()]).toEqual([ONE]);
    }
  });

  test('that is none is unknown, also where its name looks like an option', () => {
    committed({ [ONE]: 'a: 1\n' });
    expect(committedState(root, 'no-such-branch')).toEqual({ kind: 'unknown' });
    expect(committedState(root, '--all')).toEqual({ kind: 'unknown' });
  });

  test('cannot be looked for outside of a repository', () => {
    expect(committedState(root, 'HEAD').kind).toBe('no-look');
    expect(workingState(root).kind).toBe('no-look');
    git('init', '--quiet');
    expect(workingState(root)).toEqual({ kind: 'no-look', because: 'the repository has no commit yet' });
  });
});

test('without Git it is said that Git is missing', () => {
  vi.stubEnv('PATH', root);
  expect(workingState(root)).toEqual({
    kind: 'no-look',
    because: 'git cannot be started: it is not installed, or not on the PATH',
  });
});

describe('the working tree', () => {
  test('is the commit with what was edited, added and removed since, committed or not', async () => {
    committed({ [ONE]: 'a: 1\n', [TWO]: 'b: 1\n', 'environments/dev/gone.yaml': 'c: 1\n', '.gitignore': '*.tmp\n' });
    write(ONE, 'a: 2\n');
    write('environments/dev/new/cluster.yaml', 'd: 1\n');
    write('environments/dev/ignored.tmp', 'e\n');
    rmSync(join(root, 'environments/dev/gone.yaml'));
    const reading = workingState(root);
    const { state, edited } = stateOf(reading);
    expect(edited).toEqual([
      'environments/dev/environment.yaml',
      'environments/dev/gone.yaml',
      'environments/dev/new/cluster.yaml',
    ]);
    expect([...state.files.keys()].toSorted()).toEqual([ONE, 'environments/dev/new/cluster.yaml', TWO].toSorted());
    expect(state.files.get(ONE)).toBe(git('hash-object', ONE));
    expect(await textOf(reading, ONE)).toBe('a: 2\n');
    expect(await textOf(reading, TWO)).toBe('b: 1\n');
    expect(await textOf(reading, 'environments/dev/gone.yaml')).toBeUndefined();
  });

  test('that nobody touched is the commit', () => {
    committed({ [ONE]: 'a: 1\n' });
    const { state, edited } = stateOf(workingState(root));
    expect(edited).toEqual([]);
    expect(state.files).toEqual(stateOf(committedState(root, 'HEAD')).state.files);
  });

  test('of a directory below the top of the repository has paths from there', () => {
    committed({ [`databases/${ONE}`]: 'a: 1\n' });
    write(`databases/${TWO}`, 'b: 1\n');
    const { state, edited } = stateOf(workingState(join(root, 'databases')));
    expect([...state.files.keys()].toSorted()).toEqual([ONE, TWO].toSorted());
    expect(edited).toEqual([TWO]);
  });
});

describe('a folder that Git is not asked about', () => {
  test('has the same files under the same ids as a commit of all of it', async () => {
    committed({ [ONE]: 'a: 1\n', [TWO]: 'b: \u00fc\n', 'README.md': 'no\n' });
    symlinkSync('environment.yaml', join(root, 'environments/dev/link.yaml'));
    git('add', '--all');
    git('commit', '--quiet', '--message=link');
    const { state } = stateOf(committedState(root, 'HEAD'));
    const found = directoryState(root);
    expect(found.commit).toBe(NO_COMMIT);
    expect([...found.files].toSorted()).toEqual([...state.files].toSorted());
    expect(found.irregular).toEqual(state.irregular);
    const paths = [ONE, TWO, 'environments/dev/none.yaml', 'README.md'];
    const [there, committedThere] = [await found.read(paths, never), await state.read([ONE, TWO], never)];
    expect([...there].map(([path, bytes]) => [path, Buffer.from(bytes)])).toEqual(
      [...committedThere].map(([path, bytes]) => [path, Buffer.from(bytes)]),
    );
  });

  test('without environments/ has none', () => {
    expect(directoryState(root).files.size).toBe(0);
  });
});

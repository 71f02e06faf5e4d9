import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isLeftover } from '@postgres-ha/git-checkout/repository';
import { applyChanges, nodeDisk, type Disk } from './atomic-write.ts';
import { init } from './commands/init.ts';
import { render } from './commands/render.ts';
import { run } from './program.ts';
import { temporaryRepository, type TemporaryRepository } from './temporary-repository.ts';

const FOLDER = 'environments/production/postgres-cluster';

/** A repository in which three files are to be written, one of them new, and one to be removed. */
function driftedRepository(): TemporaryRepository {
  const repository = temporaryRepository();
  const rendered = repository.read(`${FOLDER}/01-postgres-cluster.yaml`);
  repository.write(`${FOLDER}/01-postgres-cluster.yaml`, `${rendered}# old\n`);
  repository.write(
    'environments/production/00-operator-install.yaml',
    `${repository.read('environments/production/00-operator-install.yaml')}# old\n`,
  );
  repository.remove(`${FOLDER}/02-backup-configuration.yaml`);
  repository.write(`${FOLDER}/03-old.yaml`, rendered);
  return repository;
}

/** The disk, but for the operation of that number, which fails as the kernel would let it. */
function failingDisk(failing: number, code: string): { readonly disk: Disk; readonly operations: () => number } {
  let count = 0;
  const attempt = (act: () => void, partly: () => void = () => undefined) => {
    count += 1;
    if (count !== failing) {
      act();
      return;
    }
    partly();
    throw Object.assign(new Error(`${code}: it failed`), { code });
  };
  return {
    operations: () => count,
    disk: {
      store: (path, text) => {
        attempt(
          () => {
            nodeDisk.store(path, text);
          },
          // A disk fills up in the middle of a file.
          () => {
            if (code === 'ENOSPC') writeFileSync(path, text.slice(0, text.length / 2));
          },
        );
      },
      rename: (from, to) => {
        attempt(() => {
          nodeDisk.rename(from, to);
        });
      },
      remove: (path) => {
        attempt(() => {
          nodeDisk.remove(path);
        });
      },
    },
  };
}

const contents = (repository: TemporaryRepository): ReadonlyMap<string, string> =>
  new Map(
    repository
      .paths()
      .filter((path) => path.endsWith('.yaml') || path.endsWith('.rendering'))
      .map((path) => [path, repository.read(`environments/${path}`)]),
  );

function rendered(): {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  readonly operations: number;
} {
  using repository = driftedRepository();
  const before = contents(repository);
  const { disk, operations } = failingDisk(0, '');
  expect(render(repository.root, [], disk).code).toBe(0);
  return { before, after: contents(repository), operations: operations() };
}

const { before, after, operations } = rendered();

test('the example takes three files to their places and removes one', () => {
  expect(operations).toBe(3 + 3 + 1);
});

describe.each(['ENOSPC', 'EACCES', 'EROFS', 'EIO'].map((code) => ({ code })))('a disk that says $code', ({ code }) => {
  test.each(Array.from({ length: operations }, (_, index) => ({ operation: index + 1 })))(
    'at operation $operation leaves old or new files, no others, and the next rendering completes',
    ({ operation }) => {
      using repository = driftedRepository();
      const { disk } = failingDisk(operation, code);
      expect(() => render(repository.root, [], disk)).toThrow(code);
      const now = contents(repository);
      expect([...now.keys()].filter((path) => path.endsWith('.rendering'))).toEqual([]);
      for (const [path, text] of now) expect([before.get(path), after.get(path)]).toContain(text);
      // Until every text is on the disk, nothing has changed.
      if (operation <= 3) expect(now).toEqual(before);
      expect(render(repository.root, []).code).toBe(0);
      expect(contents(repository)).toEqual(after);
      expect(run(['check'], repository.root).outcome.code).toBe(0);
    },
  );
});

test('a disk that is full when a cluster is started leaves no trace of it', () => {
  for (const target of ['production/orders', 'new/orders']) {
    const writes = target === 'new/orders' ? 2 : 1;
    for (let operation = 1; operation <= 2 * writes; operation += 1) {
      using repository = temporaryRepository();
      const paths = repository.paths();
      expect(() => init(repository.root, target, failingDisk(operation, 'ENOSPC').disk)).toThrow('ENOSPC');
      expect(repository.paths()).toEqual(paths);
    }
  }
});

test('texts arrive whole, whatever is in them', () => {
  using repository = temporaryRepository();
  const texts = ['', 'ä😀\n', 'x'.repeat(3_000_000)];
  const write = texts.map((text, index) => ({ path: `environments/${index}.yaml`, text }));
  applyChanges(repository.root, { write, remove: [] });
  expect(write.map(({ path }) => readFileSync(join(repository.root, path), 'utf8'))).toEqual(texts);
  applyChanges(repository.root, {
    write: [],
    remove: [...write.map(({ path }) => path), 'environments/never-there.yaml'],
  });
  expect(readdirSync(join(repository.root, 'environments')).sort()).toEqual(['development', 'production', 'staging']);
});

test.each([
  { name: '.01-postgres-cluster.yaml.rendering', leftover: true },
  { name: '01-postgres-cluster.yaml.rendering', leftover: false },
  { name: '.01-postgres-cluster.yaml', leftover: false },
  { name: 'cluster.yaml', leftover: false },
])('$name is a leftover: $leftover', ({ name, leftover }) => {
  expect(isLeftover(name)).toBe(leftover);
});

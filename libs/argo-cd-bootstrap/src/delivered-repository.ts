import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { outputOf } from '@postgres-ha/testkit';
import { ROOT } from './repository-root.ts';

/** A Git repository that Argo CD can read, with the environments and manifests of the working tree as its first commit. */
export interface DeliveredRepository extends AsyncDisposable {
  readonly url: string;
  /** Its working tree, to read from. */
  readonly directory: string;
  readonly read: (path: string) => Promise<string>;
  /** One commit that writes and removes files or folders, pushed. */
  readonly change: (change: Change) => Promise<void>;
}

interface Change {
  readonly write?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
}

const DELIVERED = ['environments', 'manifests'];
const AUTHOR = ['-c', 'user.name=test', '-c', 'user.email=test@example.invalid', '-c', 'commit.gpgsign=false'];

export async function deliveredRepository(): Promise<DeliveredRepository> {
  const home = await mkdtemp(join(tmpdir(), 'delivered-repository-'));
  const bare = join(home, 'repository.git');
  const directory = join(home, 'tree');
  const git = (...args: readonly string[]): Promise<string> => outputOf('git', ['-C', directory, ...AUTHOR, ...args]);
  const commit = async (): Promise<void> => {
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'change');
    await git('push', '--quiet', bare, 'HEAD:main');
  };

  for (const folder of DELIVERED) await cp(join(ROOT, folder), join(directory, folder), { recursive: true });
  await outputOf('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  await git('init', '--quiet', '--initial-branch=main');
  await commit();

  return {
    url: `file://${bare}`,
    directory,
    read: (path) => readFile(join(directory, path), 'utf8'),
    change: async ({ write = {}, remove = [] }) => {
      for (const path of remove) await rm(join(directory, path), { recursive: true });
      for (const [path, text] of Object.entries(write)) {
        await mkdir(dirname(join(directory, path)), { recursive: true });
        await writeFile(join(directory, path), text);
      }
      await commit();
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}

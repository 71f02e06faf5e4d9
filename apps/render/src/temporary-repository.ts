import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A copy of the shipped environments for one test. */
export interface TemporaryRepository extends Disposable {
  readonly root: string;
  readonly read: (path: string) => string;
  readonly write: (path: string, content: string | Uint8Array) => void;
  readonly remove: (path: string) => void;
  /** Every file and folder below environments/, sorted. */
  readonly paths: () => readonly string[];
  /** What every path holds, and which inode written when holds it; equal only where nothing was touched. */
  readonly state: () => Readonly<Record<string, string>>;
}

const SHIPPED = join(import.meta.dirname, '../../../environments');

export function temporaryRepository(): TemporaryRepository {
  // Some systems reach their folder of temporary files through a link.
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'postgres-ha-render-')));
  cpSync(SHIPPED, join(root, 'environments'), { recursive: true });
  const paths = () => readdirSync(join(root, 'environments'), { recursive: true, encoding: 'utf8' }).sort();
  return {
    root,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    write: (path, content) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    remove: (path) => {
      rmSync(join(root, path), { recursive: true, force: true });
    },
    paths,
    state: () =>
      Object.fromEntries(
        paths().map((path) => {
          const full = join(root, 'environments', path);
          const { ino, mtimeNs } = lstatSync(full, { bigint: true });
          const content = lstatSync(full).isFile() ? readFileSync(full, 'base64') : '';
          return [path, `${ino} ${mtimeNs} ${content}`];
        }),
      ),
    [Symbol.dispose]: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

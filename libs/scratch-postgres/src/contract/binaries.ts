import { cp, lstat, readFile, readdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** What a suite needs to know: `describe.skipIf(need.absent)(`…${need.note}`, …)`. Tests of an adapter have no testkit. */
export interface Need {
  readonly absent: boolean;
  readonly note: string;
}

/** @throws when `CI` is true and PostgreSQL of this major is not installed */
export function needPostgres(major: number, env: Readonly<Record<string, string | undefined>> = process.env): Need {
  if (installedTree(major) !== undefined) return { absent: false, note: '' };
  const missing = `PostgreSQL ${major} is missing: ${packageName(major)} is not installed`;
  if (env['CI'] === 'true') throw new Error(missing);
  console.warn(`Skipped, ${missing}`);
  return { absent: true, note: ` (skipped, ${missing})` };
}

/** Copies the programs to where an unprivileged user can run them, and links their libraries. @returns the directory of programs */
export async function copyBinaries(major: number, to: string): Promise<string> {
  const tree = installedTree(major);
  if (tree === undefined) throw new Error(`${packageName(major)} is not installed`);
  const copy = join(to, String(major));
  await cp(tree, copy, { recursive: true, filter: (path) => !path.endsWith('.a') });
  const links = JSON.parse(await readFile(join(tree, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(copy, relative('native', target));
    if ((await lstat(path).catch(() => undefined)) !== undefined) continue;
    await symlink(relative(dirname(path), join(copy, relative('native', source))), path);
  }
  await readdir(join(copy, 'bin'));
  return join(copy, 'bin');
}

function installedTree(major: number): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(packageName(major))), '../native');
  } catch {
    return undefined;
  }
}

function packageName(major: number): string {
  return `postgres-${major}-${process.platform}-${process.arch}`;
}

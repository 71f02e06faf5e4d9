import { existsSync, lstatSync, readdirSync, readFileSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { Problem, SourceFile } from '@postgres-ha/environment';
import { isRendered, type ManifestFile } from '@postgres-ha/kube-manifest';
import { CLUSTER_FILE, ENVIRONMENT_FILE, type EnvironmentSources } from '@postgres-ha/rendering';
import { isLeftover } from './leftover.ts';

export type RepositoryReading =
  | { readonly kind: 'read'; readonly environments: readonly EnvironmentSources[] }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

const ENVIRONMENTS = 'environments';

/** The nearest directory, from `start` upwards, that has an `environments` folder. */
export function findRoot(start: string): string | undefined {
  for (let directory = start; ; directory = join(directory, '..')) {
    if (existsSync(join(directory, ENVIRONMENTS))) return directory;
    if (join(directory, '..') === directory) return undefined;
  }
}

/** The directory itself where it has an `environments` folder. */
export function existingRoot(directory: string): string | undefined {
  return existsSync(join(directory, ENVIRONMENTS)) ? directory : undefined;
}

/** The environments of the repository by name; all of them where no name is given. */
export function readRepository(root: string, names: readonly string[]): RepositoryReading {
  const found = listed(root, ENVIRONMENTS);
  const problems: Problem[] = [...found.problems];
  const directories = found.entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  for (const name of names.filter((wanted) => !directories.includes(wanted))) {
    const expected = directories.length === 0 ? 'at least one environment' : `one of ${directories.join(', ')}`;
    problems.push(
      problem({ id: 'environment-unknown', file: `${ENVIRONMENTS}/${name}`, found: 'no such environment', expected }),
    );
  }
  const wanted = directories.filter((name) => names.length === 0 || names.includes(name));
  const environments = wanted.map((name) => readEnvironmentDirectory(root, name, problems));
  if (problems.length > 0) return { kind: 'refused', problems };
  return { kind: 'read', environments: environments.filter((environment) => environment !== undefined) };
}

function readEnvironmentDirectory(root: string, name: string, problems: Problem[]): EnvironmentSources | undefined {
  const directory = `${ENVIRONMENTS}/${name}`;
  const top = listed(root, directory);
  problems.push(...top.problems);
  if (!top.entries.some((entry) => entry.name === ENVIRONMENT_FILE && entry.isFile())) {
    problems.push(
      problem({
        id: 'environment-file-missing',
        file: `${directory}/${ENVIRONMENT_FILE}`,
        found: 'no such file',
        expected: 'one for each environment',
      }),
    );
    return undefined;
  }
  const folders = top.entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => {
      const folder = listed(root, `${directory}/${entry.name}`);
      problems.push(...folder.problems);
      return { name: entry.name, path: `${directory}/${entry.name}`, entries: folder.entries };
    });
  const clusters = folders.filter(({ entries }) =>
    entries.some((entry) => entry.name === CLUSTER_FILE && entry.isFile()),
  );
  problems.push(...folders.flatMap(({ path, entries }) => misnamed(path, entries)));
  const places = [{ path: directory, entries: top.entries }, ...folders];
  const rendered = places.flatMap(({ path, entries }) => renderedFiles(root, path, entries));
  const paths = new Set(rendered.map(({ path }) => path));
  return {
    files: {
      name,
      environment: source(root, `${directory}/${ENVIRONMENT_FILE}`),
      clusters: clusters.map((folder) => ({ name: folder.name, file: source(root, `${folder.path}/${CLUSTER_FILE}`) })),
    },
    rendered,
    leftovers: places.flatMap(({ path, entries }) =>
      entries.filter((entry) => entry.isFile() && isLeftover(entry.name)).map((entry) => `${path}/${entry.name}`),
    ),
    others: new Set(
      places
        .flatMap(({ path, entries }) => entries.map(({ name }) => `${path}/${name}`))
        .filter((path) => !paths.has(path)),
    ),
  };
}

/** A file that was meant to be a cluster.yaml and is not seen as one: its cluster would silently not be there. */
function misnamed(directory: string, entries: readonly Dirent[]): readonly Problem[] {
  return entries
    .filter(({ name }) => name !== CLUSTER_FILE && /^clusters?\.ya?ml$/i.test(name))
    .map(({ name }) =>
      problem({
        id: 'file-name',
        file: `${directory}/${name}`,
        found: `a file named ${name}`,
        expected: CLUSTER_FILE,
        remedy: 'Rename it.',
      }),
    );
}

function renderedFiles(root: string, directory: string, entries: readonly Dirent[]): readonly ManifestFile[] {
  return entries
    .filter(
      (entry) =>
        entry.isFile() &&
        entry.name.endsWith('.yaml') &&
        entry.name !== ENVIRONMENT_FILE &&
        entry.name !== CLUSTER_FILE,
    )
    .map((entry) => ({
      path: `${directory}/${entry.name}`,
      text: readFileSync(join(root, directory, entry.name), 'utf8'),
    }))
    .filter(({ text }) => isRendered(text));
}

/** The entries of a directory in a fixed order. Symbolic links are refused: what they lead to is not what Git holds. */
function listed(
  root: string,
  directory: string,
): { readonly entries: readonly Dirent[]; readonly problems: readonly Problem[] } {
  if (lstatSync(join(root, directory)).isSymbolicLink()) return { entries: [], problems: [symbolicLink(directory)] };
  const entries = readdirSync(join(root, directory), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const problems = entries
    .filter((entry) => entry.isSymbolicLink())
    .map(({ name }) => symbolicLink(`${directory}/${name}`));
  return { entries, problems };
}

function symbolicLink(file: string): Problem {
  return problem({
    id: 'symbolic-link',
    file,
    found: 'a symbolic link',
    expected: 'a file or a folder',
    remedy: 'Put the file itself there.',
  });
}

function source(root: string, path: string): SourceFile {
  return { path, bytes: readFileSync(join(root, path)) };
}

function problem(fault: Pick<Problem, 'id' | 'file' | 'found' | 'expected' | 'remedy'>): Problem {
  return { line: 1, column: 1, at: '', ...fault };
}

import type { Problem } from '@postgres-ha/environment';
import { isRendered, type ManifestFile } from '@postgres-ha/kube-manifest';
import { CLUSTER_FILE, ENVIRONMENT_FILE, type Drift } from '@postgres-ha/rendering';
import type { EnvironmentPaths } from './environment-index.ts';
import type { Reading } from './reading.ts';

/** What stands in folders where files are rendered. */
export interface CommittedRendering {
  /** Texts of the files that say that they were rendered, by path. */
  readonly rendered: ReadonlyMap<string, string>;
  /** Paths of files that do not. */
  readonly foreign: ReadonlySet<string>;
}

/** Nothing that is rendered is that large; what is, was not. */
const MAX_RENDERED_BYTES = 4 * 1024 * 1024;

/** Reads what was rendered into folders of an environment; the empty name is the environment's own. */
export async function committedRendering(
  { folders }: EnvironmentPaths,
  wanted: readonly string[],
  reading: Reading,
): Promise<CommittedRendering> {
  const paths = wanted.flatMap((folder) => folders.get(folder) ?? []).filter(isCandidate);
  const rendered = new Map<string, string>();
  const foreign = new Set<string>();
  for (const [path, bytes] of await reading.read(paths)) {
    const text = bytes.length > MAX_RENDERED_BYTES ? '' : new TextDecoder().decode(bytes);
    if (isRendered(text)) rendered.set(path, text);
    else foreign.add(path);
  }
  return { rendered, foreign };
}

/** `environments/<environment>/[<cluster>/]<name>.yaml`, but for what people write. */
function isCandidate(path: string): boolean {
  const steps = path.split('/');
  const name = steps.at(-1) ?? '';
  return steps.length <= 4 && name.endsWith('.yaml') && name !== CLUSTER_FILE && name !== ENVIRONMENT_FILE;
}

/** How committed files differ from those that are rendered. */
export function driftOf(wanted: readonly ManifestFile[], committed: ReadonlyMap<string, string>): readonly Drift[] {
  const expected = new Set(wanted.map(({ path }) => path));
  return [
    ...wanted.flatMap(({ path, text }): Drift[] => {
      const there = committed.get(path);
      if (there === text) return [];
      return [{ kind: there === undefined ? 'missing' : 'edited', path }];
    }),
    ...[...committed.keys()].filter((path) => !expected.has(path)).map((path): Drift => ({ kind: 'extra', path })),
  ];
}

/** What is where a rendered file has to go, and is none. */
export function inTheWay(
  wanted: readonly ManifestFile[],
  { foreign }: CommittedRendering,
  irregular: ReadonlySet<string>,
): readonly Problem[] {
  const above = new Set(wanted.flatMap(({ path }) => pathsTo(path)));
  return [
    ...wanted.filter(({ path }) => foreign.has(path)).map(({ path }) => foreignFile(path)),
    ...[...above].filter((path) => irregular.has(path)).map(irregularFile),
  ];
}

/** A path and those of the folders that it is in. */
function pathsTo(path: string): readonly string[] {
  return path.split('/').map((_, end, steps) => steps.slice(0, end + 1).join('/'));
}

function foreignFile(file: string): Problem {
  return {
    id: 'foreign-file',
    file,
    line: 1,
    column: 1,
    at: '',
    found: 'something that does not say it was rendered',
    expected: 'a rendered file, or nothing',
    remedy: 'Move it away if it is yours, or delete it; then run `npm run render`.',
  };
}

/** A symbolic link, a submodule or a program, where only files of text belong. */
export function irregularFile(file: string): Problem {
  return {
    id: 'irregular-file',
    file,
    line: 1,
    column: 1,
    at: '',
    found: 'a symbolic link, a submodule or an executable file',
    expected: 'a regular file',
    remedy: 'Put the file itself there, without permission to execute it.',
  };
}

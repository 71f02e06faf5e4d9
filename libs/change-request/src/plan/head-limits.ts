import { readYamlSource, type EnvironmentFiles, type Problem, type SourceFile } from '@postgres-ha/environment';
import { isMisnamed } from './changed-paths.ts';
import { irregularFile } from './committed-rendering.ts';
import { environmentPath } from './environment-index.ts';
import type { RepositoryState } from './repository-state.ts';

/** More changed files than that are not read: a fleet of a thousand clusters has three thousand. */
export const MAX_CHANGED_FILES = 10_000;

/** So much of what people write is read of one environment: a thousand clusters need half of it. */
export const MAX_PEOPLES_BYTES: number = 4 * 1024 * 1024;

/** What is larger, or has more lines, nobody wrote by hand. */
export const MAX_FILE_BYTES: number = 64 * 1024;
const MAX_FILE_LINES = 3000;

/** Files that are no YAML are told one after another until so much of them was read: reading what is made to be slow costs the most. */
const MAX_BROKEN_BYTES: number = 64 * 1024;

/** So many problems are told: the first ones say enough. */
export const MAX_PROBLEMS = 100;

/** What is wrong with a head before anything of it is read. */
export function strangeHead(
  changed: readonly string[],
  { base, head }: { readonly base: RepositoryState; readonly head: RepositoryState },
): readonly Problem[] {
  if (changed.length > MAX_CHANGED_FILES) {
    return [
      problem({
        id: 'too-many-files',
        file: 'environments',
        found: `${changed.length} changed files`,
        expected: `at most ${MAX_CHANGED_FILES}`,
        remedy: 'Make several pull requests of it.',
      }),
    ];
  }
  const there = changed.filter((path) => head.files.has(path) || head.irregular.has(path));
  const touched = new Set(changed.map((path) => path.split('/', 2)[1] ?? ''));
  const present = new Set([...head.files.keys(), ...head.irregular].map((path) => path.split('/', 2)[1] ?? ''));
  const environments = [...touched].filter((name) => present.has(name));
  const isFile = (path: string) => head.files.has(path) || base.files.has(path);
  return [
    ...changed.filter((path) => head.irregular.has(path)).map(irregularFile),
    ...there.filter(isMisnamed).map(misnamed),
    ...environments.filter((name) => isFile(`environments/${name}`)).map((name) => strayFile(`environments/${name}`)),
    ...environments
      .filter((name) => !isFile(`environments/${name}`) && !head.files.has(environmentPath(name)))
      .map((name) => missing(environmentPath(name))),
  ].slice(0, MAX_PROBLEMS);
}

/** What is wrong with the files that people write in an environment before they mean anything: too much of them, or no YAML. */
export function unreadable(
  { environment, clusters }: EnvironmentFiles,
  changed: ReadonlySet<string>,
): readonly Problem[] {
  const files = [environment, ...clusters.map(({ file }) => file)];
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  const large = files.filter((file) => file.bytes.length > MAX_FILE_BYTES || linesOf(file.bytes) > MAX_FILE_LINES);
  if (large.length > 0) return large.map(({ path }) => tooLong(path));
  if (bytes <= MAX_PEOPLES_BYTES)
    return broken([environment, ...clusters.filter(({ name }) => changed.has(name)).map(({ file }) => file)]);
  return [
    problem({
      id: 'environment-too-large',
      file: environment.path,
      found: `${bytes} bytes in its environment.yaml and the files of its clusters`,
      expected: `at most ${MAX_PEOPLES_BYTES}`,
      remedy: 'Make several environments of it.',
    }),
  ];
}

function linesOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (byte === 0x0a ? sum + 1 : sum), 1);
}

function broken(files: readonly SourceFile[]): readonly Problem[] {
  const problems: Problem[] = [];
  let bytes = 0;
  for (const file of files) {
    if (bytes >= MAX_BROKEN_BYTES || problems.length >= MAX_PROBLEMS) break;
    const reading = readYamlSource(file);
    if (reading.kind === 'read') continue;
    problems.push(...reading.problems);
    bytes += file.bytes.length;
  }
  return problems;
}

function tooLong(file: string): Problem {
  return problem({
    id: 'file-too-large',
    file,
    found: 'a file larger than people write by hand',
    expected: `at most ${MAX_FILE_BYTES} bytes and ${MAX_FILE_LINES} lines`,
    remedy: 'Look whether this is the file that was meant.',
  });
}

function misnamed(file: string): Problem {
  return problem({
    id: 'file-name',
    file,
    found: `a file named ${file.slice(file.lastIndexOf('/') + 1)}`,
    expected: 'cluster.yaml in the folder of a cluster, environment.yaml in that of an environment',
    remedy: 'Rename it.',
  });
}

function strayFile(file: string): Problem {
  return problem({
    id: 'stray-file',
    file,
    found: 'a file beside the folders of the environments',
    expected: 'a folder for each environment, and nothing else',
    remedy: 'Move it somewhere else.',
  });
}

function missing(file: string): Problem {
  return problem({
    id: 'environment-file-missing',
    file,
    found: 'no such file',
    expected: 'one for each environment',
    remedy: 'Add it, or take the rest of the folder away too.',
  });
}

function problem(fault: Pick<Problem, 'id' | 'file' | 'found' | 'expected' | 'remedy'>): Problem {
  return { line: 1, column: 1, at: '', ...fault };
}

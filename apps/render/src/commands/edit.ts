import {
  readEnvironment,
  sharedArchives,
  type EnvironmentFiles,
  type Problem,
  type SourceFile,
} from '@postgres-ha/environment';
import { editYaml, readEdit, type Edit } from '@postgres-ha/yaml-edit';
import { applyChanges, nodeDisk, type Disk } from '../atomic-write.ts';
import { lineChanges, type LineChange } from '../line-changes.ts';
import { EXIT_CODES, type Outcome } from '@postgres-ha/command-line';
import { refused } from '../refused.ts';
import type { EnvironmentSources } from '@postgres-ha/rendering';
import { readRepository } from '@postgres-ha/git-checkout/repository';
import { unifiedDiff } from '../unified-diff.ts';

/** What is to be edited, and how. */
export interface EditRequest {
  /** `production/orders` for its cluster.yaml, `production` for its environment.yaml. */
  readonly target: string;
  /** `path=value`, `path+=value` or `path-`. */
  readonly expressions: readonly string[];
  readonly dryRun: boolean;
}

/**
 * Edits a file that people write and touches nothing else in it. Nothing is written where an edit is refused, or where the environment
 * would then have an error that it does not have now.
 */
export function edit(root: string, { target, expressions, dryRun }: EditRequest, disk: Disk = nodeDisk): Outcome {
  const edits = readEdits(expressions);
  if ('code' in edits) return edits;
  const [name = '', cluster, ...rest] = target.split('/');
  if (name === '' || cluster === '' || rest.length > 0) return badTarget(target);
  const repository = readRepository(root, [name]);
  if (repository.kind === 'refused') return refused(repository.problems);
  const files = repository.environments[0]?.files;
  const file = files === undefined ? undefined : targetFile(files, cluster);
  if (files === undefined || file === undefined) return refused([clusterUnknown(target, files)]);
  const all = withOthers(root, repository.environments);
  const before = problemsOf(all.map((environment) => environment.files));
  const text = decoded(file.bytes);
  if (text === undefined) return refused(before.filter((problem) => problem.file === file.path));

  const result = editYaml(text, edits);
  switch (result.kind) {
    case 'refused':
      return refused(result.problems.map(({ path, ...problem }) => ({ ...problem, file: file.path, at: path })));
    case 'unchanged':
      return done(
        { file: file.path, changes: [], written: false },
        `${file.path} says so already; nothing was written.`,
      );
    case 'edited': {
      const edited: SourceFile = { path: file.path, bytes: new TextEncoder().encode(result.text) };
      const after = problemsOf(all.map((environment) => withFile(environment.files, edited)));
      const known = new Set(before.map(signature));
      const added = after.filter((problem) => !known.has(signature(problem)));
      if (added.length > 0) return refused(added);
      const changes = lineChanges(text, result.changes);
      if (!dryRun) applyChanges(root, { write: [{ path: file.path, text: result.text }], remove: [] }, disk);
      return done(
        { file: file.path, changes, written: !dryRun },
        dryRun ? unifiedDiff(file.path, text, changes) : changedText(file.path, changes),
      );
    }
  }
}

function done(
  json: { readonly file: string; readonly changes: readonly LineChange[]; readonly written: boolean },
  text: string,
): Outcome {
  return { code: EXIT_CODES.ok, text, json };
}

function readEdits(expressions: readonly string[]): readonly Edit[] | Outcome {
  const read = expressions.map(readEdit);
  const faults = read.flatMap((each) => (each.kind === 'refused' ? [each] : []));
  if (faults.length > 0) {
    const text = faults
      .map(({ found, expected, remedy }) => `edit: found ${found}, expected ${expected}. ${remedy}`)
      .join('\n');
    return { code: EXIT_CODES.badInput, text, json: { problem: text } };
  }
  return read.flatMap((each) => (each.kind === 'edit' ? [each.edit] : []));
}

function badTarget(target: string): Outcome {
  const text = `edit: found ${JSON.stringify(target)}, expected an environment or a cluster of one. For example production, or production/postgres-cluster.`;
  return { code: EXIT_CODES.badInput, text, json: { problem: text } };
}

function targetFile({ environment, clusters }: EnvironmentFiles, cluster: string | undefined): SourceFile | undefined {
  return cluster === undefined ? environment : clusters.find(({ name }) => name === cluster)?.file;
}

function clusterUnknown(target: string, files: EnvironmentFiles | undefined): Problem {
  const names = files?.clusters.map(({ name }) => name) ?? [];
  return {
    id: 'cluster-unknown',
    file: `environments/${target}`,
    line: 1,
    column: 1,
    at: '',
    found: 'no such cluster',
    expected: names.length === 0 ? 'at least one cluster' : `one of ${names.join(', ')}`,
    remedy: '`postgres-ha init <env>/<cluster>` starts a cluster.',
  };
}

/** The environment with all others, whose archives it must not share; alone where the others cannot be read. */
function withOthers(root: string, alone: readonly EnvironmentSources[]): readonly EnvironmentSources[] {
  const repository = readRepository(root, []);
  return repository.kind === 'read' ? repository.environments : alone;
}

/** Every error of the environments. */
function problemsOf(environments: readonly EnvironmentFiles[]): readonly Problem[] {
  const readings = environments.map(readEnvironment);
  const read = readings.flatMap((reading) => (reading.kind === 'read' ? [reading.environment] : []));
  const problems = readings.flatMap((reading) => (reading.kind === 'refused' ? reading.problems : []));
  return [...problems, ...sharedArchives(read)];
}

function withFile(files: EnvironmentFiles, edited: SourceFile): EnvironmentFiles {
  const replaced = (file: SourceFile) => (file.path === edited.path ? edited : file);
  return {
    ...files,
    environment: replaced(files.environment),
    clusters: files.clusters.map(({ name, file }) => ({ name, file: replaced(file) })),
  };
}

/** An edit moves lines; a problem that moved with them, or is smaller now, is not a new one. */
function signature({ id, file, at }: Problem): string {
  return JSON.stringify([id, file, at]);
}

/** A byte order mark stays where it is. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function changedText(path: string, changes: readonly LineChange[]): string {
  return [
    ...changes.flatMap(({ line, removed, added }) => [
      `${path}:${line}`,
      ...removed.map((each) => `- ${shown(each)}`),
      ...added.map((each) => `+ ${shown(each)}`),
    ]),
    'Run `npm run render`, then commit both.',
  ].join('\n');
}

function shown(line: string): string {
  return line.replace(/\r?\n$/, '');
}

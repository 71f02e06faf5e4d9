import type { EnvironmentFiles, Problem, SourceFile } from '@postgres-ha/environment';
import { editYaml, readEdit } from '@postgres-ha/yaml-edit';
import type { FileEdit } from '../intent/intent.ts';

export type Editing =
  | { readonly kind: 'edited'; readonly files: EnvironmentFiles; readonly edited: readonly EditedFile[] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** A file that people write, before and after. */
export interface EditedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** The files after the edits: byte for byte what they were but for what the edits are about. All edits are made, or none. */
export function editedFiles(files: EnvironmentFiles, edits: readonly FileEdit[]): Editing {
  const problems: Problem[] = [];
  const edited: EditedFile[] = [];
  const sources = new Map(
    [files.environment, ...files.clusters.map(({ file }) => file)].map((file) => [file.path, file]),
  );
  for (const { path, expressions } of edits) {
    const source = sources.get(path);
    if (source === undefined) throw new Error(`${path} is to be edited and was not read`);
    const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(source.bytes);
    const read = expressions.map(readEdit);
    const faults = read.flatMap((each) => (each.kind === 'refused' ? [each] : []));
    problems.push(...faults.map(({ found, expected, remedy }) => inFile(path, { found, expected, remedy })));
    if (faults.length > 0) continue;
    const result = editYaml(
      before,
      read.flatMap((each) => (each.kind === 'edit' ? [each.edit] : [])),
    );
    if (result.kind === 'refused') {
      problems.push(...result.problems.map(({ path: at, ...problem }) => ({ ...problem, file: path, at })));
    }
    if (result.kind === 'edited') edited.push({ path, before, after: result.text });
  }
  if (problems.length > 0) return { kind: 'refused', problems };
  if (edited.length === 0) return { kind: 'unchanged' };
  return { kind: 'edited', edited, files: withFiles(files, edited) };
}

function inFile(file: string, fault: Pick<Problem, 'found' | 'expected' | 'remedy'>): Problem {
  return { id: 'edit-unreadable', file, line: 1, column: 1, at: '', ...fault };
}

function withFiles(files: EnvironmentFiles, edited: readonly EditedFile[]): EnvironmentFiles {
  const texts = new Map(edited.map(({ path, after }) => [path, after]));
  const now = (file: SourceFile): SourceFile => {
    const text = texts.get(file.path);
    return text === undefined ? file : { path: file.path, bytes: new TextEncoder().encode(text) };
  };
  return {
    name: files.name,
    environment: now(files.environment),
    clusters: files.clusters.map(({ name, file }) => ({ name, file: now(file) })),
  };
}

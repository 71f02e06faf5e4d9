import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isRendered, type KubeObject } from '@postgres-ha/kube-manifest';
import { loadAll } from 'js-yaml';

/** What was rendered into one folder: a cluster, or the environment that all of them stand in. */
export interface Group {
  readonly name: string;
  /** Paths of the files. */
  readonly files: readonly string[];
  readonly objects: readonly KubeObject[];
}

/** Everything that was rendered below a root, read back. */
export function renderedGroups(root: string): readonly Group[] {
  const byDirectory = Map.groupBy(renderedFiles(root), dirname);
  return [...byDirectory].map(([directory, files]) => ({
    name: basename(directory),
    files,
    objects: files.flatMap((file) => objectsIn(readFileSync(file, 'utf8'))),
  }));
}

/** Paths of the rendered files below a root, in a fixed order. */
export function renderedFiles(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => join(root, path))
    .filter((path) => isRendered(readFileSync(path, 'utf8')))
    .sort();
}

/** The objects in a text of YAML documents. */
export function objectsIn(text: string): readonly KubeObject[] {
  return loadAll(text).filter((document) => document !== null && document !== undefined) as KubeObject[];
}
